// Owns the SQL that answers which program of its workspace a management call is about.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/** The program of a management call. */
export interface ManagedProgram {
  id: number;
  workspaceId: number;
  name: string;
  status: 'draft' | 'active' | 'paused';
  timeZone: string;
  currency: string;
  websiteUrl: string;
}

/** The program with this id in the workspace; a deleted or foreign one is as missing as any. */
export async function findManagedProgram(
  tx: Tx,
  workspaceId: number,
  programId: number,
): Promise<ManagedProgram | null> {
  const { rows } = await sql<ManagedProgram>`
    select id, workspace_id as "workspaceId", name, status, time_zone as "timeZone", currency,
      website_url as "websiteUrl"
    from program
    where workspace_id = ${workspaceId} and id = ${programId}::bigint and deleted_at is null
  `.execute(tx);
  return rows[0] ?? null;
}
