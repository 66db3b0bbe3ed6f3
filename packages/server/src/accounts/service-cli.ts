// Owns signing command lines in: a request, a person's decision, a token that is handed out once.
import { addDays, addMs } from '../platform/clock.js';
import { sha256 } from '../platform/crypto.js';
import type { Tx } from '../platform/db/index.js';
import { readBearerToken } from '../platform/http/bearer.js';
import { AppError } from '../platform/http/errors.js';
import { randomKey, randomLinkToken, randomSpokenCode } from '../platform/ids.js';
import type { Accounts } from './accounts.js';
import { countAttempt } from './attempts.js';
import type { Caller } from './caller.js';
import { insertAuditEntry } from './store-audit.js';
import {
  type CliLogin,
  type CliTokenOwner,
  consumeCliLogin,
  deleteCliToken,
  findCliLogin,
  findCliTokenOwner,
  findWaitingCliLogin,
  insertCliLogin,
  insertCliToken,
  updateCliLoginDecided,
  updateCliTokenUsed,
} from './store-cli.js';
import { findMembership, listMemberships } from './store-members.js';

const TOKEN_PREFIX = 'affc_';
const LOGIN_LIFE_MS = 10 * 60_000;
const TOKEN_LIFE_DAYS = 90;
const LAST_USED_PRECISION_MS = 60_000;

export interface StartedLogin {
  state: string;
  request: string;
  userCode: string;
  expiresAt: Date;
}

/** Begins a sign-in. @throws AppError `too_many_attempts` */
export async function startCliLogin(accounts: Accounts, caller: Caller): Promise<StartedLogin> {
  await countAttempt(accounts, 'cli_login', { account: null, network: caller.network });
  const now = accounts.clock.now();
  const started = {
    state: randomLinkToken(),
    request: randomLinkToken(),
    userCode: randomSpokenCode(),
    expiresAt: addMs(now, LOGIN_LIFE_MS),
  };
  await insertCliLogin(accounts.db, {
    ...started,
    stateHash: sha256(started.state),
    requestHash: sha256(started.request),
    userAgent: caller.userAgent,
    network: caller.keptNetwork,
    now,
  });
  return started;
}

/** The sign-in that a person is asked about. @throws AppError `cli_login_not_found` */
export async function requireWaitingLogin(accounts: Accounts, request: string): Promise<CliLogin> {
  const now = accounts.clock.now();
  const login = await findWaitingCliLogin(accounts.db.kysely, sha256(request), now);
  if (!login) throw new AppError('cli_login_not_found');
  return login;
}

export interface LoginDecision {
  request: string;
  userId: number;
  isApproved: boolean;
  /** Null where the person has one workspace only. */
  workspaceId: number | null;
  requestId: string;
}

/**
 * Decides a sign-in, once.
 * @throws AppError `cli_login_not_found`, `workspace_not_found`
 */
export function decideCliLogin(accounts: Accounts, decision: LoginDecision): Promise<void> {
  const { userId, isApproved, requestId } = decision;
  return accounts.transaction(async (tx) => {
    const now = accounts.clock.now();
    const workspaceId = isApproved ? await requireWorkspace(tx, decision) : null;
    const approvedBy = workspaceId === null ? null : { userId, workspaceId };
    const isDecided = await updateCliLoginDecided(tx, sha256(decision.request), {
      approvedBy,
      now,
    });
    if (!isDecided) throw new AppError('cli_login_not_found');
    if (workspaceId === null) return;
    const entry = {
      programId: null,
      actor: `user:${userId}`,
      action: 'cli.approved',
      target: `user:${userId}`,
      details: {},
      requestId,
    };
    await insertAuditEntry(tx, workspaceId, entry, now);
  });
}

async function requireWorkspace(
  tx: Tx,
  { userId, workspaceId }: { userId: number; workspaceId: number | null },
): Promise<number> {
  if (workspaceId !== null) {
    if (await findMembership(tx, userId, workspaceId)) return workspaceId;
    throw new AppError('workspace_not_found');
  }
  const [only, second] = await listMemberships(tx, userId);
  if (!only || second) throw new AppError('workspace_not_found');
  return only.workspaceId;
}

export type LoginPoll =
  | { status: 'pending' | 'consumed' }
  | { status: 'expired'; isDenied: boolean }
  | { status: 'complete'; token: string; email: string; workspaceId: number; expiresAt: Date };

/** What became of a sign-in. The token is made here, so that nobody keeps it but its owner. */
export async function pollCliLogin(
  accounts: Accounts,
  state: string,
  caller: Caller,
): Promise<LoginPoll> {
  const stateHash = sha256(state);
  const now = accounts.clock.now();
  const found = await findCliLogin(accounts.db.kysely, stateHash);
  if (found?.status === 'consumed') return { status: 'consumed' };
  if (!found || found.status === 'denied' || found.expiresAt <= now) {
    return { status: 'expired', isDenied: found?.status === 'denied' };
  }
  if (found.status === 'pending') return { status: 'pending' };
  return accounts.transaction(async (tx) => {
    const login = await consumeCliLogin(tx, stateHash, now);
    if (!login) return { status: 'consumed' };
    const token = randomKey(TOKEN_PREFIX);
    const expiresAt = addDays(now, TOKEN_LIFE_DAYS);
    const { userId, workspaceId, email } = login;
    const { userAgent } = caller;
    const row = { userId, hash: sha256(token), userAgent, expiresAt, now };
    await insertCliToken(tx, workspaceId, row);
    return { status: 'complete', token, email, workspaceId, expiresAt };
  });
}

/**
 * Whom a command line speaks for. Nothing is cached: a token that was revoked fails at once.
 * @throws AppError `cli_token_invalid`
 */
export async function authenticateCliToken(
  { db, clock }: Accounts,
  header: string | undefined,
): Promise<CliTokenOwner> {
  const bearer = readBearerToken(header);
  const now = clock.now();
  const owner =
    bearer.kind === 'token' ? await findCliTokenOwner(db, sha256(bearer.token), now) : null;
  if (!owner) throw new AppError('cli_token_invalid');
  if (owner.lastUsedAt === null || owner.lastUsedAt < addMs(now, -LAST_USED_PRECISION_MS)) {
    await updateCliTokenUsed(db, owner.workspaceId, owner.tokenId, now);
  }
  return owner;
}

/** Ends a token of a person; answers how many that were. */
export function revokeCliToken(
  accounts: Accounts,
  revoked: { userId: number; tokenId: number; requestId: string },
): Promise<number> {
  const { userId, tokenId, requestId } = revoked;
  return accounts.transaction(async (tx) => {
    const workspaceId = await deleteCliToken(tx, userId, tokenId);
    if (workspaceId === null) return 0;
    const entry = {
      programId: null,
      actor: `user:${userId}`,
      action: 'cli.revoked',
      target: `cli_token:${tokenId}`,
      details: {},
      requestId,
    };
    await insertAuditEntry(tx, workspaceId, entry, accounts.clock.now());
    return 1;
  });
}
