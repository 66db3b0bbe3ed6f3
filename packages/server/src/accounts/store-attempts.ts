// Owns the SQL of attempt counters, which all processes share.
import { sql } from 'kysely';
import type { Database, Reader, Tx } from '../platform/db/index.js';

export interface CountedAttempts {
  key: Buffer;
  attempts: number;
  windowEndsAt: Date;
}

// tenant: whoever signs in has no workspace yet.
/** Counts one more attempt under each key, in a new window where the last one has ended. */
export async function countAttempts(
  reader: Reader,
  keys: readonly Buffer[],
  times: { now: Date; windowEndsAt: Date },
): Promise<CountedAttempts[]> {
  // In one order everywhere, so that two statements never wait for each other.
  const sorted = [...keys].sort((one, other) => one.compare(other));
  const { rows } = await sql<CountedAttempts>`
    insert into attempt_counter as counter (key, attempts, window_ends_at)
    select key, 1, ${times.windowEndsAt}::timestamptz from unnest(${sorted}::bytea[]) as key
    on conflict (key) do update set
      attempts = case when counter.window_ends_at <= ${times.now} then 1
        else counter.attempts + 1 end,
      window_ends_at = case when counter.window_ends_at <= ${times.now}
        then excluded.window_ends_at else counter.window_ends_at end
    returning key, attempts, window_ends_at as "windowEndsAt"
  `.execute(reader);
  return rows;
}

// tenant: as above.
/** Takes back an attempt that succeeded; an account that is open again starts from nothing. */
export async function forgiveAttempts(
  db: Database,
  keys: { account: Buffer | null; network: Buffer | null },
): Promise<void> {
  await sql`
    update attempt_counter
    set attempts = case when key = ${keys.account} then 0 else greatest(attempts - 1, 0) end
    where key in (${keys.account}, ${keys.network})
  `.execute(db.kysely);
}

// tenant: as above.
export async function deleteAttemptsBefore(tx: Tx, before: Date): Promise<void> {
  await sql`delete from attempt_counter where window_ends_at < ${before}`.execute(tx);
}
