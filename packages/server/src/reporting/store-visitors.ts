// Owns the SQL that finds the visitors of a program: customers who have clicked and nothing more.
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/** What a search for visitors needs of the list that it is for. */
export interface VisitorSearch {
  partnerId: number | undefined;
  timeZone: string;
  /** The last row of the previous page. */
  after: { at: Date } | null;
  rowsMax: number;
  /** The columns of the list, and its conditions on `customer`. */
  columns: RawBuilder<unknown>;
  conditions: RawBuilder<unknown>;
}

/**
 * The query for the visitors that a click led to, newest first; null when there are none. Visitors
 * have no index, because it would slow every click down. They are found through clicks: the newest
 * of the program, or those of the partner where these are the shorter way.
 */
export async function findVisitorsQuery(
  tx: Tx,
  programId: number,
  search: VisitorSearch,
): Promise<RawBuilder<unknown> | null> {
  const { partnerId, rowsMax } = search;
  if (partnerId === undefined) return newestVisitors(tx, programId, search);
  const { days, clicks, programClicks } = await findClickDays(tx, programId, partnerId);
  if (days.length === 0) return null;
  // A page of visitors is found after `rowsMax * programClicks / clicks` of the newest clicks.
  const isRare = clicks * clicks < BigInt(rowsMax) * programClicks;
  return isRare
    ? visitorsOfDays(programId, partnerId, days, search)
    : newestVisitors(tx, programId, search);
}

interface ClickDays {
  days: string[];
  clicks: bigint;
  programClicks: bigint;
}

// A visitor is credited to a partner by one of its clicks, and every click is counted on its day.
async function findClickDays(tx: Tx, programId: number, partnerId: number): Promise<ClickDays> {
  const { rows } = await sql<ClickDays>`
    select coalesce(array_agg(distinct day::text), '{}') as days,
      coalesce(sum(clicks + bot_clicks + repeat_clicks), 0)::bigint as clicks,
      (
        select coalesce(sum(clicks + bot_clicks + repeat_clicks), 0)::bigint
        from link_counter where program_id = ${programId}
      ) as "programClicks"
    from daily_stat
    where program_id = ${programId} and partner_id = ${partnerId}
      and clicks + bot_clicks + repeat_clicks > 0
  `.execute(tx);
  return rows[0] as ClickDays;
}

async function newestVisitors(tx: Tx, programId: number, search: VisitorSearch) {
  const ids = await findNewestVisitors(tx, programId, search);
  if (ids.length === 0) return null;
  return sql`
    select ${search.columns} from customer
    where customer.program_id = ${programId} and customer.id = any(${ids}::bigint[])`;
}

// Nearly every click is a visitor's, so the first look is enough for nearly every page.
const CLICKS_PER_VISITOR = 2;
const CLICKS_GROWTH = 8;

/**
 * The ids of a page of visitors. The planner cannot know how many of the newest clicks belong to
 * visitors, and would read all clicks to be safe; so it is told how many to look at.
 */
async function findNewestVisitors(
  tx: Tx,
  programId: number,
  { after, rowsMax, conditions }: VisitorSearch,
): Promise<bigint[]> {
  for (let clicksMax = rowsMax * CLICKS_PER_VISITOR; ; clicksMax *= CLICKS_GROWTH) {
    const { rows } = await sql<{ ids: bigint[]; clicks: bigint }>`
      with newest as materialized (
        select customer_id, clicked_at from click
        where program_id = ${programId}
          ${after ? sql`and clicked_at <= ${after.at}::timestamptz` : sql``}
        order by clicked_at desc, customer_id desc
        limit ${clicksMax}
      ), found as (
        select customer.id from newest
        cross join lateral (
          select id from customer
          where customer.id = newest.customer_id and customer.created_at = newest.clicked_at
            and ${isVisitor(programId, conditions)}
          offset 0
        ) customer
        limit ${rowsMax}
      )
      select (select coalesce(array_agg(id), '{}') from found) as ids,
        (select count(*) from newest) as clicks
    `.execute(tx);
    const { ids, clicks } = rows[0] as (typeof rows)[number];
    if (ids.length === rowsMax || clicks < BigInt(clicksMax)) return ids;
  }
}

function visitorsOfDays(
  programId: number,
  partnerId: number,
  days: string[],
  { timeZone, rowsMax, ...search }: VisitorSearch,
) {
  return sql`
    select ${search.columns}
    from (
      select distinct visit.customer_id
      from unnest(${days}::date[]) as counted (day)
      cross join lateral (
        select customer_id from click
        where program_id = ${programId} and partner_id = ${partnerId}
          and clicked_at >= counted.day::timestamp at time zone ${timeZone}::text
          and clicked_at < (counted.day + 1)::timestamp at time zone ${timeZone}::text
        offset 0
      ) visit
    ) visited
    cross join lateral (
      select * from customer
      where customer.id = visited.customer_id and ${isVisitor(programId, search.conditions)}
      offset 0
    ) customer
    order by customer.created_at desc, customer.id desc
    limit ${rowsMax}`;
}

function isVisitor(programId: number, conditions: RawBuilder<unknown>) {
  return sql`
    customer.program_id = ${programId} and customer.status = 'click'
      and customer.attributed_click_id is not null and ${conditions}`;
}
