// Owns the SQL that records sales.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { SaleInput } from './sale-input.js';

export interface EventClaim {
  programId: number;
  processorEventId: string;
  isTest: boolean;
  /** The id that names the sale, where this is another id of the same payment. */
  aliasOf?: string;
}

/**
 * Claims transaction ids; answers those that are now ours. The unique key decides every race: of
 * two transactions that want the same id, the second waits for the first and then gets nothing.
 */
export async function claimProcessorEvents(
  tx: Tx,
  claims: EventClaim[],
  now: Date,
): Promise<Set<string>> {
  if (claims.length === 0) return new Set();
  const { rows } = await sql<{ processor_event_id: string }>`
    insert into processor_event (processor_event_id, program_id, is_test, alias_of, created_at)
    select processor_event_id, program_id, is_test, alias_of, ${now}::timestamptz
    from unnest(
      ${claims.map((claim) => claim.programId)}::int[],
      ${claims.map((claim) => claim.processorEventId)}::text[],
      ${claims.map((claim) => claim.isTest)}::boolean[],
      ${claims.map((claim) => claim.aliasOf ?? null)}::text[]
    ) as claim (program_id, processor_event_id, is_test, alias_of)
    order by processor_event_id
    on conflict do nothing
    returning processor_event_id
  `.execute(tx);
  return new Set(rows.map((row) => row.processor_event_id));
}

/** Gives back ids that this transaction has claimed for payments that it cannot have whole. */
export async function releaseProcessorEvents(
  tx: Tx,
  claims: { programId: number; processorEventId: string }[],
): Promise<void> {
  if (claims.length === 0) return;
  await sql`
    delete from processor_event event
    using unnest(
      ${claims.map((claim) => claim.programId)}::int[],
      ${claims.map((claim) => claim.processorEventId)}::text[]
    ) as claim (program_id, processor_event_id)
    where event.program_id = claim.program_id
      and event.processor_event_id = claim.processor_event_id
  `.execute(tx);
}

export interface SaleRow {
  id: bigint;
  programId: number;
  customerId: bigint;
  partnerId: number;
  enrollmentId: number;
  linkId: number | null;
  input: SaleInput;
  /** The click that the sale is credited to, when the call named none. */
  attributedClickId: string | null;
  isFirst: boolean;
  notDueReason: string | null;
  requestId: string;
}

/** Records sales under the ids that were taken for them. */
export async function insertSales(tx: Tx, sales: SaleRow[], now: Date): Promise<void> {
  const column = <Value>(value: (sale: SaleRow) => Value) => sales.map(value);
  await sql`
    insert into sale (
      id, program_id, customer_id, partner_id, enrollment_id, link_id, click_id,
      processor_event_id, amount_cents, currency, sale_type, is_recurring, is_first,
      subscription_id, subscription_interval, product_id, line_items, event_name,
      additional_data, not_due_reason, request_id, commission_state, sold_at
    )
    select sold.*, case when not_due_reason is null then 'created' else 'not_due' end,
      ${now}::timestamptz
    from unnest(
      ${column((sale) => sale.id)}::bigint[],
      ${column((sale) => sale.programId)}::int[],
      ${column((sale) => sale.customerId)}::bigint[],
      ${column((sale) => sale.partnerId)}::int[],
      ${column((sale) => sale.enrollmentId)}::int[],
      ${column((sale) => sale.linkId)}::int[],
      ${column((sale) => sale.input.clickId ?? sale.attributedClickId)}::text[],
      ${column((sale) => sale.input.processorEventId)}::text[],
      ${column((sale) => sale.input.amountCents)}::bigint[],
      ${column((sale) => sale.input.currency)}::text[],
      ${column((sale) => sale.input.saleType)}::text[],
      ${column((sale) => sale.input.isRecurring)}::boolean[],
      ${column((sale) => sale.isFirst)}::boolean[],
      ${column((sale) => sale.input.subscriptionId)}::text[],
      ${column((sale) => sale.input.subscriptionInterval)}::text[],
      ${column((sale) => sale.input.productId)}::text[],
      ${column((sale) => sale.input.lineItems)}::jsonb[],
      ${column((sale) => sale.input.eventName)}::text[],
      ${column((sale) => sale.input.additionalData)}::jsonb[],
      ${column((sale) => sale.notDueReason)}::text[],
      ${column((sale) => sale.requestId)}::text[]
    ) as sold (
      id, program_id, customer_id, partner_id, enrollment_id, link_id, click_id,
      processor_event_id, amount_cents, currency, sale_type, is_recurring, is_first,
      subscription_id, subscription_interval, product_id, line_items, event_name,
      additional_data, not_due_reason, request_id
    )
  `.execute(tx);
}

export interface PurchaseRow {
  programId: number;
  customerId: bigint;
  customerKey: string | null;
  saleCount: number;
}

/** Moves customers to `conversion`, counts their purchases and binds a key that was still free. */
export async function updateCustomersToConversion(
  tx: Tx,
  purchases: PurchaseRow[],
  now: Date,
): Promise<void> {
  if (purchases.length === 0) return;
  await sql`
    update customer set
      status = 'conversion',
      first_purchase_at = coalesce(customer.first_purchase_at, ${now}::timestamptz),
      last_purchase_at = ${now}::timestamptz,
      sale_count = customer.sale_count + purchase.sale_count,
      customer_key = coalesce(customer.customer_key, purchase.customer_key)
    from unnest(
      ${purchases.map((purchase) => purchase.programId)}::int[],
      ${purchases.map((purchase) => purchase.customerId)}::bigint[],
      ${purchases.map((purchase) => purchase.customerKey)}::text[],
      ${purchases.map((purchase) => purchase.saleCount)}::int[]
    ) as purchase (program_id, customer_id, customer_key, sale_count)
    where customer.program_id = purchase.program_id and customer.id = purchase.customer_id
  `.execute(tx);
}

/** Notes that the commissions of sales could not be created; the repair job owes them. */
export async function updateSalesToFailed(
  tx: Tx,
  failures: { programId: number; saleId: bigint; failure: string }[],
): Promise<void> {
  if (failures.length === 0) return;
  const { numAffectedRows } = await sql`
    update sale set commission_state = 'failed', commission_failure = failed.failure
    from unnest(
      ${failures.map((failed) => failed.programId)}::int[],
      ${failures.map((failed) => failed.saleId)}::bigint[],
      ${failures.map((failed) => failed.failure)}::text[]
    ) as failed (program_id, sale_id, failure)
    where sale.program_id = failed.program_id and sale.id = failed.sale_id
  `.execute(tx);
  // The callers will be told that these sales stand, so that must be so.
  if (numAffectedRows !== BigInt(failures.length)) {
    throw new Error('a sale whose commission failed is not there');
  }
}
