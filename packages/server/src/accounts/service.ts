// Owns the use cases of management keys: who a caller is, and how keys come, change and go.
import type { Scope } from '@affitor/contract';
import { addMs, type Clock } from '../platform/clock.js';
import { sha256 } from '../platform/crypto.js';
import type { Database, Tx } from '../platform/db/index.js';
import { readBearerToken } from '../platform/http/bearer.js';
import { AppError } from '../platform/http/errors.js';
import { randomKey } from '../platform/ids.js';
import { describeKey, judgeKey, type KeyPrincipal, MANAGEMENT_KEY_PREFIX } from './rules.js';
import {
  findKeyByHash,
  insertManagementKey,
  insertWorkspace,
  listProgramIdsOf,
  lockManagementKey,
  type ManagementKey,
  updateKeyLastUsed,
  updateManagementKeyRow,
} from './store.js';

/** Uses are noted this often at the most, so that a busy key is not a busy row. */
const LAST_USED_PRECISION_MS = 60_000;

/**
 * Who sends this Authorization header. Nothing is cached: a revoked key fails its next request.
 * @throws AppError 401 for a missing, unknown, revoked or expired key
 */
export async function authenticateManagement(
  deps: { db: Database; clock: Clock },
  header: string | undefined,
): Promise<KeyPrincipal> {
  const bearer = readBearerToken(header);
  if (bearer.kind !== 'token') throw new AppError('management_credentials_missing');
  const key = await findKeyByHash(deps.db, sha256(bearer.token));
  const now = deps.clock.now();
  const verdict = judgeKey(key, now);
  if (verdict === 'expired') throw new AppError('management_key_expired');
  if (!key || verdict === 'invalid') throw new AppError('management_key_invalid');
  const before = addMs(now, -LAST_USED_PRECISION_MS);
  if (key.lastUsedAt === null || key.lastUsedAt < before) {
    await updateKeyLastUsed(deps.db, key.workspaceId, key.id, { now, before });
  }
  return {
    kind: 'management_key',
    keyId: key.id,
    workspaceId: key.workspaceId,
    scopes: key.scopes,
    programScope: key.programScope,
    name: key.name,
  };
}

/** Makes a workspace and gives its id. */
export async function createWorkspace(
  tx: Tx,
  options: { name: string; now: Date },
): Promise<number> {
  return insertWorkspace(tx, options.name, options.now);
}

/**
 * Makes a management key. The full key is in the answer and nowhere else: only its hash is kept.
 * @example const { key } = await createManagementKey(tx, { workspaceId, name: 'CI', now });
 */
export async function createManagementKey(
  tx: Tx,
  options: {
    workspaceId: number;
    name: string;
    scopes?: readonly Scope[];
    programScope?: readonly number[] | null;
    expiresAt?: Date | null;
    now: Date;
  },
): Promise<ManagementKey & { key: string }> {
  const programScope = options.programScope ?? null;
  await refuseForeignPrograms(tx, options.workspaceId, programScope);
  const key = randomKey(MANAGEMENT_KEY_PREFIX);
  const { prefix, masked } = describeKey(key);
  const draft = {
    name: options.name,
    prefix,
    keyMasked: masked,
    hash: sha256(key),
    scopes: options.scopes ?? ['*'],
    programScope,
    expiresAt: options.expiresAt ?? null,
  };
  const row = await insertManagementKey(tx, options.workspaceId, draft, options.now);
  return { ...row, key };
}

/** A key never covers a program that its workspace does not have. */
async function refuseForeignPrograms(
  tx: Tx,
  workspaceId: number,
  programScope: readonly number[] | null,
): Promise<void> {
  if (programScope === null || programScope.length === 0) return;
  const own = new Set(await listProgramIdsOf(tx, workspaceId, programScope));
  const missing = programScope.find((programId) => !own.has(programId));
  if (missing === undefined) return;
  throw new AppError('validation_failed', {
    params: { field: 'program_scope', problem: `${missing} is not a program of the workspace` },
  });
}

/** Renames a key or changes what it may do. */
export async function changeManagementKey(
  tx: Tx,
  workspaceId: number,
  change: {
    keyId: number;
    name?: string | undefined;
    scopes?: readonly Scope[] | undefined;
    programScope?: readonly number[] | null | undefined;
  },
): Promise<ManagementKey> {
  const key = await requireKey(tx, workspaceId, change.keyId);
  if (key.status !== 'active') throw new AppError('management_key_not_active');
  if (change.programScope !== undefined) {
    await refuseForeignPrograms(tx, workspaceId, change.programScope);
  }
  const changed: ManagementKey = {
    ...key,
    name: change.name ?? key.name,
    scopes: change.scopes ? [...change.scopes] : key.scopes,
    programScope:
      change.programScope === undefined ? key.programScope : copyOf(change.programScope),
  };
  await updateManagementKeyRow(tx, workspaceId, changed);
  return changed;
}

function copyOf(ids: readonly number[] | null): number[] | null {
  return ids === null ? null : [...ids];
}

/** Ends a key. Its record stays; ending it again changes nothing. */
export async function revokeManagementKey(
  tx: Tx,
  workspaceId: number,
  keyId: number,
): Promise<ManagementKey> {
  const key = await requireKey(tx, workspaceId, keyId);
  const revoked: ManagementKey = { ...key, status: 'revoked' };
  if (key.status !== 'revoked') await updateManagementKeyRow(tx, workspaceId, revoked);
  return revoked;
}

async function requireKey(tx: Tx, workspaceId: number, keyId: number): Promise<ManagementKey> {
  const key = await lockManagementKey(tx, workspaceId, keyId);
  if (!key) throw new AppError('management_key_not_found');
  return key;
}
