// Owns sessions: who is signed in, which sessions a person has, and their end.
import { addDays, addMs } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Accounts } from './accounts.js';
import { type Caller, engineHeaders } from './caller.js';
import { answerOf, type EngineAnswer } from './engine-answers.js';
import { isSessionAlive, SESSION_IDLE_DAYS_MAX } from './rules.js';
import { insertPersonalAuditEntries } from './store-audit.js';
import {
  deleteOtherSessions,
  deleteSession,
  findSession,
  listSessions,
  type SessionRow,
  updateSessionSeen,
} from './store-sessions.js';

/** Somebody whose session works. */
export interface Person {
  readonly userId: number;
  readonly name: string;
  readonly email: string;
  readonly hasTwoFactor: boolean;
  readonly userCreatedAt: Date;
  readonly session: SessionRow;
}

/** Uses are noted this often at the most, so that reading writes next to nothing. */
const SEEN_PRECISION_MS = 5 * 60_000;

/** The name of the cookie that a session lives in. */
export async function sessionCookieName({ engine }: Accounts): Promise<string> {
  return (await engine.$context).authCookies.sessionToken.name;
}

/**
 * Who sends this request by its session cookie; null for nobody. Nothing is cached: a session that
 * was ended fails its next request, in every process.
 */
export async function readPerson(accounts: Accounts, caller: Caller): Promise<Person | null> {
  const { engine, db, clock } = accounts;
  const cookie = await sessionCookieName(accounts);
  if (!caller.cookies.has(cookie)) return null;
  const found = await engine.api.getSession({
    headers: engineHeaders(caller, [cookie]),
    query: { disableRefresh: true },
  });
  const session = found && (await findSession(db, Number(found.session.id)));
  const now = clock.now();
  if (!found || !session || !isSessionAlive(session, now)) return null;
  if (session.lastSeenAt < addMs(now, -SEEN_PRECISION_MS)) {
    await updateSessionSeen(db, session.id, now);
  }
  const { user } = found;
  return {
    userId: Number(user.id),
    name: user.name,
    email: user.email,
    hasTwoFactor: user.twoFactorEnabled === true,
    userCreatedAt: user.createdAt,
    session,
  };
}

/** The sessions of a person that work, the latest first. */
export function listSessionsOf(accounts: Accounts, userId: number): Promise<SessionRow[]> {
  const now = accounts.clock.now();
  const seenAfter = addDays(now, -SESSION_IDLE_DAYS_MAX);
  return listSessions(accounts.db, userId, { now, seenAfter });
}

/** Ends one session of a person. */
export async function revokeSession(
  accounts: Accounts,
  person: Person,
  ended: { sessionId: number; requestId: string },
): Promise<void> {
  await accounts.transaction(async (tx) => {
    if (!(await deleteSession(tx, person.userId, ended.sessionId))) {
      throw new AppError('session_not_found');
    }
    const target = `session:${ended.sessionId}`;
    await notePersonal(accounts, tx, { ...ended, person, action: 'session.revoked', target });
  });
}

/** Ends every session of a person but the one that asks; says how many. */
export function revokeOtherSessions(
  accounts: Accounts,
  person: Person,
  requestId: string,
): Promise<number> {
  return accounts.transaction(async (tx) => {
    const count = await deleteOtherSessions(tx, person.userId, person.session.id);
    const target = `user:${person.userId}`;
    await notePersonal(accounts, tx, {
      person,
      requestId,
      action: 'session.others_revoked',
      target,
    });
    return count;
  });
}

/** Ends the session that asks, and removes its cookie. */
export async function signOut(accounts: Accounts, caller: Caller): Promise<EngineAnswer<unknown>> {
  const headers = engineHeaders(caller, [await sessionCookieName(accounts)]);
  return answerOf(accounts.engine.api.signOut({ headers, returnHeaders: true }));
}

/** Leaves a line about a person's own account in the log of each of their workspaces. */
export function notePersonal(
  accounts: Accounts,
  tx: Tx,
  entry: {
    person: { userId: number };
    action: string;
    requestId: string | null;
    target?: string;
  },
): Promise<void> {
  const { userId } = entry.person;
  return insertPersonalAuditEntries(tx, {
    userId,
    action: entry.action,
    target: entry.target ?? `user:${userId}`,
    requestId: entry.requestId,
    now: accounts.clock.now(),
  });
}
