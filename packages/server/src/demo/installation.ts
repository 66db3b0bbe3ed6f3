// Owns telling what the demo finds: its own data, half of it, or somebody's installation.
import { authenticateManagement, listWorkspaces } from '../accounts/index.js';
import { systemClock } from '../platform/clock.js';
import { sha256 } from '../platform/crypto.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { authenticateProgramKeys } from '../programs/index.js';
import type { DemoFile } from './demo-file.js';

export const DEMO_WORKSPACE = 'Acme Inc. (demo)';

/** Whether every key of the file is accepted; a database that was replaced knows none of them. */
export async function areKeysAccepted(db: Database, file: DemoFile): Promise<boolean> {
  // Files of earlier versions have no owner; then the demo is made anew.
  if ((file as Partial<DemoFile>).owner === undefined) return false;
  const hashes = file.programs.map((program) => sha256(program.api_key));
  const owners = await authenticateProgramKeys(db.kysely, hashes);
  if (owners.some((owner) => owner === null)) return false;
  try {
    await authenticateManagement({ db, clock: systemClock }, `Bearer ${file.management_key}`);
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** Whether the database is empty, holds nothing but demo data, or holds something else. */
export async function describeContents(db: Database): Promise<'empty' | 'demo' | 'other'> {
  const workspaces = await withTransaction(db, (tx) => listWorkspaces(tx));
  if (workspaces.length === 0) return 'empty';
  return workspaces.every((workspace) => workspace.name === DEMO_WORKSPACE) ? 'demo' : 'other';
}
