// Owns the SQL of what Stripe delivered: kept once, its verdict, its waiting, its purge.
import type { STRIPE_EVENT_OUTCOMES } from '@affitor/contract';
import { sql } from 'kysely';
import type { Database, Tx } from '../../platform/db/index.js';
import type { PageCursor } from '../../platform/http/cursor.js';
import type { Content } from './facts.js';
import type { RoutingReason } from './rules-admission.js';

export type Outcome = (typeof STRIPE_EVENT_OUTCOMES)[number];

/** What became of an event, and why. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly saleId: bigint | null;
}

export interface EventDraft {
  programId: number;
  stripeEventId: string;
  type: string;
  livemode: boolean;
  accountId: string | null;
  routing: RoutingReason;
  confidence: number;
  objectIds: readonly string[];
  content: Content;
  requestId: string;
  happenedAt: Date;
}

/** Keeps an event before it is applied; null when it was delivered before. */
export async function insertEvent(tx: Tx, draft: EventDraft, now: Date): Promise<bigint | null> {
  const { rows } = await sql<{ id: bigint }>`
    insert into stripe_event (
      program_id, stripe_event_id, type, livemode, account_id, outcome, reason, routing_reason,
      confidence_score, object_ids, content, request_id, happened_at, received_at
    ) values (
      ${draft.programId}, ${draft.stripeEventId}, ${draft.type}, ${draft.livemode},
      ${draft.accountId}, 'ignored', 'not_applied_yet', ${draft.routing}, ${draft.confidence},
      ${[...draft.objectIds]}::text[], ${JSON.stringify(draft.content)}::jsonb,
      ${draft.requestId}, ${draft.happenedAt}, ${now}
    )
    on conflict (program_id, stripe_event_id) do nothing
    returning id
  `.execute(tx);
  return rows[0]?.id ?? null;
}

export async function updateEventVerdict(
  tx: Tx,
  event: { programId: number; id: bigint },
  verdict: Verdict,
): Promise<void> {
  await sql`
    update stripe_event set
      outcome = ${verdict.outcome}, reason = ${verdict.reason}, sale_id = ${verdict.saleId}
    where program_id = ${event.programId} and id = ${event.id}
  `.execute(tx);
}

export interface EventRow extends PageCursor {
  programId: number;
  stripeEventId: string;
  type: string;
  livemode: boolean;
  accountId: string | null;
  outcome: Outcome;
  reason: string;
  routingReason: RoutingReason;
  confidenceScore: string;
  /** Null once purged. */
  content: Content | null;
  saleId: bigint | null;
  requestId: string;
  happenedAt: Date;
}

const columns = sql`
  id, program_id as "programId", stripe_event_id as "stripeEventId", type, livemode,
  account_id as "accountId", outcome, reason, routing_reason as "routingReason",
  confidence_score as "confidenceScore", content, sale_id as "saleId",
  request_id as "requestId", happened_at as "happenedAt", received_at as "at"`;

export async function lockEvent(tx: Tx, programId: number, id: bigint): Promise<EventRow | null> {
  const { rows } = await sql<EventRow>`
    select ${columns} from stripe_event
    where program_id = ${programId} and id = ${id}
    for update
  `.execute(tx);
  return rows[0] ?? null;
}

/** One page, newest first, and one row more to see whether there is another. */
export async function listEvents(
  tx: Tx,
  programId: number,
  page: { cursor: PageCursor | null; rowsMax: number },
): Promise<EventRow[]> {
  const { cursor } = page;
  const { rows } = await sql<EventRow>`
    select ${columns} from stripe_event
    where program_id = ${programId}
      ${cursor === null ? sql`` : sql`and (received_at, id) < (${cursor.at}, ${cursor.id})`}
    order by received_at desc, id desc
    limit ${page.rowsMax + 1}
  `.execute(tx);
  return rows;
}

/** The events of a program that wait for a sale under one of these ids, the earliest first. */
export async function lockWaitingEvents(
  tx: Tx,
  programId: number,
  ids: readonly string[],
): Promise<EventRow[]> {
  const { rows } = await sql<EventRow>`
    select ${columns} from stripe_event
    where program_id = ${programId} and outcome = 'waiting' and content is not null
      and object_ids && ${[...ids]}::text[]
    order by id
    for update
  `.execute(tx);
  return rows;
}

// tenant: events of every program wait alike; each is then applied within its own program.
/** Events that wait although the sale is there by now: another channel recorded it. */
export async function listOverdueEvents(
  db: Database,
  rowsMax: number,
): Promise<{ id: bigint; programId: number }[]> {
  const { rows } = await sql<{ id: bigint; programId: number }>`
    select event.id, event.program_id as "programId"
    from stripe_event event
    where outcome = 'waiting' and content is not null and exists (
      select from processor_event known
      where known.processor_event_id = any(event.object_ids)
        and known.program_id = event.program_id and not known.is_test
    )
    order by event.id limit ${rowsMax}
  `.execute(db.kysely);
  return rows;
}

// tenant: the contents of every program expire alike.
/** Forgets contents from before a moment; what still waited, did so in vain. Answers how many. */
export async function purgeContents(tx: Tx, before: Date, rowsMax: number): Promise<number> {
  const { rows } = await sql<{ id: bigint }>`
    update stripe_event set
      content = null,
      outcome = case when outcome = 'waiting' then 'ignored' else outcome end,
      reason = case when outcome = 'waiting' then 'no_sale_in_time' else reason end
    where id in (
      select id from stripe_event where content is not null and received_at < ${before}
      order by received_at limit ${rowsMax} for update skip locked
    )
    returning id
  `.execute(tx);
  return rows.length;
}
