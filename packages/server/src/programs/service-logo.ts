// Owns the use cases of logos: taking one in after a look at its content, and taking it away.
import { LOGO_SIZE_MAX_BYTES, LOGO_SIZE_MAX_PX, OPERATIONS } from '@affitor/contract';
import { sha256 } from '../platform/crypto.js';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { inspectLogo } from './rules-logo.js';
import { updateProgramSettings } from './store.js';
import { deleteLogoRow, type LogoRow, replaceLogoRow } from './store-logo.js';

/** Long enough that nobody meets another content under the same address. */
const DIGEST_LENGTH = 32;

interface Place {
  workspaceId: number;
  programId: number;
}

/**
 * Keeps an uploaded file as the logo of a program, by its path: it moves along with the service.
 * @throws AppError `validation_failed` for what is no image, or too large a one
 */
export async function replaceLogo(
  tx: Tx,
  { workspaceId, programId }: Place,
  contentBase64: string,
  now: Date,
): Promise<LogoRow & { path: string }> {
  const content = Buffer.from(contentBase64, 'base64');
  const logo = { ...requireImage(content), content, digest: digestOf(contentBase64) };
  await replaceLogoRow(tx, workspaceId, programId, logo, now);
  const path = logoPath(programId, logo.digest);
  await updateProgramSettings(tx, workspaceId, { programId, settings: { logo_url: path } });
  return { ...logo, path };
}

/** Takes the logo of a program away. */
export async function deleteLogo(tx: Tx, { workspaceId, programId }: Place): Promise<void> {
  await deleteLogoRow(tx, workspaceId, programId);
  await updateProgramSettings(tx, workspaceId, { programId, settings: { logo_url: null } });
}

function requireImage(content: Buffer) {
  if (content.length > LOGO_SIZE_MAX_BYTES) {
    refuse(`is larger than ${LOGO_SIZE_MAX_BYTES / 1024} KiB`);
  }
  const verdict = inspectLogo(content, { sizeMaxPx: LOGO_SIZE_MAX_PX });
  return verdict.ok ? verdict : refuse(verdict.problem);
}

function refuse(problem: string): never {
  throw new AppError('validation_failed', { params: { field: 'content_base64', problem } });
}

function digestOf(contentBase64: string): string {
  return sha256(contentBase64).toString('hex').slice(0, DIGEST_LENGTH);
}

function logoPath(programId: number, digest: string): string {
  return OPERATIONS.readLogo.path
    .replace(':programId', String(programId))
    .replace(':digest', digest);
}
