// Owns our SQL on sessions: how old they are, which a person has, and their end.
import { sql } from 'kysely';
import type { Database, Tx } from '../platform/db/index.js';

export interface SessionRow {
  id: number;
  userId: number;
  userAgent: string | null;
  network: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

const COLUMNS = sql`
  id, user_id as "userId", nullif(user_agent, '') as "userAgent",
  nullif(ip_address, '') as "network", created_at as "createdAt",
  coalesce(last_seen_at, created_at) as "lastSeenAt", expires_at as "expiresAt"
`;

// tenant: a session belongs to a person, who may be in several workspaces.
export async function findSession(db: Database, sessionId: number): Promise<SessionRow | null> {
  const { rows } = await sql<SessionRow>`
    select ${COLUMNS} from user_session where id = ${sessionId}
  `.execute(db.kysely);
  return rows[0] ?? null;
}

// tenant: as above.
export async function updateSessionSeen(db: Database, sessionId: number, now: Date): Promise<void> {
  await sql`update user_session set last_seen_at = ${now} where id = ${sessionId}`.execute(
    db.kysely,
  );
}

// tenant: as above.
/** The sessions of a person that work, the latest first. */
export async function listSessions(
  db: Database,
  userId: number,
  alive: { now: Date; seenAfter: Date },
): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select ${COLUMNS} from user_session
    where user_id = ${userId} and expires_at > ${alive.now}
      and coalesce(last_seen_at, created_at) > ${alive.seenAfter}
    order by coalesce(last_seen_at, created_at) desc, id desc
  `.execute(db.kysely);
  return rows;
}

// tenant: as above.
/** Ends one session of the person; false when there is none with this id. */
export async function deleteSession(tx: Tx, userId: number, sessionId: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from user_session where user_id = ${userId} and id = ${sessionId}
  `.execute(tx);
  return numAffectedRows === 1n;
}

// tenant: as above.
/** Ends every session of the person but one, and says how many. */
export async function deleteOtherSessions(
  tx: Tx,
  userId: number,
  keptSessionId: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from user_session where user_id = ${userId} and id <> ${keptSessionId}
  `.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

// tenant: as above.
export async function deleteSessionsBefore(tx: Tx, before: Date): Promise<void> {
  await sql`delete from user_session where expires_at < ${before}`.execute(tx);
}
