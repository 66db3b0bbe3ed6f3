// Owns the SQL of the repair: events whose commission failed, and the marks that it exists now.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/** What a missing commission is decided by: the facts as they were when the event happened. */
export interface FailedEvent {
  programId: number;
  partnerId: number;
  enrollmentId: number;
  groupId: number;
  linkId: number | null;
  requestId: string | null;
  happenedAt: Date;
  timeZone: string;
}

/** A sale that is owed a commission, locked. */
export interface FailedSale extends FailedEvent {
  saleId: bigint;
  amountCents: bigint;
  refundedCents: bigint;
  currency: string;
  productId: string | null;
  isFirst: boolean;
  firstPurchaseAt: Date;
}

/** A lead that is owed a commission, locked. */
export interface FailedLead extends FailedEvent {
  leadId: bigint;
}

interface FailedRow {
  program_id: number;
  partner_id: number;
  enrollment_id: number;
  group_id: number;
  link_id: number | null;
  request_id: string | null;
  happened_at: Date;
  time_zone: string;
}

function toFailedEvent(row: FailedRow): FailedEvent {
  return {
    programId: row.program_id,
    partnerId: row.partner_id,
    enrollmentId: row.enrollment_id,
    groupId: row.group_id,
    linkId: row.link_id,
    requestId: row.request_id,
    happenedAt: row.happened_at,
    timeZone: row.time_zone,
  };
}

// tenant: the job's payload names the sale; what is written carries the program of the sale.
/** Locks a sale that is owed a commission; null when it is not, or not any more. */
export async function lockFailedSale(tx: Tx, saleId: bigint): Promise<FailedSale | null> {
  const { rows } = await sql<
    FailedRow & {
      id: bigint;
      amount_cents: bigint;
      refunded_cents: bigint;
      currency: string;
      product_id: string | null;
      is_first: boolean;
      first_purchase_at: Date | null;
    }
  >`
    with locked as materialized (
      select * from sale where id = ${saleId} and commission_state = 'failed' for update
    )
    select locked.id, locked.program_id, locked.partner_id, locked.enrollment_id,
      enrollment.group_id, locked.link_id, locked.request_id, locked.sold_at as happened_at,
      program.time_zone, locked.amount_cents, locked.refunded_cents, locked.currency,
      locked.product_id, locked.is_first, customer.first_purchase_at
    from locked
    join program on program.id = locked.program_id
    join enrollment
      on enrollment.program_id = locked.program_id and enrollment.id = locked.enrollment_id
    join customer on customer.id = locked.customer_id
  `.execute(tx);
  const [row] = rows;
  if (!row) return null;
  return {
    ...toFailedEvent(row),
    saleId: row.id,
    amountCents: row.amount_cents,
    refundedCents: row.refunded_cents,
    currency: row.currency,
    productId: row.product_id,
    isFirst: row.is_first,
    firstPurchaseAt: row.first_purchase_at ?? row.happened_at,
  };
}

// tenant: the job's payload names the lead; what is written carries the program of the lead.
/** Locks a lead that is owed a commission; null when it is not, or not any more. */
export async function lockFailedLead(tx: Tx, leadId: bigint): Promise<FailedLead | null> {
  const { rows } = await sql<FailedRow & { id: bigint }>`
    with locked as materialized (
      select * from lead where id = ${leadId} and commission_state = 'failed' for update
    )
    select locked.id, locked.program_id, locked.partner_id, locked.enrollment_id,
      enrollment.group_id, locked.link_id, locked.request_id, locked.lead_at as happened_at,
      program.time_zone
    from locked
    join program on program.id = locked.program_id
    join enrollment
      on enrollment.program_id = locked.program_id and enrollment.id = locked.enrollment_id
  `.execute(tx);
  const [row] = rows;
  return row ? { ...toFailedEvent(row), leadId: row.id } : null;
}

/** The refund that brought a sale to its present refunded total. */
export async function findLatestRefundId(
  tx: Tx,
  programId: number,
  saleId: bigint,
): Promise<bigint | null> {
  const { rows } = await sql<{ id: bigint }>`
    select id from refund where program_id = ${programId} and sale_id = ${saleId}
    order by refunded_total_cents desc limit 1
  `.execute(tx);
  return rows[0]?.id ?? null;
}

/** Says of a repaired sale that its commission exists, or why none is due. */
export async function updateSaleRepaired(
  tx: Tx,
  programId: number,
  saleId: bigint,
  notDueReason: string | null,
): Promise<void> {
  await sql`
    update sale set
      commission_state = ${notDueReason === null ? 'created' : 'not_due'},
      commission_failure = null,
      not_due_reason = ${notDueReason}
    where program_id = ${programId} and id = ${saleId}
  `.execute(tx);
}

/** Says of a repaired lead whether it has a commission. */
export async function updateLeadRepaired(
  tx: Tx,
  programId: number,
  leadId: bigint,
  isDue: boolean,
): Promise<void> {
  await sql`
    update lead set commission_state = ${isDue ? 'created' : 'none'}, commission_failure = null
    where program_id = ${programId} and id = ${leadId}
  `.execute(tx);
}

// tenant: the job's payload names the event, as above.
/** Keeps why the latest attempt failed, where the list of failed commissions shows it. */
export async function updateFailureCause(
  tx: Tx,
  event: { saleId: bigint } | { leadId: bigint },
  cause: string,
): Promise<void> {
  if ('saleId' in event) {
    await sql`
      update sale set commission_failure = ${cause}
      where id = ${event.saleId} and commission_state = 'failed'
    `.execute(tx);
    return;
  }
  await sql`
    update lead set commission_failure = ${cause}
    where id = ${event.leadId} and commission_state = 'failed'
  `.execute(tx);
}

// tenant: the sweep serves every program; a job names one event.
/** Events that have been owed a commission since before a moment, oldest first. */
export async function listFailedEvents(
  tx: Tx,
  before: Date,
  rowsMax: number,
): Promise<({ saleId: bigint } | { leadId: bigint })[]> {
  const { rows } = await sql<{ sale_id: bigint | null; lead_id: bigint | null }>`
    (select id as sale_id, null::bigint as lead_id, sold_at as happened_at from sale
      where commission_state = 'failed' and sold_at < ${before})
    union all
    (select null, id, lead_at from lead where commission_state = 'failed' and lead_at < ${before})
    order by happened_at limit ${rowsMax}
  `.execute(tx);
  return rows.map((row) =>
    row.sale_id === null ? { leadId: row.lead_id as bigint } : { saleId: row.sale_id },
  );
}

/** How far the commission of a sale is; null when the program has no such sale. */
export async function findCommissionState(
  tx: Tx,
  programId: number,
  saleId: bigint,
): Promise<'created' | 'not_due' | 'failed' | null> {
  const { rows } = await sql<{ commission_state: 'created' | 'not_due' | 'failed' }>`
    select commission_state from sale where program_id = ${programId} and id = ${saleId}
  `.execute(tx);
  return rows[0]?.commission_state ?? null;
}
