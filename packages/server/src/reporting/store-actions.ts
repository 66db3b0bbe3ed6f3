// Owns the SQL of the Action Center: counts that an index bounds, never more rows than are shown.
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import { IS_DECIDABLE } from './store-commissions.js';

export interface DecidableSum {
  currency: string;
  count: bigint;
  /** Less what refunds took back. */
  amountCents: bigint;
}

/** Commissions that can be approved now, by currency. */
export async function sumDecidable(tx: Tx, programId: number): Promise<DecidableSum[]> {
  const { rows } = await sql<DecidableSum>`
    select currency, count(*) as count,
      sum(amount_cents - reversed_cents)::bigint as "amountCents"
    from commission
    where program_id = ${programId} and ${IS_DECIDABLE}
    group by currency
  `.execute(tx);
  return rows;
}

/** Partners who asked to join. */
export function countApplications(tx: Tx, programId: number, countMax: number): Promise<number> {
  const waiting = sql`enrollment where program_id = ${programId} and status = 'applied'`;
  return countUpTo(tx, waiting, countMax);
}

/** Sales that are owed a commission. */
export function countFailedSales(tx: Tx, programId: number, countMax: number): Promise<number> {
  const failed = sql`sale where program_id = ${programId} and commission_state = 'failed'`;
  return countUpTo(tx, failed, countMax);
}

// tenant: the rows name their program.
/** How many rows there are; beyond the most that is shown, nobody counts on. */
async function countUpTo(tx: Tx, rows: RawBuilder<unknown>, countMax: number): Promise<number> {
  const counted = await sql<{ count: number }>`
    select count(*)::int as count from (select from ${rows} limit ${countMax}) waiting
  `.execute(tx);
  return counted.rows[0]?.count ?? 0;
}

/** Refused and unattributed calls since a moment by their code, the most frequent first. */
export async function countRefusals(
  tx: Tx,
  programId: number,
  { since, countMax }: { since: Date; countMax: number },
): Promise<{ code: string; count: bigint }[]> {
  const { rows } = await sql<{ code: string; count: bigint }>`
    select code, count(*) as count from (
      select code from tracking_refusal
      where program_id = ${programId} and refused_at >= ${since}::timestamptz
      order by refused_at desc
      limit ${countMax}
    ) refused
    group by code
    order by count desc, code
  `.execute(tx);
  return rows;
}

/** Whether a page may call, and whether anything ever arrived, as a test or for real. */
export async function findFirstSteps(
  tx: Tx,
  programId: number,
): Promise<{ hasOrigin: boolean; hasEvent: boolean }> {
  const { rows } = await sql<{ hasOrigin: boolean; hasEvent: boolean }>`
    select
      exists (select from program_origin where program_id = ${programId}) as "hasOrigin",
      exists (select from test_event where program_id = ${programId})
        or exists (select from daily_stat where program_id = ${programId}) as "hasEvent"
  `.execute(tx);
  return rows[0] ?? { hasOrigin: false, hasEvent: false };
}
