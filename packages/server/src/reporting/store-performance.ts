// Owns the SQL of performance: sums of the daily counters, never of the events themselves.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { DayRange } from './rules.js';

/** What one local day of a program brought. Amounts are net of what was taken back that day. */
export interface DayFigures {
  day: string;
  clicks: bigint;
  leads: bigint;
  conversions: bigint;
  sales: bigint;
  revenueCents: bigint;
  commissionCents: bigint;
  partners: bigint;
}

/** The days of a range that brought anything; amounts of one currency. */
export async function listDayFigures(
  tx: Tx,
  programId: number,
  facts: { range: DayRange; currency: string; timeZone: string },
): Promise<DayFigures[]> {
  const { firstDay, lastDay } = facts.range;
  const { rows } = await sql<DayFigures>`
    with figures as (
      select day, clicks, leads, conversions, sales, 0 as revenue_cents, 0 as commission_cents,
        0 as partners
      from daily_stat
      where program_id = ${programId} and day between ${firstDay}::date and ${lastDay}::date
      union all
      select day, 0, 0, 0, 0, revenue_cents - refunded_cents, commission_cents - reversed_cents, 0
      from daily_money_stat
      where program_id = ${programId} and currency = ${facts.currency}
        and day between ${firstDay}::date and ${lastDay}::date
      union all
      select (joined_at at time zone ${facts.timeZone}::text)::date, 0, 0, 0, 0, 0, 0, 1
      from enrollment
      where program_id = ${programId} and (joined_at at time zone ${facts.timeZone}::text)::date
        between ${firstDay}::date and ${lastDay}::date
    )
    select day, sum(clicks)::bigint as clicks, sum(leads)::bigint as leads,
      sum(conversions)::bigint as conversions, sum(sales)::bigint as sales,
      sum(revenue_cents)::bigint as "revenueCents",
      sum(commission_cents)::bigint as "commissionCents", sum(partners)::bigint as partners
    from figures group by day
  `.execute(tx);
  return rows;
}

/** The first local day that a program can have figures for. */
export async function findFirstDay(tx: Tx, programId: number): Promise<string | null> {
  const { rows } = await sql<{ first_day: string | null }>`
    select least(
      (program.created_at at time zone program.time_zone)::date,
      (select min(day) from daily_stat where program_id = ${programId}),
      (select min(day) from daily_money_stat where program_id = ${programId})
    ) as first_day
    from program where id = ${programId}
  `.execute(tx);
  return rows[0]?.first_day ?? null;
}
