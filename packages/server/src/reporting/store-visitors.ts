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
  if (partnerId === undefined) return newestVisitors(programId, search);
  const { days, clicks, programClicks } = await findClickDays(tx, programId, partnerId);
  if (days.length === 0) return null;
  // A page of visitors is found after `rowsMax * programClicks / clicks` of the newest clicks.
  const isRare = clicks * clicks < BigInt(rowsMax) * programClicks;
  return isRare
    ? visitorsOfDays(programId, partnerId, days, search)
    : newestVisitors(programId, search);
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

// The subqueries with "offset 0" keep the planner from joining all clicks before it takes the
// newest: with half a million clicks a page took 600 ms that way, and 15 ms along the index.
function newestVisitors(programId: number, { after, rowsMax, ...search }: VisitorSearch) {
  return sql`
    select ${search.columns}
    from (
      select customer_id, clicked_at from click
      where program_id = ${programId}
        ${after ? sql`and clicked_at <= ${after.at}::timestamptz` : sql``}
      order by clicked_at desc, customer_id desc
    ) newest
    cross join lateral (
      select * from customer
      where customer.id = newest.customer_id and customer.created_at = newest.clicked_at
        and ${isVisitor(programId, search.conditions)}
      offset 0
    ) customer
    order by newest.clicked_at desc, newest.customer_id desc
    limit ${rowsMax}`;
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
