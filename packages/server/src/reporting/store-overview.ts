// Owns the SQL of the overview: sums of counters per day and per partner.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { DayRange } from './rules.js';
import { isCounted, type OverviewFilter, type PartnerFigures } from './store-overview-visits.js';

/** The counts of one local day. */
export interface DayCounts {
  day: string;
  clicks: bigint;
  signups: bigint;
  paidCustomers: bigint;
  partners: bigint;
}

/** The amounts of one local day in one currency, net of what was taken back that day. */
export interface DayMoney {
  day: string;
  currency: string;
  revenueCents: bigint;
  commissionCents: bigint;
}

/** The first local day that a program can have figures of. */
export async function findFirstDay(tx: Tx, programId: number, timeZone: string): Promise<string> {
  const { rows } = await sql<{ day: string }>`
    select least(
      (created_at at time zone ${timeZone}::text)::date,
      (select min(day) from daily_stat where program_id = ${programId})
    ) as day
    from program where id = ${programId}
  `.execute(tx);
  return rows[0]?.day ?? '';
}

/** The days of a range that counted anything. Partners count on the day they joined. */
export async function listDayCounts(
  tx: Tx,
  programId: number,
  facts: { range: DayRange; filter: OverviewFilter; timeZone: string },
): Promise<DayCounts[]> {
  const { range, filter, timeZone } = facts;
  const { partnerId, linkId } = filter;
  const { rows } = await sql<DayCounts>`
    with figures as (
      select day, clicks, leads, conversions, 0 as partners from daily_stat
      where program_id = ${programId} and ${isCounted(range, filter)}
      union all
      select (joined_at at time zone ${timeZone}::text)::date, 0, 0, 0, 1 from enrollment
      where program_id = ${programId}
        and (joined_at at time zone ${timeZone}::text)::date
          between ${range.firstDay}::date and ${range.lastDay}::date
        ${partnerId === undefined ? sql`` : sql`and partner_id = ${partnerId}`}
        ${
          linkId === undefined
            ? sql``
            : sql`and id = (select enrollment_id from referral_link
                where program_id = ${programId} and id = ${linkId})`
        }
    )
    select day, sum(clicks)::bigint as clicks, sum(leads)::bigint as signups,
      sum(conversions)::bigint as "paidCustomers", sum(partners)::bigint as partners
    from figures group by day
  `.execute(tx);
  return rows;
}

/** The amounts of the days of a range, by currency. */
export async function listDayMoney(
  tx: Tx,
  programId: number,
  range: DayRange,
  filter: OverviewFilter,
): Promise<DayMoney[]> {
  const { rows } = await sql<DayMoney>`
    select day, currency, sum(revenue_cents - refunded_cents)::bigint as "revenueCents",
      sum(commission_cents - reversed_cents)::bigint as "commissionCents"
    from daily_money_stat
    where program_id = ${programId} and ${isCounted(range, filter)}
    group by day, currency
  `.execute(tx);
  return rows;
}

/** The partners that brought most in a range: by revenue in one currency, then by clicks. */
export async function listTopPartners(
  tx: Tx,
  programId: number,
  facts: { range: DayRange; filter: OverviewFilter; currency: string; rowsMax: number },
): Promise<PartnerFigures[]> {
  const { range, filter } = facts;
  const { rows } = await sql<PartnerFigures>`
    with counted as (
      select partner_id, sum(clicks) as clicks, sum(leads) as signups, sum(conversions) as paid
      from daily_stat
      where program_id = ${programId} and partner_id > 0 and ${isCounted(range, filter)}
      group by partner_id
    ), paid as (
      select partner_id, currency, sum(revenue_cents - refunded_cents) as revenue,
        sum(commission_cents - reversed_cents) as commission
      from daily_money_stat
      where program_id = ${programId} and partner_id > 0 and ${isCounted(range, filter)}
      group by partner_id, currency
    ), ranked as (
      select partner_id, coalesce(clicks, 0) as clicks, coalesce(signups, 0) as signups,
        coalesce(counted.paid, 0) as paid
      from counted
      full join (select * from paid where currency = ${facts.currency}) main using (partner_id)
      full join (select distinct partner_id from paid) named using (partner_id)
      order by coalesce(main.revenue, 0) desc, coalesce(clicks, 0) desc, partner_id
      limit ${facts.rowsMax}
    )
    select ranked.partner_id as "partnerId", partner.name, ranked.clicks::bigint as clicks,
      ranked.signups::bigint as signups, ranked.paid::bigint as "paidCustomers",
      coalesce((
        select jsonb_agg(jsonb_build_object('currency', paid.currency,
          'revenue', paid.revenue::text, 'commission', paid.commission::text))
        from paid where paid.partner_id = ranked.partner_id
      ), '[]') as money
    from ranked
    join partner on partner.id = ranked.partner_id
    order by coalesce((select revenue from paid where paid.partner_id = ranked.partner_id
      and paid.currency = ${facts.currency}), 0) desc, ranked.clicks desc, ranked.partner_id
  `.execute(tx);
  return rows;
}
