// Owns the counting of attempts: before the work that could tell something, for every process.
import { addMs } from '../platform/clock.js';
import { hmacSha256 } from '../platform/crypto.js';
import type { Reader } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Accounts } from './accounts.js';
import { ATTEMPT_LIMITS, type AttemptKind, judgeAttempt } from './rules-attempts.js';
import { countAttempts, forgiveAttempts } from './store-attempts.js';

/** An attempt that was let through. */
export interface Attempt {
  /** Takes the attempt back, because it succeeded. */
  forgive(): Promise<void>;
}

/**
 * Counts an attempt, whether or not the account exists. It stays counted whatever becomes of it,
 * unless it is counted in a transaction.
 * @throws AppError `too_many_attempts` with Retry-After
 */
export async function countAttempt(
  accounts: Accounts,
  kind: AttemptKind,
  who: { account: string | null; network: string | null },
  reader: Reader = accounts.db.kysely,
): Promise<Attempt> {
  const limit = ATTEMPT_LIMITS[kind];
  const now = accounts.clock.now();
  const keyOf = (scope: string, name: string | null) =>
    name === null ? null : hmacSha256(accounts.digestKey, `attempt ${kind} ${scope} ${name}`);
  const keys = { account: keyOf('account', who.account), network: keyOf('network', who.network) };
  const used = [keys.account, keys.network].filter((key) => key !== null);
  const windowEndsAt = addMs(now, limit.windowMs);
  const counted = await countAttempts(reader, used, { now, windowEndsAt });
  const waits = counted.map((row) => {
    const isAccount = keys.account !== null && row.key.equals(keys.account);
    return judgeAttempt(row, isAccount ? limit.account : limit.network, now) ?? 0;
  });
  const waitSeconds = Math.max(0, ...waits);
  if (waitSeconds > 0) {
    throw new AppError('too_many_attempts', { headers: { 'retry-after': String(waitSeconds) } });
  }
  return { forgive: () => forgiveAttempts(accounts.db, keys) };
}
