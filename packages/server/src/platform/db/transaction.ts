// Owns the edges of a transaction, and what a database error means to its caller.

import { sql } from 'kysely';
import type { Database, Tx } from './connect.js';
import { SHORT_TRANSACTION } from './prepared.js';

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function withTransaction<Result>(
  db: Database,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  // Kysely rolls back after a failure and, on a broken connection, reports the failed rollback
  // in place of the cause; the cause is what callers decide by.
  let cause: { readonly error: unknown } | null = null;
  try {
    return await db.kysely.transaction().execute(async (tx) => {
      try {
        return await work(tx);
      } catch (error) {
        cause = { error };
        throw error;
      }
    });
  } catch (error) {
    const first = cause as { readonly error: unknown } | null;
    throw first === null ? error : first.error;
  }
}

/**
 * The same for the few transactions that come all the time: their statements are prepared, and
 * planned by index only. Not for reports or anything else that reads many rows.
 */
export function withShortTransaction<Result>(
  db: Database,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  return withTransaction(db, async (tx) => {
    await sql.raw(SHORT_TRANSACTION).execute(tx);
    return work(tx);
  });
}

/** Runs `work` so that its failure undoes only its own statements and leaves `tx` usable. */
export async function savepoint<Result>(
  tx: Tx,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  // PostgreSQL lets savepoints share a name: the innermost is meant, which is what nesting needs.
  await sql`savepoint inner_work`.execute(tx);
  try {
    const result = await work(tx);
    await sql`release savepoint inner_work`.execute(tx);
    return result;
  } catch (error) {
    // On a broken connection the rollback fails too; the first error is the one that explains.
    await sql`rollback to savepoint inner_work`.execute(tx).catch(() => undefined);
    await sql`release savepoint inner_work`.execute(tx).catch(() => undefined);
    throw error;
  }
}

const UNIQUE_VIOLATION = '23505';
const RETRYABLE = new Set(['40001', '40P01']);
const SHUTDOWN = new Set(['57P01', '57P02', '57P03']);
const SOCKET_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
// What the driver says without a code when the connection went away.
const DRIVER_MESSAGES = [
  'Connection terminated',
  'Query read timeout',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
];

/** True when a unique key refused a row; `constraint` asks for that one. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (codeOf(error) !== UNIQUE_VIOLATION) return false;
  return constraint === undefined || (error as { constraint?: unknown }).constraint === constraint;
}

/** True when running the whole transaction again can succeed (a deadlock, for example). */
export function isRetryable(error: unknown): boolean {
  return RETRYABLE.has(codeOf(error) ?? '');
}

/** True when the connection broke: whether a commit under way took effect is then unknown. */
export function isConnectionLost(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) {
    return SHUTDOWN.has(code) || SOCKET_ERRORS.has(code) || /^08/.test(code);
  }
  return error instanceof Error && DRIVER_MESSAGES.some((start) => error.message.startsWith(start));
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
