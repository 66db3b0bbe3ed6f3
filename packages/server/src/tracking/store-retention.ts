// Owns the SQL of what tracking removes or prepares ahead: old refusals, test data, partitions.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

// tenant: refusals of every program expire alike.
/** Removes some refusals from before a moment; answers how many. */
export async function deleteRefusals(tx: Tx, before: Date, rowsMax: number): Promise<number> {
  const { rows } = await sql<{ id: bigint }>`
    delete from tracking_refusal where id in (
      select id from tracking_refusal where refused_at < ${before}
      order by refused_at limit ${rowsMax} for update skip locked
    )
    returning id
  `.execute(tx);
  return rows.length;
}

// tenant: clicks of every program share the partitions.
/** Makes the monthly partitions of clicks around a moment; answers how many were missing. */
export async function ensureClickPartitions(
  tx: Tx,
  around: { now: Date; monthsBack: number; monthsAhead: number },
): Promise<number> {
  const { now, monthsBack, monthsAhead } = around;
  const { rows } = await sql<{ created: number }>`
    select ensure_click_partitions(
      (${now}::timestamptz at time zone 'UTC' - make_interval(months => ${monthsBack}::int))::date,
      (${now}::timestamptz at time zone 'UTC' + make_interval(months => ${monthsAhead}::int))::date
    ) as created
  `.execute(tx);
  return rows[0]?.created ?? 0;
}

/** How many test events there are of each kind. */
export interface TestEventCounts {
  clicks: number;
  leads: number;
  sales: number;
  refunds: number;
}

const countsByKind = sql`
  count(*) filter (where kind = 'click')::int as clicks,
  count(*) filter (where kind = 'lead')::int as leads,
  count(*) filter (where kind = 'sale')::int as sales,
  count(*) filter (where kind = 'refund')::int as refunds`;

/** Counts the test events of a program. */
export async function countTestEvents(tx: Tx, programId: number): Promise<TestEventCounts> {
  const { rows } = await sql<TestEventCounts>`
    select ${countsByKind}
    from test_event where program_id = ${programId}
  `.execute(tx);
  // An aggregate without groups always answers one row.
  return rows[0] as TestEventCounts;
}

/** Removes the test events of a program and frees the transaction ids of its test sales. */
export async function deleteTestEvents(tx: Tx, programId: number): Promise<TestEventCounts> {
  const { rows } = await sql<TestEventCounts>`
    with deleted as (
      delete from test_event where program_id = ${programId} returning kind
    )
    select ${countsByKind}
    from deleted
  `.execute(tx);
  // In a statement of its own, because the keys are checked against what the first one left.
  await sql`
    delete from processor_event event
    where event.program_id = ${programId} and event.is_test and not exists (
      select 1 from test_event where test_event.processor_event_id = event.processor_event_id
    )
  `.execute(tx);
  // An aggregate without groups always answers one row.
  return rows[0] as TestEventCounts;
}
