// Owns the SQL of command lines: those that ask to be signed in, and those that are.
import type { Role } from '@affitor/contract';
import { sql } from 'kysely';
import type { Database, Reader, Tx } from '../platform/db/index.js';

export interface CliLoginDraft {
  stateHash: Buffer;
  requestHash: Buffer;
  userCode: string;
  userAgent: string;
  network: string;
  expiresAt: Date;
  now: Date;
}

// tenant: whoever asks to be signed in has no workspace yet.
export async function insertCliLogin(db: Database, login: CliLoginDraft): Promise<void> {
  await sql`
    insert into cli_login
      (state_hash, request_hash, user_code, user_agent, network, expires_at, created_at)
    values (${login.stateHash}, ${login.requestHash}, ${login.userCode}, ${login.userAgent},
      ${login.network}, ${login.expiresAt}, ${login.now})
  `.execute(db.kysely);
}

export interface CliLogin {
  userCode: string;
  userAgent: string;
  network: string;
  createdAt: Date;
  expiresAt: Date;
}

// tenant: as above.
/** A request that still waits for a decision. */
export async function findWaitingCliLogin(
  reader: Reader,
  requestHash: Buffer,
  now: Date,
): Promise<CliLogin | null> {
  const { rows } = await sql<CliLogin>`
    select user_code as "userCode", user_agent as "userAgent", network,
      created_at as "createdAt", expires_at as "expiresAt"
    from cli_login
    where request_hash = ${requestHash} and status = 'pending' and expires_at > ${now}
  `.execute(reader);
  return rows[0] ?? null;
}

// tenant: the workspace is what is decided here.
/** Decides a request that waits; says whether it did, for a request is decided once. */
export async function updateCliLoginDecided(
  tx: Tx,
  requestHash: Buffer,
  decision: { approvedBy: { userId: number; workspaceId: number } | null; now: Date },
): Promise<boolean> {
  const { approvedBy, now } = decision;
  const { rows } = await sql<{ id: bigint }>`
    update cli_login set status = ${approvedBy ? 'approved' : 'denied'},
      user_id = ${approvedBy?.userId ?? null}, workspace_id = ${approvedBy?.workspaceId ?? null}
    where request_hash = ${requestHash} and status = 'pending' and expires_at > ${now}
    returning id
  `.execute(tx);
  return rows.length > 0;
}

export interface PolledLogin {
  status: 'pending' | 'approved' | 'denied' | 'consumed';
  expiresAt: Date;
}

// tenant: the secret is what proves who asks.
export async function findCliLogin(reader: Reader, stateHash: Buffer): Promise<PolledLogin | null> {
  const { rows } = await sql<PolledLogin>`
    select status, expires_at as "expiresAt" from cli_login where state_hash = ${stateHash}
  `.execute(reader);
  return rows[0] ?? null;
}

export interface ConsumedLogin {
  userId: number;
  workspaceId: number;
  email: string;
}

/** Takes an approved sign-in; of all who ask at once, one gets it. */
export async function consumeCliLogin(
  tx: Tx,
  stateHash: Buffer,
  now: Date,
): Promise<ConsumedLogin | null> {
  const { rows } = await sql<ConsumedLogin>`
    update cli_login set status = 'consumed'
    from app_user
    where state_hash = ${stateHash} and status = 'approved' and expires_at > ${now}
      and app_user.id = cli_login.user_id
    returning cli_login.user_id as "userId", cli_login.workspace_id as "workspaceId",
      app_user.email
  `.execute(tx);
  return rows[0] ?? null;
}

export async function insertCliToken(
  tx: Tx,
  workspaceId: number,
  token: { userId: number; hash: Buffer; userAgent: string; expiresAt: Date; now: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into cli_token (user_id, workspace_id, token_hash, user_agent, expires_at, created_at)
    values (${token.userId}, ${workspaceId}, ${token.hash}, ${token.userAgent}, ${token.expiresAt},
      ${token.now})
    returning id
  `.execute(tx);
  return (rows[0] as { id: number }).id;
}

export interface CliTokenOwner {
  tokenId: number;
  userId: number;
  workspaceId: number;
  role: Role;
  lastUsedAt: Date | null;
}

/** Whom a token speaks for, as long as they belong to its workspace. */
export async function findCliTokenOwner(
  db: Database,
  hash: Buffer,
  now: Date,
): Promise<CliTokenOwner | null> {
  const { rows } = await sql<CliTokenOwner>`
    select token.id as "tokenId", token.user_id as "userId", token.workspace_id as "workspaceId",
      member.role, token.last_used_at as "lastUsedAt"
    from cli_token token
    join member on member.user_id = token.user_id and member.workspace_id = token.workspace_id
    where token.token_hash = ${hash} and token.expires_at > ${now}
  `.execute(db.kysely);
  return rows[0] ?? null;
}

export async function updateCliTokenUsed(
  db: Database,
  workspaceId: number,
  tokenId: number,
  now: Date,
): Promise<void> {
  await sql`
    update cli_token set last_used_at = ${now}
    where workspace_id = ${workspaceId} and id = ${tokenId}
  `.execute(db.kysely);
}

export interface CliTokenRow {
  id: number;
  workspaceId: number;
  userAgent: string;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
}

const TOKENS_LISTED_MAX = 200;

/** The tokens of a person that work, in all their workspaces. */
export async function listCliTokens(
  db: Database,
  userId: number,
  now: Date,
): Promise<CliTokenRow[]> {
  const { rows } = await sql<CliTokenRow>`
    select token.id, token.workspace_id as "workspaceId", token.user_agent as "userAgent",
      token.created_at as "createdAt", token.expires_at as "expiresAt",
      token.last_used_at as "lastUsedAt"
    from cli_token token
    join member on member.user_id = token.user_id and member.workspace_id = token.workspace_id
    where token.user_id = ${userId} and token.expires_at > ${now}
    order by token.id desc limit ${TOKENS_LISTED_MAX}
  `.execute(db.kysely);
  return rows;
}

/** Ends a token of a person; gives the workspace that it acted in. */
export async function deleteCliToken(
  tx: Tx,
  userId: number,
  tokenId: number,
): Promise<number | null> {
  const { rows } = await sql<{ workspace_id: number }>`
    delete from cli_token where user_id = ${userId} and id = ${tokenId} returning workspace_id
  `.execute(tx);
  return rows[0]?.workspace_id ?? null;
}

// tenant: what has ended is forgotten alike.
export async function deleteCliLoginsBefore(tx: Tx, before: Date): Promise<void> {
  await sql`delete from cli_login where expires_at < ${before}`.execute(tx);
}

// tenant: as above.
export async function deleteCliTokensBefore(tx: Tx, before: Date): Promise<void> {
  await sql`delete from cli_token where expires_at < ${before}`.execute(tx);
}
