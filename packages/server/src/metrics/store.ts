// Owns the SQL that feeds the counters. Their keys are locked in one order everywhere: links,
// then days, then money.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { CountRow, MoneyRow } from './rules.js';

/** Adds counts to the links and days they belong to. */
export async function upsertCounts(tx: Tx, rows: CountRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <Value>(value: (row: CountRow) => Value) => rows.map(value);
  await sql`
    with input as materialized (
      select * from unnest(
        ${column((row) => row.programId)}::int[], ${column((row) => row.day)}::date[],
        ${column((row) => row.linkId)}::int[], ${column((row) => row.partnerId)}::int[],
        ${column((row) => row.clicks)}::bigint[], ${column((row) => row.leads)}::bigint[],
        ${column((row) => row.conversions)}::bigint[], ${column((row) => row.sales)}::bigint[]
      ) as t (program_id, day, link_id, partner_id, clicks, leads, conversions, sales)
    ), counted as (
      insert into link_counter as counter (link_id, program_id, clicks, leads, conversions, sales)
      select link_id, program_id, sum(clicks), sum(leads), sum(conversions), sum(sales)
      from input where link_id > 0
      group by link_id, program_id order by link_id
      on conflict (link_id) do update set
        clicks = counter.clicks + excluded.clicks,
        leads = counter.leads + excluded.leads,
        conversions = counter.conversions + excluded.conversions,
        sales = counter.sales + excluded.sales
      returning 1
    )
    insert into daily_stat as stat (
      program_id, day, link_id, partner_id, clicks, leads, conversions, sales
    )
    select program_id, day, link_id, partner_id, clicks, leads, conversions, sales
    from input, (select count(*) from counted) as links_first
    order by program_id, day, link_id, partner_id
    on conflict (program_id, day, link_id, partner_id) do update set
      clicks = stat.clicks + excluded.clicks,
      leads = stat.leads + excluded.leads,
      conversions = stat.conversions + excluded.conversions,
      sales = stat.sales + excluded.sales
  `.execute(tx);
}

/** Adds amounts to the days they belong to. */
export async function upsertMoney(tx: Tx, rows: MoneyRow[]): Promise<void> {
  if (rows.length === 0) return;
  const column = <Value>(value: (row: MoneyRow) => Value) => rows.map(value);
  await sql`
    insert into daily_money_stat as stat (
      program_id, day, link_id, partner_id, currency,
      revenue_cents, refunded_cents, commission_cents, reversed_cents
    )
    select * from unnest(
      ${column((row) => row.programId)}::int[], ${column((row) => row.day)}::date[],
      ${column((row) => row.linkId)}::int[], ${column((row) => row.partnerId)}::int[],
      ${column((row) => row.currency)}::text[], ${column((row) => row.revenueCents)}::bigint[],
      ${column((row) => row.refundedCents)}::bigint[],
      ${column((row) => row.commissionCents)}::bigint[],
      ${column((row) => row.reversedCents)}::bigint[]
    ) as t (
      program_id, day, link_id, partner_id, currency,
      revenue_cents, refunded_cents, commission_cents, reversed_cents
    )
    order by program_id, day, link_id, partner_id, currency
    on conflict (program_id, day, link_id, partner_id, currency) do update set
      revenue_cents = stat.revenue_cents + excluded.revenue_cents,
      refunded_cents = stat.refunded_cents + excluded.refunded_cents,
      commission_cents = stat.commission_cents + excluded.commission_cents,
      reversed_cents = stat.reversed_cents + excluded.reversed_cents
  `.execute(tx);
}
