// Owns the SQL of the event feed: pages of it, and what was committed since a position.
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { FeedCursor, FeedKind, FeedPosition } from './feed-rules.js';

/** An event of any kind; what belongs to another kind is null. */
export interface FeedRecord {
  kind: FeedKind;
  isTest: boolean;
  happenedAt: Date;
  /** Customer id of a click, otherwise the id of the row. */
  key: bigint;
  /** How many transactions ago it was written; null in lists. */
  age: number | null;
  partnerId: number | null;
  partnerName: string | null;
  customerId: bigint | null;
  customerKey: string | null;
  clickId: string | null;
  token: string | null;
  transactionId: string | null;
  amountCents: bigint | null;
  currency: string | null;
  outcomeCode: string | null;
  requestId: string | null;
  saleId: bigint | null;
  details: Record<string, unknown> | null;
}

export interface FeedFilter {
  kind: FeedKind | undefined;
  mode: 'live' | 'test';
  partnerId: number | undefined;
}

/** The rows that a search text names; null when nothing is searched. */
export interface FeedSearch {
  customerIds: bigint[];
  saleIds: bigint[];
  text: string;
}

interface Source {
  table: RawBuilder<unknown>;
  at: RawBuilder<unknown>;
  key: RawBuilder<unknown>;
  partner: RawBuilder<unknown>;
  matches(search: FeedSearch): RawBuilder<unknown>;
}

const ofCustomers = (search: FeedSearch) =>
  sql`event.customer_id = any(${search.customerIds}::bigint[])`;

const SOURCES: Record<FeedKind, Source> = {
  click: {
    table: sql`click`,
    at: sql`event.clicked_at`,
    key: sql`event.customer_id`,
    partner: sql`event.partner_id`,
    matches: ofCustomers,
  },
  lead: {
    table: sql`lead`,
    at: sql`event.lead_at`,
    key: sql`event.id`,
    partner: sql`event.partner_id`,
    matches: ofCustomers,
  },
  sale: {
    table: sql`sale`,
    at: sql`event.sold_at`,
    key: sql`event.id`,
    partner: sql`event.partner_id`,
    matches: (search) =>
      sql`(${ofCustomers(search)} or event.id = any(${search.saleIds}::bigint[]))`,
  },
  refund: {
    table: sql`refund`,
    at: sql`event.refunded_at`,
    key: sql`event.id`,
    partner: sql`(select partner_id from sale where sale.id = event.sale_id)`,
    matches: (search) => sql`event.sale_id in (
      select id from sale where id = any(${search.saleIds}::bigint[])
        or customer_id = any(${search.customerIds}::bigint[]))`,
  },
  refusal: {
    table: sql`tracking_refusal`,
    at: sql`event.refused_at`,
    key: sql`event.id`,
    // A refused call is kept without what it said, so it belongs to nobody.
    partner: sql`null::int`,
    matches: ({ text }) => sql`event.request_id = ${text}`,
  },
};
const TEST_KINDS: readonly FeedKind[] = ['click', 'lead', 'sale', 'refund'];
const LIVE_KINDS = Object.keys(SOURCES) as FeedKind[];

function kindsOf({ kind, mode }: FeedFilter): FeedKind[] {
  const kinds = mode === 'test' ? TEST_KINDS : LIVE_KINDS;
  return kinds.filter((one) => kind === undefined || one === kind);
}

/** What a search text may name: customers by key or click id, sales by transaction id. */
export async function findSearched(tx: Tx, programId: number, text: string): Promise<FeedSearch> {
  const { rows } = await sql<{ customer_ids: bigint[]; sale_ids: bigint[] }>`
    with known as (
      select id, merged_into from customer
      where program_id = ${programId} and customer_key = ${text}
      union
      select id, merged_into from customer
      where program_id = ${programId}
        and id = substring(${text} from '^cust_([1-9][0-9]{0,17})_[0-9]{52}$')::bigint
    ), everybody as (
      select coalesce(merged_into, id) as id from known union select id from known
    )
    select
      array(
        select id from everybody union
        select id from customer where merged_into in (select id from everybody)
      ) as customer_ids,
      array(
        select id from sale where program_id = ${programId} and processor_event_id = ${text}
      ) as sale_ids
  `.execute(tx);
  const [found] = rows;
  return { customerIds: found?.customer_ids ?? [], saleIds: found?.sale_ids ?? [], text };
}

interface FeedPage {
  filter: FeedFilter & { timeZone: string };
  search: FeedSearch | null;
  after: FeedCursor | null;
  rowsMax: number;
}

/** A page of the feed, newest first. */
export async function listFeed(tx: Tx, programId: number, page: FeedPage): Promise<FeedRecord[]> {
  const { filter, search, after, rowsMax } = page;
  const kinds = kindsOf(filter);
  if (kinds.length === 0) return [];
  const parts = kinds.map((kind) => {
    const source = sourceOf(kind, filter);
    return sql`(
      select ${kind}::text as kind, ${source.at} as happened_at, ${source.key} as key,
        null::int as age
      from ${eventsOf(kind, source, programId, page)}
      where event.program_id = ${programId} ${isKind(kind, filter)}
        ${isBehindCursor(kind, source, after)}
        ${filter.partnerId === undefined ? sql`` : sql`and ${source.partner} = ${filter.partnerId}`}
        ${search ? sql`and ${source.matches(search)}` : sql``}
      order by ${source.at} desc, ${source.key} desc
      limit ${rowsMax}
    )`;
  });
  return await readDetails(tx, filter.mode, {
    keys: sql.join(parts, sql` union all `),
    order: sql`happened_at desc, kind desc, key desc`,
    rowsMax,
  });
}

// The clicks of one partner are looked for in the days on which it brought any, newest first, until
// these days hold enough; without that, a quiet partner would cost the clicks of all the others.
function eventsOf(kind: FeedKind, { table }: Source, programId: number, page: FeedPage) {
  const { partnerId, mode, timeZone } = page.filter;
  if (kind !== 'click' || mode === 'test' || partnerId === undefined || page.search) {
    return sql`${table} event`;
  }
  const { after, rowsMax } = page;
  const lastDay = after && sql`(${after.at}::timestamptz at time zone ${timeZone}::text)::date`;
  return sql`(
    select day from (
      select day, sum(sum(clicks + bot_clicks + repeat_clicks)) over (order by day desc)
        - sum(clicks + bot_clicks + repeat_clicks) as clicks_before
      from daily_stat
      where program_id = ${programId} and partner_id = ${partnerId}
        ${lastDay ? sql`and day < ${lastDay}` : sql``}
      group by day
      having sum(clicks + bot_clicks + repeat_clicks) > 0
    ) counted
    where clicks_before < ${rowsMax}
    ${lastDay ? sql`union all select ${lastDay}` : sql``}
  ) active
  cross join lateral (
    select * from click
    where click.program_id = ${programId} and click.partner_id = ${partnerId}
      and click.clicked_at >= active.day::timestamp at time zone ${timeZone}::text
      and click.clicked_at < (active.day + 1)::timestamp at time zone ${timeZone}::text
    offset 0
  ) event`;
}

function sourceOf(kind: FeedKind, { mode }: Pick<FeedFilter, 'mode'>): Source {
  if (mode === 'live') return SOURCES[kind];
  return {
    table: sql`test_event`,
    at: sql`event.created_at`,
    key: sql`event.id`,
    partner: sql`null::int`,
    matches: ({ text }) =>
      sql`${text} in (event.customer_key, event.processor_event_id, event.click_id)`,
  };
}

function isKind(kind: FeedKind, { mode }: Pick<FeedFilter, 'mode'>): RawBuilder<unknown> {
  return mode === 'test' ? sql`and event.kind = ${kind}` : sql``;
}

function isBehindCursor(
  kind: FeedKind,
  { at, key }: Source,
  after: FeedCursor | null,
): RawBuilder<unknown> {
  if (!after) return sql``;
  const moment = sql`${after.at}::timestamptz`;
  if (kind === after.kind) return sql`and (${at}, ${key}) < (${moment}, ${after.key}::bigint)`;
  return kind < after.kind ? sql`and ${at} <= ${moment}` : sql`and ${at} < ${moment}`;
}

// tenant: a number of the database cluster, not a row.
/**
 * The oldest transaction that may still be under way, and with it everything later. Rows of such
 * transactions are what the next reading has to look at.
 */
export async function findHorizon(tx: Tx): Promise<bigint> {
  const { rows } = await sql<{ horizon: bigint }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon
  `.execute(tx);
  return (rows[0] as { horizon: bigint }).horizon;
}

/**
 * What was written at or after a position, oldest first. Every row carries the transaction that
 * wrote it, so that a commit is found whenever it comes, without a column or an index that the
 * click path would pay for; the time only bounds how far the index is read.
 */
export async function listWrittenSince(
  tx: Tx,
  programId: number,
  since: { position: FeedPosition; from: Date; rowsMax: number },
): Promise<{ rows: FeedRecord[]; age: number }> {
  const horizon = sql`age(${String(since.position.horizon)}::text::xid8::xid)`;
  const { rows: ages } = await sql<{ age: number }>`select ${horizon} as age`.execute(tx);
  const age = ages[0]?.age ?? 0;
  const read = (mode: 'live' | 'test') =>
    readDetails(tx, mode, {
      keys: sql.join(
        kindsOf({ mode, kind: undefined, partnerId: undefined }).map((kind) => {
          const { table, at, key } = sourceOf(kind, { mode });
          return sql`(
            select ${kind}::text as kind, ${at} as happened_at, ${key} as key,
              age(event.xmin) - ${horizon} as age
            from ${table} event
            where event.program_id = ${programId} ${isKind(kind, { mode })}
              and ${at} >= ${since.from}::timestamptz and age(event.xmin) <= ${horizon}
          )`;
        }),
        sql` union all `,
      ),
      order: sql`happened_at, kind, key`,
      rowsMax: since.rowsMax,
    });
  const live = await read('live');
  const test = await read('test');
  return { rows: [...live, ...test], age };
}

interface KeyPage {
  keys: RawBuilder<unknown>;
  order: RawBuilder<unknown>;
  rowsMax: number;
}

async function readDetails(
  tx: Tx,
  mode: 'live' | 'test',
  { keys, order, rowsMax }: KeyPage,
): Promise<FeedRecord[]> {
  const { rows } = await sql<FeedRecord>`
    with page as materialized (
      select * from (${keys}) merged order by ${order} limit ${rowsMax}
    )
    ${mode === 'live' ? liveDetails() : testDetails()}
    order by ${order}
  `.execute(tx);
  return rows;
}

// "offset 0" makes the planner look rows up by their key: for a page of fifty events it would read
// all refunds of all programs instead, while there are few.
function liveDetails(): RawBuilder<unknown> {
  return sql`
    select page.kind, false as "isTest", page.happened_at as "happenedAt", page.key, page.age,
      partner.id as "partnerId", partner.name as "partnerName", customer.id as "customerId",
      customer.customer_key as "customerKey", click.token,
      coalesce(lead.click_id, sale.click_id) as "clickId",
      sale.processor_event_id as "transactionId",
      coalesce(refund.amount_cents, sale.amount_cents) as "amountCents", sale.currency,
      case page.kind
        when 'click' then case when click.is_bot then 'bot_click'
          when click.is_repeat then 'repeat_click' end
        when 'lead' then case when lead.provisional then 'lead_provisional'
          when lead.partner_id is null then 'lead_unattributed' end
        when 'sale' then case when sale.commission_state = 'failed' then 'commission_failed'
          else sale.not_due_reason end
        when 'refusal' then refusal.code
      end as "outcomeCode",
      coalesce(lead.request_id, refund.request_id, sale.request_id, refusal.request_id)
        as "requestId",
      sale.id as "saleId",
      case page.kind
        when 'click' then click.context - 'ip_network'
        when 'lead' then jsonb_build_object('page_url', lead.page_url, 'event_name',
          lead.event_name, 'via_server', lead.via_server)
        when 'sale' then jsonb_build_object('sale_type', sale.sale_type, 'is_first', sale.is_first,
          'is_recurring', sale.is_recurring, 'product_id', sale.product_id, 'subscription_id',
          sale.subscription_id, 'event_name', sale.event_name, 'line_items', sale.line_items,
          'additional_data', sale.additional_data)
        when 'refund' then jsonb_build_object('reason', refund.reason, 'refunded_total_cents',
          refund.refunded_total_cents::text, 'deduction_cents', refund.deduction_cents::text)
        else jsonb_build_object('endpoint', refusal.endpoint, 'status', refusal.status)
      end as details
    from page
    left join click on page.kind = 'click'
      and click.customer_id = page.key and click.clicked_at = page.happened_at
    left join lead on page.kind = 'lead' and lead.id = page.key
    left join lateral (
      select * from refund where page.kind = 'refund' and refund.id = page.key offset 0
    ) refund on true
    left join sale on sale.id = case page.kind when 'sale' then page.key
      when 'refund' then refund.sale_id end
    left join lateral (
      select * from tracking_refusal
      where page.kind = 'refusal' and tracking_refusal.id = page.key offset 0
    ) refusal on true
    left join customer visitor
      on visitor.id = coalesce(click.customer_id, lead.customer_id, sale.customer_id)
    left join customer on customer.id = coalesce(visitor.merged_into, visitor.id)
    left join partner
      on partner.id = coalesce(click.partner_id, lead.partner_id, sale.partner_id)`;
}

function testDetails(): RawBuilder<unknown> {
  return sql`
    select page.kind, true as "isTest", page.happened_at as "happenedAt", page.key, page.age,
      null::int as "partnerId", null as "partnerName", null::bigint as "customerId",
      event.customer_key as "customerKey", null as token, event.click_id as "clickId",
      event.processor_event_id as "transactionId", event.amount_cents as "amountCents",
      event.currency, null as "outcomeCode", null as "requestId", null::bigint as "saleId",
      event.payload as details
    from page
    join test_event event on event.id = page.key`;
}
