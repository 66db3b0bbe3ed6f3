// Owns the SQL that recounts rows and puts the counters right by the difference. What a row counts
// as is defined in the views counted_event and money_event.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/** Some local days of a program, both ends included. */
export interface DaySpan {
  programId: number;
  firstDay: string;
  lastDay: string;
}

/** By how much counters were wrong, per metric; metrics that were right are left out. */
export type Correction = Record<string, bigint>;

/** Lets one recount of a program work at a time, so that no difference is added twice. */
export async function lockRecount(tx: Tx, programId: number): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtext('metrics.recount'), ${programId}::int)
  `.execute(tx);
}

// tenant: the reconcile job serves every program, one after the other.
/** The ids of the programs behind one, in their order. */
export async function listProgramIds(
  tx: Tx,
  afterProgramId: number,
  rowsMax: number,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from program where id > ${afterProgramId} order by id limit ${rowsMax}
  `.execute(tx);
  return rows.map((row) => row.id);
}

/** The days around now that events can still belong to; null for a program that is not there. */
export async function findRecentDays(
  tx: Tx,
  programId: number,
  now: Date,
  daysBack: number,
): Promise<DaySpan | null> {
  const { rows } = await sql<{ first_day: string; last_day: string }>`
    select (${now}::timestamptz at time zone time_zone)::date - ${daysBack}::int as first_day,
      (${now}::timestamptz at time zone time_zone)::date + 1 as last_day
    from program where id = ${programId}
  `.execute(tx);
  const [row] = rows;
  return row ? { programId, firstDay: row.first_day, lastDay: row.last_day } : null;
}

/** All days that have an event or a counter; null for a program that has neither. */
export async function findAllDays(tx: Tx, programId: number): Promise<DaySpan | null> {
  const { rows } = await sql<{ first_day: string | null; last_day: string | null }>`
    with bound as (
      select min(clicked_at) as first_at, max(clicked_at) as last_at from click
      where program_id = ${programId}
      union all
      select min(lead_at), max(lead_at) from lead where program_id = ${programId}
      union all
      select min(sold_at), max(sold_at) from sale where program_id = ${programId}
      union all
      select min(refunded_at), max(refunded_at) from refund where program_id = ${programId}
      union all
      select min(created_at), max(created_at) from commission where program_id = ${programId}
      union all
      select min(posted_at), max(posted_at) from ledger_transaction
      where program_id = ${programId} and kind in ('commission_rejected', 'commission_reversed')
    ), span as (
      select (min(first_at) at time zone program.time_zone)::date as first_day,
        (max(last_at) at time zone program.time_zone)::date as last_day
      from bound, program where program.id = ${programId}
      group by program.time_zone
      union all
      select min(day), max(day) from daily_stat where program_id = ${programId}
      union all
      select min(day), max(day) from daily_money_stat where program_id = ${programId}
    )
    select min(first_day) as first_day, max(last_day) as last_day from span
  `.execute(tx);
  const [row] = rows;
  if (!row?.first_day || !row.last_day) return null;
  return { programId, firstDay: row.first_day, lastDay: row.last_day };
}

// The bounds in absolute time only serve the indexes; they are wider than the days because a local
// midnight can come twice or not at all. The local day itself decides.
function eventsOfSpan(view: 'counted_event' | 'money_event', span: DaySpan) {
  return sql`
    select (event.happened_at at time zone program.time_zone)::date as day, event.*
    from program
    join ${sql.table(view)} event on event.program_id = program.id
    where program.id = ${span.programId} and event.program_id = ${span.programId}
      and event.happened_at >= (${span.firstDay}::date - 1)::timestamp at time zone 'UTC'
      and event.happened_at < (${span.lastDay}::date + 2)::timestamp at time zone 'UTC'
      and (event.happened_at at time zone program.time_zone)::date
        between ${span.firstDay}::date and ${span.lastDay}::date
  `;
}

/**
 * Adds to the daily counters what the rows have beyond them. Rows and counters are compared in one
 * snapshot, and what feeds them does both in one transaction, so that the difference is exact even
 * while events arrive; nobody is blocked.
 */
export async function healDailyCounts(tx: Tx, span: DaySpan): Promise<Correction> {
  const { rows } = await sql<Correction>`
    with event as (${eventsOfSpan('counted_event', span)}),
    recounted as (
      select day, link_id, partner_id, sum(clicks) as clicks, sum(bot_clicks) as bot_clicks,
        sum(repeat_clicks) as repeat_clicks, sum(leads) as leads,
        sum(conversions) as conversions, sum(sales) as sales
      from event group by day, link_id, partner_id
    ), stored as (
      select * from daily_stat
      where program_id = ${span.programId}
        and day between ${span.firstDay}::date and ${span.lastDay}::date
    ), missing as (
      select day, link_id, partner_id,
        coalesce(recounted.clicks, 0) - coalesce(stored.clicks, 0) as clicks,
        coalesce(recounted.bot_clicks, 0) - coalesce(stored.bot_clicks, 0) as bot_clicks,
        coalesce(recounted.repeat_clicks, 0) - coalesce(stored.repeat_clicks, 0) as repeat_clicks,
        coalesce(recounted.leads, 0) - coalesce(stored.leads, 0) as leads,
        coalesce(recounted.conversions, 0) - coalesce(stored.conversions, 0) as conversions,
        coalesce(recounted.sales, 0) - coalesce(stored.sales, 0) as sales
      from recounted full join stored using (day, link_id, partner_id)
    ), wrong as materialized (
      select * from missing
      where (clicks, bot_clicks, repeat_clicks, leads, conversions, sales)
        is distinct from (0, 0, 0, 0, 0, 0)
    ), healed as (
      insert into daily_stat as stat (
        program_id, day, link_id, partner_id, clicks, bot_clicks, repeat_clicks, leads, conversions,
        sales
      )
      select ${span.programId}::int, day, link_id, partner_id, clicks, bot_clicks, repeat_clicks,
        leads, conversions, sales
      from wrong order by day, link_id, partner_id
      on conflict (program_id, day, link_id, partner_id) do update set
        clicks = stat.clicks + excluded.clicks,
        bot_clicks = stat.bot_clicks + excluded.bot_clicks,
        repeat_clicks = stat.repeat_clicks + excluded.repeat_clicks,
        leads = stat.leads + excluded.leads,
        conversions = stat.conversions + excluded.conversions,
        sales = stat.sales + excluded.sales
    )
    select coalesce(sum(abs(clicks)), 0)::bigint as clicks,
      coalesce(sum(abs(bot_clicks)), 0)::bigint as bot_clicks,
      coalesce(sum(abs(repeat_clicks)), 0)::bigint as repeat_clicks,
      coalesce(sum(abs(leads)), 0)::bigint as leads,
      coalesce(sum(abs(conversions)), 0)::bigint as conversions,
      coalesce(sum(abs(sales)), 0)::bigint as sales
    from wrong
  `.execute(tx);
  return corrected(rows[0]);
}

/** Adds to the daily amounts what the rows have beyond them, like `healDailyCounts`. */
export async function healDailyMoney(tx: Tx, span: DaySpan): Promise<Correction> {
  const { rows } = await sql<Correction>`
    with event as (${eventsOfSpan('money_event', span)}),
    recounted as (
      select day, link_id, partner_id, currency, sum(revenue_cents) as revenue_cents,
        sum(refunded_cents) as refunded_cents, sum(commission_cents) as commission_cents,
        sum(reversed_cents) as reversed_cents
      from event group by day, link_id, partner_id, currency
    ), stored as (
      select * from daily_money_stat
      where program_id = ${span.programId}
        and day between ${span.firstDay}::date and ${span.lastDay}::date
    ), missing as (
      select day, link_id, partner_id, currency,
        coalesce(recounted.revenue_cents, 0) - coalesce(stored.revenue_cents, 0) as revenue_cents,
        coalesce(recounted.refunded_cents, 0) - coalesce(stored.refunded_cents, 0)
          as refunded_cents,
        coalesce(recounted.commission_cents, 0) - coalesce(stored.commission_cents, 0)
          as commission_cents,
        coalesce(recounted.reversed_cents, 0) - coalesce(stored.reversed_cents, 0)
          as reversed_cents
      from recounted full join stored using (day, link_id, partner_id, currency)
    ), wrong as materialized (
      select * from missing
      where (revenue_cents, refunded_cents, commission_cents, reversed_cents)
        is distinct from (0, 0, 0, 0)
    ), healed as (
      insert into daily_money_stat as stat (
        program_id, day, link_id, partner_id, currency, revenue_cents, refunded_cents,
        commission_cents, reversed_cents
      )
      select ${span.programId}::int, day, link_id, partner_id, currency, revenue_cents,
        refunded_cents, commission_cents, reversed_cents
      from wrong order by day, link_id, partner_id, currency
      on conflict (program_id, day, link_id, partner_id, currency) do update set
        revenue_cents = stat.revenue_cents + excluded.revenue_cents,
        refunded_cents = stat.refunded_cents + excluded.refunded_cents,
        commission_cents = stat.commission_cents + excluded.commission_cents,
        reversed_cents = stat.reversed_cents + excluded.reversed_cents
    )
    select coalesce(sum(abs(revenue_cents)), 0)::bigint as revenue_cents,
      coalesce(sum(abs(refunded_cents)), 0)::bigint as refunded_cents,
      coalesce(sum(abs(commission_cents)), 0)::bigint as commission_cents,
      coalesce(sum(abs(reversed_cents)), 0)::bigint as reversed_cents
    from wrong
  `.execute(tx);
  return corrected(rows[0]);
}

/** Brings the links' totals to the sums of their days, which must be right already. */
export async function healLinkCounters(tx: Tx, programId: number): Promise<Correction> {
  const { rows } = await sql<Correction>`
    with summed as (
      select link_id, sum(clicks) as clicks, sum(bot_clicks) as bot_clicks,
        sum(repeat_clicks) as repeat_clicks, sum(leads) as leads,
        sum(conversions) as conversions, sum(sales) as sales
      from daily_stat where program_id = ${programId} and link_id > 0
      group by link_id
    ), stored as (
      select * from link_counter where program_id = ${programId}
    ), missing as (
      select link_id,
        coalesce(summed.clicks, 0) - coalesce(stored.clicks, 0) as clicks,
        coalesce(summed.bot_clicks, 0) - coalesce(stored.bot_clicks, 0) as bot_clicks,
        coalesce(summed.repeat_clicks, 0) - coalesce(stored.repeat_clicks, 0) as repeat_clicks,
        coalesce(summed.leads, 0) - coalesce(stored.leads, 0) as leads,
        coalesce(summed.conversions, 0) - coalesce(stored.conversions, 0) as conversions,
        coalesce(summed.sales, 0) - coalesce(stored.sales, 0) as sales
      from summed full join stored using (link_id)
    ), wrong as materialized (
      select * from missing
      where (clicks, bot_clicks, repeat_clicks, leads, conversions, sales)
        is distinct from (0, 0, 0, 0, 0, 0)
    ), healed as (
      insert into link_counter as counter (
        link_id, program_id, clicks, bot_clicks, repeat_clicks, leads, conversions, sales,
        last_clicked_at
      )
      select link_id, ${programId}::int, clicks, bot_clicks, repeat_clicks, leads, conversions,
        sales, (
          select click.clicked_at from click
          where click.program_id = ${programId} and click.link_id = wrong.link_id
            and not click.is_bot
          order by click.clicked_at desc limit 1
        )
      from wrong order by link_id
      on conflict (link_id) do update set
        clicks = counter.clicks + excluded.clicks,
        bot_clicks = counter.bot_clicks + excluded.bot_clicks,
        repeat_clicks = counter.repeat_clicks + excluded.repeat_clicks,
        leads = counter.leads + excluded.leads,
        conversions = counter.conversions + excluded.conversions,
        sales = counter.sales + excluded.sales,
        last_clicked_at = greatest(counter.last_clicked_at, excluded.last_clicked_at)
    )
    select coalesce(sum(abs(clicks)), 0)::bigint as link_clicks,
      coalesce(sum(abs(bot_clicks)), 0)::bigint as link_bot_clicks,
      coalesce(sum(abs(repeat_clicks)), 0)::bigint as link_repeat_clicks,
      coalesce(sum(abs(leads)), 0)::bigint as link_leads,
      coalesce(sum(abs(conversions)), 0)::bigint as link_conversions,
      coalesce(sum(abs(sales)), 0)::bigint as link_sales
    from wrong
  `.execute(tx);
  return corrected(rows[0]);
}

function corrected(row: Correction | undefined): Correction {
  return Object.fromEntries(Object.entries(row ?? {}).filter(([, cents]) => cents !== 0n));
}
