// Owns the SQL of the dashboard's event list and of the integration's status.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { Period } from './rules.js';
import { isWithin } from './store-period.js';

export type EventType = 'click' | 'lead' | 'conversion';

/** A click, lead or sale; what belongs to another type is null. */
export interface EventRecord {
  eventType: EventType;
  happenedAt: Date;
  /** Customer id of a click, otherwise the id of the row. */
  key: bigint;
  token: string | null;
  context: Record<string, string> | null;
  clickId: string | null;
  customerKey: string | null;
  sessionId: string | null;
  pageUrl: string | null;
  isConverted: boolean;
  amountCents: bigint | null;
  currency: string | null;
  saleType: string | null;
  paymentStatus: string | null;
  processorEventId: string | null;
  isRecurring: boolean | null;
}

export interface EventFilter {
  eventType: EventType | undefined;
  period: Period;
  timeZone: string;
  rowsBefore: number;
  rowsMax: number;
}

const SOURCES = {
  click: { table: sql`click`, happenedAt: sql`clicked_at`, key: sql`customer_id` },
  lead: { table: sql`lead`, happenedAt: sql`lead_at`, key: sql`id` },
  conversion: { table: sql`sale`, happenedAt: sql`sold_at`, key: sql`id` },
} as const;

const EVENT_TYPES = ['click', 'lead', 'conversion'] as const;

function typesOf(filter: Pick<EventFilter, 'eventType'>): readonly EventType[] {
  return filter.eventType === undefined ? EVENT_TYPES : [filter.eventType];
}

/**
 * Events of a program, newest first. Each type is read along its index as far as the page can
 * reach, and only the rows of the page are looked up whole.
 */
export async function listEvents(
  tx: Tx,
  programId: number,
  filter: EventFilter,
): Promise<EventRecord[]> {
  const reach = filter.rowsBefore + filter.rowsMax;
  const sources = typesOf(filter).map((type) => {
    const { table, happenedAt, key } = SOURCES[type];
    return sql`(
      select ${type}::text as event_type, ${happenedAt} as happened_at, ${key} as key
      from ${table}
      where program_id = ${programId}
        and ${isWithin(happenedAt, filter.period, filter.timeZone)}
      order by ${happenedAt} desc, ${key} desc
      limit ${reach}
    )`;
  });
  const { rows } = await sql<EventRecord>`
    with page as materialized (
      select * from (${sql.join(sources, sql` union all `)}) merged
      order by happened_at desc, event_type, key desc
      limit ${filter.rowsMax} offset ${filter.rowsBefore}
    )
    select page.event_type as "eventType", page.happened_at as "happenedAt", page.key,
      click.token, click.context, coalesce(lead.click_id, sale.click_id) as "clickId",
      lead.customer_key as "customerKey", lead.session_id as "sessionId",
      lead.page_url as "pageUrl", coalesce(customer.status = 'conversion', false) as "isConverted",
      sale.amount_cents as "amountCents", sale.currency, sale.sale_type as "saleType",
      sale.payment_status as "paymentStatus", sale.processor_event_id as "processorEventId",
      sale.is_recurring as "isRecurring"
    from page
    left join click on page.event_type = 'click'
      and click.customer_id = page.key and click.clicked_at = page.happened_at
    left join lead on page.event_type = 'lead' and lead.id = page.key
    left join sale on page.event_type = 'conversion' and sale.id = page.key
    left join customer visitor on visitor.id = coalesce(click.customer_id, lead.customer_id)
    left join customer on customer.id = coalesce(visitor.merged_into, visitor.id)
    order by page.happened_at desc, page.event_type, page.key desc
  `.execute(tx);
  return rows;
}

/**
 * How many events a filter has. Whole days are read from the counters: counting millions of rows
 * for a page number would take seconds.
 */
export async function countEvents(
  tx: Tx,
  programId: number,
  filter: Omit<EventFilter, 'rowsBefore' | 'rowsMax'>,
): Promise<number> {
  const types = typesOf(filter);
  const parts = isWholeDays(filter.period)
    ? countedDays(programId, types, filter)
    : types.map((type) => countedRows(programId, type, filter));
  const { rows } = await sql<{ total: bigint }>`
    select coalesce(sum(total), 0)::bigint as total
    from (${sql.join(parts, sql` union all `)}) part
  `.execute(tx);
  return Number(rows[0]?.total ?? 0n);
}

function isWholeDays({ from, to }: Period): boolean {
  return (from === null || 'day' in from) && (to === null || 'day' in to);
}

const COUNTERS = {
  click: sql`clicks + bot_clicks + repeat_clicks`,
  lead: sql`leads`,
  conversion: sql`sales`,
} as const;

interface CountedPeriod {
  period: Period;
  timeZone: string;
}

function countedDays(programId: number, types: readonly EventType[], filter: CountedPeriod) {
  const { from, to } = filter.period;
  const counters = types.map((type) => COUNTERS[type]);
  const days = sql`
    select sum(${sql.join(counters, sql` + `)}) as total from daily_stat
    where program_id = ${programId}
      ${from && 'day' in from ? sql`and day >= ${from.day}::date` : sql``}
      ${to && 'day' in to ? sql`and day <= ${to.day}::date` : sql``}`;
  // What only a browser claimed is listed, and counts for no figure before it is confirmed.
  const claimed = sql`${countedRows(programId, 'lead', filter)} and provisional`;
  return types.includes('lead') ? [days, claimed] : [days];
}

function countedRows(programId: number, type: EventType, { period, timeZone }: CountedPeriod) {
  const { table, happenedAt } = SOURCES[type];
  return sql`
    select count(*) as total from ${table}
    where program_id = ${programId} and ${isWithin(happenedAt, period, timeZone)}`;
}

export interface TestEventFacts {
  kind: 'click' | 'lead';
  count: number;
  latestId: bigint;
  latestAt: Date;
}

const TEST_EVENTS_COUNTED_MAX = 10;

/** How many test clicks and leads a program has (counted up to ten), and the latest of each. */
export async function listTestEventFacts(tx: Tx, programId: number): Promise<TestEventFacts[]> {
  const { rows } = await sql<TestEventFacts>`
    select kind.kind, found.count, found.ids[1] as "latestId", found.times[1] as "latestAt"
    from (values ('click'), ('lead')) as kind (kind)
    cross join lateral (
      select count(*)::int as count, array_agg(latest.id) as ids,
        array_agg(latest.created_at) as times
      from (
        select id, created_at from test_event
        where program_id = ${programId} and test_event.kind = kind.kind
        order by created_at desc, id desc
        limit ${TEST_EVENTS_COUNTED_MAX}
      ) latest
    ) found
    where found.count > 0
  `.execute(tx);
  return rows;
}

/** Whether a program has a partner who takes part. */
export async function hasActivePartner(tx: Tx, programId: number): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from enrollment where program_id = ${programId} and status = 'active'
    ) as found
  `.execute(tx);
  return rows[0]?.found ?? false;
}
