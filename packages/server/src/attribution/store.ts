// Owns the SQL of customers: whom they are credited to, and how identifiers lead to them.
import { sql } from 'kysely';
import { addDays, fromUnixMs } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { type Attribution, parseClickId } from './rules.js';

export type CustomerStatus = 'click' | 'lead' | 'conversion';

/** A customer, locked for the rest of the transaction. */
export interface Customer {
  id: bigint;
  programId: number;
  status: CustomerStatus;
  customerKey: string | null;
  attribution: Attribution;
  firstPurchaseAt: Date | null;
  saleCount: number;
  lastClickAt: Date | null;
  mergedInto: bigint | null;
  /** The group of the customer's enrollment, which decides the commission policy. */
  groupId: number | null;
  /** Whether the enrollment is active; a removed partner earns nothing more. */
  isPartnerActive: boolean;
}

interface CustomerRow {
  id: bigint;
  program_id: number;
  status: CustomerStatus;
  customer_key: string | null;
  partner_id: number | null;
  enrollment_id: number | null;
  link_id: number | null;
  attributed_click_id: string | null;
  attributed_at: Date | null;
  attributed_by_bot: boolean;
  first_purchase_at: Date | null;
  sale_count: number;
  last_click_at: Date | null;
  merged_into: bigint | null;
  group_id: number | null;
  is_partner_active: boolean;
}

function toCustomer(row: CustomerRow): Customer {
  return {
    id: row.id,
    programId: row.program_id,
    status: row.status,
    customerKey: row.customer_key,
    attribution: {
      partnerId: row.partner_id,
      enrollmentId: row.enrollment_id,
      linkId: row.link_id,
      clickId: row.attributed_click_id,
      attributedAt: row.attributed_at,
      byBot: row.attributed_by_bot,
    },
    firstPurchaseAt: row.first_purchase_at,
    saleCount: row.sale_count,
    lastClickAt: row.last_click_at,
    mergedInto: row.merged_into,
    groupId: row.group_id,
    isPartnerActive: row.is_partner_active,
  };
}

// tenant: the caller compares each customer's program with its own; a foreign one is an error.
/** Locks customers in the order of their ids, so that two batches never wait for each other. */
export async function lockCustomers(tx: Tx, ids: bigint[]): Promise<Map<bigint, Customer>> {
  const customers = new Map<bigint, Customer>();
  if (ids.length === 0) return customers;
  const { rows } = await sql<CustomerRow>`
    with locked as materialized (
      select id, program_id, status, customer_key, partner_id, enrollment_id, link_id,
        attributed_click_id, attributed_at, attributed_by_bot, first_purchase_at, sale_count,
        last_click_at, merged_into
      from customer where id = any(${ids}::bigint[])
      order by id for update
    )
    select locked.*, enrollment.group_id,
      coalesce(enrollment.status = 'active', false) as is_partner_active
    from locked
    left join enrollment
      on enrollment.program_id = locked.program_id and enrollment.id = locked.enrollment_id
  `.execute(tx);
  for (const row of rows) customers.set(row.id, toCustomer(row));
  return customers;
}

/**
 * The customers that click ids lead to, in their order; null for an id that is not ours. A merged
 * visitor leads to the customer it became.
 */
// tenant: a click id is global by contract; the caller compares the program of what it finds.
export async function findCustomersByClickIds(
  tx: Tx,
  clickIds: (string | null)[],
): Promise<(bigint | null)[]> {
  const parts = clickIds.map((clickId) => (clickId === null ? null : parseClickId(clickId)));
  if (parts.every((part) => part === null)) return clickIds.map(() => null);
  const { rows } = await sql<{ customer_id: bigint | null }>`
    select case when click.token = wanted.token
      then coalesce(customer.merged_into, customer.id) end as customer_id
    from unnest(
      ${parts.map((part) => part?.customerId ?? null)}::bigint[],
      ${parts.map((part) => (part ? fromUnixMs(part.clickedAtMs) : null))}::timestamptz[],
      ${parts.map((part) => part?.token ?? null)}::text[]
    ) with ordinality as wanted (customer_id, clicked_at, token, position)
    left join click
      on click.customer_id = wanted.customer_id and click.clicked_at = wanted.clicked_at
    left join customer on customer.id = click.customer_id
    order by wanted.position
  `.execute(tx);
  return rows.map((row) => row.customer_id);
}

export interface AttributionChange {
  customerId: bigint;
  programId: number;
  attribution: Attribution;
}

/** Moves customers to the partners that now have their credit. */
export async function updateAttributions(tx: Tx, changes: AttributionChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    update customer set
      partner_id = change.partner_id,
      enrollment_id = change.enrollment_id,
      link_id = change.link_id,
      attributed_click_id = change.click_id,
      attributed_at = change.attributed_at,
      attributed_by_bot = change.by_bot
    from unnest(
      ${changes.map((change) => change.customerId)}::bigint[],
      ${changes.map((change) => change.programId)}::int[],
      ${changes.map((change) => change.attribution.partnerId)}::int[],
      ${changes.map((change) => change.attribution.enrollmentId)}::int[],
      ${changes.map((change) => change.attribution.linkId)}::int[],
      ${changes.map((change) => change.attribution.clickId)}::text[],
      ${changes.map((change) => change.attribution.attributedAt)}::timestamptz[],
      ${changes.map((change) => change.attribution.byBot)}::boolean[]
    ) as change (
      customer_id, program_id, partner_id, enrollment_id, link_id, click_id, attributed_at, by_bot
    )
    where customer.id = change.customer_id and customer.program_id = change.program_id
  `.execute(tx);
}

/** Marks an anonymous visitor as being a known customer of the same program. */
export async function updateMergedInto(
  tx: Tx,
  programId: number,
  anonymousId: bigint,
  knownId: bigint,
): Promise<void> {
  await sql`
    update customer set merged_into = ${knownId}
    where program_id = ${programId} and id = ${anonymousId} and merged_into is null
  `.execute(tx);
}

export interface DecisionDraft {
  programId: number;
  customerId: bigint;
  subject: 'click' | 'lead' | 'sale' | 'merge';
  subjectId: string;
  rule: string;
  partnerId: number | null;
  winnerClickId: string | null;
}

const CANDIDATES_MAX = 20;

/**
 * Keeps the evidence of decisions: the rule, the winner and the candidates, which are the latest
 * clicks of the customer and of the visitors merged into it, as they stand at this moment.
 */
export async function insertDecisions(tx: Tx, drafts: DecisionDraft[], now: Date): Promise<void> {
  if (drafts.length === 0) return;
  await sql`
    insert into attribution_decision (
      program_id, customer_id, subject, subject_id, rule, partner_id, winner_click_id, candidates,
      decided_at
    )
    select draft.program_id, draft.customer_id, draft.subject, draft.subject_id, draft.rule,
      draft.partner_id, draft.winner_click_id, coalesce(evidence.candidates, '[]'),
      ${now}::timestamptz
    from unnest(
      ${drafts.map((draft) => draft.programId)}::int[],
      ${drafts.map((draft) => draft.customerId)}::bigint[],
      ${drafts.map((draft) => draft.subject)}::text[],
      ${drafts.map((draft) => draft.subjectId)}::text[],
      ${drafts.map((draft) => draft.rule)}::text[],
      ${drafts.map((draft) => draft.partnerId)}::int[],
      ${drafts.map((draft) => draft.winnerClickId)}::text[]
    ) as draft (
      program_id, customer_id, subject, subject_id, rule, partner_id, winner_click_id
    )
    left join lateral (
      select jsonb_agg(jsonb_build_object(
        'click_id', 'cust_' || candidate.customer_id || '_'
          || floor(extract(epoch from candidate.clicked_at) * 1000)::bigint || candidate.token,
        'partner_id', candidate.partner_id,
        'link_id', candidate.link_id,
        'clicked_at', candidate.clicked_at,
        'is_bot', candidate.is_bot
      ) order by candidate.clicked_at) as candidates
      from (
        select click.* from (
          select id, created_at from customer where id = draft.customer_id
          union all
          select id, created_at from customer where merged_into = draft.customer_id
        ) visitor
        cross join lateral (
          select * from click
          where click.customer_id = visitor.id
            -- Both bounds hold for every click there is; they spare looking into other months.
            and click.clicked_at >= visitor.created_at
            and click.clicked_at < ${addDays(now, 1)}::timestamptz
          order by click.clicked_at desc limit ${CANDIDATES_MAX}
        ) click
        order by click.clicked_at desc limit ${CANDIDATES_MAX}
      ) candidate
    ) evidence on true
  `.execute(tx);
}
