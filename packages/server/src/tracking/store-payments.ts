// Owns the SQL by which a payment is recognised under any of the ids that its provider gives it.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import { claimProcessorEvents } from './store-sales.js';

/** A sale as the ids of its payment lead to it. */
export interface PaymentSale {
  saleId: bigint;
  /** The id that names the sale. */
  processorEventId: string;
  amountCents: bigint;
  refundedCents: bigint;
  currency: string;
}

const columns = sql`
  sale.id as "saleId", sale.processor_event_id as "processorEventId",
  sale.amount_cents as "amountCents", sale.refunded_cents as "refundedCents", sale.currency`;

/** The sales of a program that were recorded under these ids of one payment, the earliest first. */
export async function listPaymentSales(
  tx: Tx,
  programId: number,
  ids: readonly string[],
): Promise<PaymentSale[]> {
  const { rows } = await sql<PaymentSale>`
    select ${columns}
    from sale
    where program_id = ${programId} and processor_event_id in (
      select coalesce(alias_of, processor_event_id) from processor_event
      where program_id = ${programId} and processor_event_id = any(${[...ids]}::text[])
    )
    order by sale.id
  `.execute(tx);
  return rows;
}

/** The sale of the first payment of a subscription, whichever channel recorded it. */
export async function findFirstPaymentSale(
  tx: Tx,
  programId: number,
  subscriptionId: string,
): Promise<PaymentSale | null> {
  const { rows } = await sql<PaymentSale>`
    select ${columns}
    from sale
    where program_id = ${programId} and subscription_id = ${subscriptionId} and not is_recurring
      and not exists (
        select from processor_event event
        where event.processor_event_id = sale.processor_event_id and event.alias_of is not null
      )
    order by sale.id limit 1
  `.execute(tx);
  return rows[0] ?? null;
}

/** Every id that leads to a sale, its own included. */
export async function listPaymentIds(
  tx: Tx,
  programId: number,
  processorEventId: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select processor_event_id as id from processor_event
    where program_id = ${programId}
      and (processor_event_id = ${processorEventId} or alias_of = ${processorEventId})
  `.execute(tx);
  return rows.map(({ id }) => id);
}

/** Lets further ids of a payment lead to its sale; one that is taken stays whose it is. */
export async function linkPaymentIds(
  tx: Tx,
  link: { programId: number; processorEventId: string; ids: readonly string[] },
  now: Date,
): Promise<void> {
  const claims = link.ids
    .filter((id) => id !== link.processorEventId)
    .map((id) => ({
      programId: link.programId,
      processorEventId: id,
      isTest: false,
      aliasOf: link.processorEventId,
    }));
  await claimProcessorEvents(tx, claims, now);
}

/** Lets every id of payments that were recorded twice lead to the sale that counts. */
export async function joinPayments(
  tx: Tx,
  payment: { programId: number; processorEventId: string; again: readonly string[] },
): Promise<void> {
  const again = [...payment.again];
  await sql`
    update processor_event set alias_of = ${payment.processorEventId}
    where program_id = ${payment.programId}
      and (processor_event_id = any(${again}::text[]) or alias_of = any(${again}::text[]))
  `.execute(tx);
}
