// Owns the SQL of where visits came from and arrived: counts per day, per partner and per value.
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { DayRange } from './rules.js';

export type VisitDimension = 'source' | 'country' | 'landing_page';

/** The value of visits that did not say. */
export const UNKNOWN_VALUE = '';

/** What an overview is narrowed to; undefined means everything. */
export interface OverviewFilter {
  partnerId: number | undefined;
  linkId: number | undefined;
  /** Only clicks are counted by it. */
  visit: { dimension: VisitDimension; value: string } | undefined;
}

/** What a partner brought. */
export interface PartnerFigures {
  partnerId: number;
  name: string;
  clicks: bigint;
  signups: bigint;
  paidCustomers: bigint;
  /** Texts inside, because JSON numbers are too short for amounts. */
  money: { currency: string; revenue: string; commission: string }[];
}

// tenant: a part of statements that name their program.
/** The condition that a counter belongs to the days and the partner and link of the filter. */
export function isCounted(
  range: DayRange,
  { partnerId, linkId }: OverviewFilter,
): RawBuilder<unknown> {
  return sql`day between ${range.firstDay}::date and ${range.lastDay}::date
    ${partnerId === undefined ? sql`` : sql`and partner_id = ${partnerId}`}
    ${linkId === undefined ? sql`` : sql`and link_id = ${linkId}`}`;
}

// tenant: a part of statements that name their program.
function isVisit({ visit }: OverviewFilter): RawBuilder<unknown> {
  return sql`dimension = ${visit?.dimension} and value = ${visit?.value}`;
}

/** The clicks of each day of a range that came from one source, country or landing page. */
export async function listDayVisits(
  tx: Tx,
  programId: number,
  range: DayRange,
  filter: OverviewFilter,
): Promise<{ day: string; clicks: bigint }[]> {
  const { rows } = await sql<{ day: string; clicks: bigint }>`
    select day, sum(clicks)::bigint as clicks from daily_visit_stat
    where program_id = ${programId} and ${isCounted(range, filter)} and ${isVisit(filter)}
    group by day
  `.execute(tx);
  return rows;
}

/** The partners whose links brought most of these visits. */
export async function listTopPartnersOfVisits(
  tx: Tx,
  programId: number,
  facts: { range: DayRange; filter: OverviewFilter; rowsMax: number },
): Promise<PartnerFigures[]> {
  const { range, filter } = facts;
  const { rows } = await sql<PartnerFigures>`
    select partner.id as "partnerId", partner.name, counted.clicks::bigint as clicks,
      0::bigint as signups, 0::bigint as "paidCustomers", '[]'::jsonb as money
    from (
      select partner_id, sum(clicks) as clicks from daily_visit_stat
      where program_id = ${programId} and partner_id > 0
        and ${isCounted(range, filter)} and ${isVisit(filter)}
      group by partner_id
      order by clicks desc, partner_id
      limit ${facts.rowsMax}
    ) counted
    join partner on partner.id = counted.partner_id
    order by counted.clicks desc, counted.partner_id
  `.execute(tx);
  return rows;
}

export interface VisitCount {
  dimension: VisitDimension;
  /** '' where the click did not say, '*' for values that are not kept apart. */
  value: string;
  clicks: bigint;
  /** Clicks of all values of the dimension. */
  totalClicks: bigint;
}

/** The most frequent values of each dimension in a range. */
export async function listTopVisits(
  tx: Tx,
  programId: number,
  facts: { range: DayRange; filter: OverviewFilter; rowsMax: number },
): Promise<VisitCount[]> {
  const { rows } = await sql<VisitCount>`
    with counted as (
      select dimension, value, sum(clicks) as clicks from daily_visit_stat
      where program_id = ${programId} and ${isCounted(facts.range, facts.filter)}
      group by dimension, value
    ), ranked as (
      select counted.*, sum(clicks) over (partition by dimension) as total,
        row_number() over (partition by dimension order by value = '*', clicks desc, value) as place
      from counted
    )
    select dimension, value, clicks::bigint as clicks, total::bigint as "totalClicks" from ranked
    where place <= ${facts.rowsMax}
    order by dimension, place
  `.execute(tx);
  return rows;
}

/** Up to which moment visits are counted; null when none are, or by another time zone. */
export async function findVisitsCountedUntil(tx: Tx, programId: number): Promise<Date | null> {
  const { rows } = await sql<{ counted_until: Date }>`
    select counted_until from visit_rollup where program_id = ${programId}
  `.execute(tx);
  return rows[0]?.counted_until ?? null;
}
