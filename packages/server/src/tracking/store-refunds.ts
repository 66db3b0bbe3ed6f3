// Owns the SQL of refunds and of looking a sale up by its transaction id.
import { sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/index.js';

export interface SaleToRefund {
  id: bigint;
  programId: number;
  partnerId: number;
  linkId: number | null;
  amountCents: bigint;
  currency: string;
  refundedCents: bigint;
}

/** Locks a program's sale by its transaction id, or by another id of the same payment. */
export async function lockSale(
  tx: Tx,
  programId: number,
  processorEventId: string,
): Promise<SaleToRefund | null> {
  const { rows } = await sql<{
    id: bigint;
    program_id: number;
    partner_id: number;
    link_id: number | null;
    amount_cents: bigint;
    currency: string;
    refunded_cents: bigint;
  }>`
    select id, program_id, partner_id, link_id, amount_cents, currency, refunded_cents
    from sale
    where program_id = ${programId} and processor_event_id = coalesce(
      (
        select alias_of from processor_event
        where program_id = ${programId} and processor_event_id = ${processorEventId}
      ),
      ${processorEventId}
    )
    for update
  `.execute(tx);
  const row = rows[0];
  return row
    ? {
        id: row.id,
        programId: row.program_id,
        partnerId: row.partner_id,
        linkId: row.link_id,
        amountCents: row.amount_cents,
        currency: row.currency,
        refundedCents: row.refunded_cents,
      }
    : null;
}

/** Whether a program recorded a test sale with this transaction id. */
export async function hasTestSale(
  tx: Tx,
  programId: number,
  processorEventId: string,
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from processor_event
      where program_id = ${programId} and processor_event_id = ${processorEventId} and is_test
    ) as found
  `.execute(tx);
  return rows[0]?.found ?? false;
}

export interface RefundRow {
  programId: number;
  saleId: bigint;
  commissionId: bigint | null;
  refundedTotalCents: bigint;
  amountCents: bigint;
  deductionCents: bigint;
  reason: string | null;
  requestId: string;
}

/** Appends a refund and moves the sale's running total; answers the refund's id. */
export async function insertRefund(tx: Tx, refund: RefundRow, now: Date): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    with refunded as (
      update sale set refunded_cents = ${refund.refundedTotalCents}
      where program_id = ${refund.programId} and id = ${refund.saleId}
    )
    insert into refund (
      program_id, sale_id, commission_id, refunded_total_cents, amount_cents, deduction_cents,
      reason, request_id, refunded_at
    ) values (
      ${refund.programId}, ${refund.saleId}, ${refund.commissionId}, ${refund.refundedTotalCents},
      ${refund.amountCents}, ${refund.deductionCents}, ${refund.reason}, ${refund.requestId}, ${now}
    )
    returning id
  `.execute(tx);
  return (rows[0] as { id: bigint }).id;
}

export interface TrackedSale {
  saleId: bigint;
  amountCents: bigint;
  currency: string;
  isTest: boolean;
  commissionState: string;
  soldAt: Date;
  refundedCents: bigint;
  commission: {
    id: bigint;
    status: string;
    amountCents: bigint;
    currency: string;
    reversedCents: bigint;
    holdExpiresAt: Date;
  } | null;
}

interface TrackedRow {
  sale_id: bigint;
  amount_cents: bigint;
  currency: string;
  is_test: boolean;
  commission_state: string;
  sold_at: Date;
  refunded_cents: bigint;
  commission_id: bigint | null;
  commission_status: string;
  commission_amount_cents: bigint;
  commission_currency: string;
  commission_reversed_cents: bigint;
  hold_expires_at: Date;
}

/** A program's sale by its transaction id, real or test, with its commission. */
export async function findTrackedSale(
  reader: Reader,
  programId: number,
  processorEventId: string,
): Promise<TrackedSale | null> {
  const { rows } = await sql<TrackedRow>`
    select
      coalesce(sale.id, test_event.id) as sale_id,
      coalesce(sale.amount_cents, test_event.amount_cents) as amount_cents,
      coalesce(sale.currency, test_event.currency) as currency,
      event.is_test,
      coalesce(sale.commission_state, 'not_due') as commission_state,
      coalesce(sale.sold_at, test_event.created_at) as sold_at,
      coalesce(sale.refunded_cents, 0) as refunded_cents,
      commission.id as commission_id, commission.status as commission_status,
      commission.amount_cents as commission_amount_cents,
      commission.currency as commission_currency,
      commission.reversed_cents as commission_reversed_cents, commission.hold_expires_at
    from processor_event event
    left join sale
      on sale.processor_event_id = coalesce(event.alias_of, event.processor_event_id)
    left join test_event on test_event.processor_event_id = event.processor_event_id
    left join commission on commission.sale_id = sale.id
    where event.program_id = ${programId} and event.processor_event_id = ${processorEventId}
      and (sale.id is not null or test_event.id is not null)
  `.execute(reader);
  const row = rows[0];
  return row ? toTrackedSale(row) : null;
}

function toTrackedSale(row: TrackedRow): TrackedSale {
  return {
    saleId: row.sale_id,
    amountCents: row.amount_cents,
    currency: row.currency,
    isTest: row.is_test,
    commissionState: row.commission_state,
    soldAt: row.sold_at,
    refundedCents: row.refunded_cents,
    commission:
      row.commission_id === null
        ? null
        : {
            id: row.commission_id,
            status: row.commission_status,
            amountCents: row.commission_amount_cents,
            currency: row.commission_currency,
            reversedCents: row.commission_reversed_cents,
            holdExpiresAt: row.hold_expires_at,
          },
  };
}
