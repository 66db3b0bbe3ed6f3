// Owns the SQL of workspaces and management keys.
import { sql } from 'kysely';
import type { Database, Tx } from '../platform/db/index.js';

/** A management key as it is kept: its hash never leaves this file. */
export interface ManagementKey {
  id: number;
  workspaceId: number;
  name: string;
  prefix: string;
  keyMasked: string;
  scopes: string[];
  programScope: number[] | null;
  status: 'active' | 'revoked';
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  createdAt: Date;
}

const KEY_COLUMNS = sql`
  id, workspace_id as "workspaceId", name, prefix, key_masked as "keyMasked", scopes,
  program_scope as "programScope", status, expires_at as "expiresAt",
  last_used_at as "lastUsedAt", created_at as "createdAt"
`;

// tenant: the key is what proves the workspace, so the look-up cannot be narrowed to one.
/** The key with this hash, whatever its state. Read each time, so that revocation holds at once. */
export async function findKeyByHash(db: Database, hash: Buffer): Promise<ManagementKey | null> {
  const { rows } = await sql<ManagementKey>`
    select ${KEY_COLUMNS} from management_key where key_hash = ${hash}
  `.execute(db.kysely);
  return rows[0] ?? null;
}

/** Notes a use of a key, unless one was noted after `before`. */
export async function updateKeyLastUsed(
  db: Database,
  workspaceId: number,
  keyId: number,
  moments: { now: Date; before: Date },
): Promise<void> {
  await sql`
    update management_key set last_used_at = ${moments.now}
    where workspace_id = ${workspaceId} and id = ${keyId}
      and (last_used_at is null or last_used_at < ${moments.before})
  `.execute(db.kysely);
}

// tenant: this makes the tenant.
export async function insertWorkspace(tx: Tx, name: string, now: Date): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into workspace (name, created_at) values (${name}, ${now}) returning id
  `.execute(tx);
  return (rows[0] as { id: number }).id;
}

// tenant: the operator's command line works on all of them.
export async function listWorkspaces(tx: Tx): Promise<{ id: number; name: string }[]> {
  const { rows } = await sql<{ id: number; name: string }>`
    select id, name from workspace where rehearsal_of is null order by id
  `.execute(tx);
  return rows;
}

export interface Workspace {
  id: number;
  name: string;
  createdAt: Date;
}

export async function findWorkspace(tx: Tx, workspaceId: number): Promise<Workspace | null> {
  const { rows } = await sql<Workspace>`
    select id, name, created_at as "createdAt" from workspace where id = ${workspaceId}::bigint
  `.execute(tx);
  return rows[0] ?? null;
}

export async function updateWorkspaceName(
  tx: Tx,
  workspaceId: number,
  name: string,
): Promise<void> {
  await sql`update workspace set name = ${name} where id = ${workspaceId}`.execute(tx);
}

export interface KeyDraft {
  name: string;
  prefix: string;
  keyMasked: string;
  hash: Buffer;
  scopes: readonly string[];
  programScope: readonly number[] | null;
  expiresAt: Date | null;
}

export async function insertManagementKey(
  tx: Tx,
  workspaceId: number,
  draft: KeyDraft,
  now: Date,
): Promise<ManagementKey> {
  const { rows } = await sql<ManagementKey>`
    insert into management_key (
      workspace_id, name, prefix, key_hash, key_masked, scopes, program_scope, expires_at,
      created_at
    ) values (
      ${workspaceId}, ${draft.name}, ${draft.prefix}, ${draft.hash}, ${draft.keyMasked},
      ${[...draft.scopes]}::text[], ${draft.programScope ? [...draft.programScope] : null}::int[],
      ${draft.expiresAt}, ${now}
    )
    returning ${KEY_COLUMNS}
  `.execute(tx);
  return rows[0] as ManagementKey;
}

export async function listManagementKeys(tx: Tx, workspaceId: number): Promise<ManagementKey[]> {
  const { rows } = await sql<ManagementKey>`
    select ${KEY_COLUMNS} from management_key where workspace_id = ${workspaceId} order by id
  `.execute(tx);
  return rows;
}

/** The key, locked for the rest of the transaction. */
export async function lockManagementKey(
  tx: Tx,
  workspaceId: number,
  keyId: number,
): Promise<ManagementKey | null> {
  const { rows } = await sql<ManagementKey>`
    select ${KEY_COLUMNS} from management_key
    where workspace_id = ${workspaceId} and id = ${keyId} for update
  `.execute(tx);
  return rows[0] ?? null;
}

/** Writes what may change in a key: what it is called, what it may do, whether it works. */
export async function updateManagementKeyRow(
  tx: Tx,
  workspaceId: number,
  key: Pick<ManagementKey, 'id' | 'name' | 'scopes' | 'programScope' | 'status'>,
): Promise<void> {
  await sql`
    update management_key set
      name = ${key.name},
      scopes = ${key.scopes}::text[],
      program_scope = ${key.programScope}::int[],
      status = ${key.status}
    where workspace_id = ${workspaceId} and id = ${key.id}
  `.execute(tx);
}

/** Which of these ids are programs of the workspace. */
export async function listProgramIdsOf(
  tx: Tx,
  workspaceId: number,
  programIds: readonly number[],
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from program
    where workspace_id = ${workspaceId} and deleted_at is null
      and id = any(${[...programIds]}::bigint[])
  `.execute(tx);
  return rows.map((row) => row.id);
}
