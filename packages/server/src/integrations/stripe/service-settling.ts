// Owns that a payment is one sale under all of its ids: links them, takes back what was recorded
// twice, and applies what has waited for the sale.
import type { Tx } from '../../platform/db/index.js';
import {
  joinPayments,
  linkPaymentIds,
  listPaymentIds,
  listPaymentSales,
  type PaymentSale,
  refundSaleWithin,
} from '../../tracking/index.js';
import { type Applying, applied, ignored } from './context.js';
import type { ReversalFacts } from './facts.js';
import type { Verdict } from './store-events.js';
import { type EventRow, lockWaitingEvents, updateEventVerdict } from './store-events.js';
import { moveReversals, upsertReversal } from './store-reversals.js';

/** More rounds than a payment has ids; each applies what the ids of the one before have found. */
const ROUNDS_MAX = 20;
const REASON_LENGTH_MAX = 512;

/**
 * Makes one sale of what these ids of one payment lead to, and answers it. The earliest counts. A
 * later one was recorded under an id that nobody could connect at that time, so it is refunded.
 */
export async function settlePayment(
  tx: Tx,
  sales: readonly PaymentSale[],
  ids: readonly string[],
  applying: Applying,
): Promise<PaymentSale> {
  let sale = await joinSales(tx, sales, ids, applying);
  const { programId } = applying;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const known = await listPaymentIds(tx, programId, sale.processorEventId);
    const events = await lockWaitingEvents(tx, programId, known);
    if (events.length === 0) break;
    for (const event of events) sale = await applyWaited(tx, event, sale, applying);
  }
  return sale;
}

async function joinSales(
  tx: Tx,
  sales: readonly PaymentSale[],
  ids: readonly string[],
  applying: Applying,
): Promise<PaymentSale> {
  const [sale, ...again] = sales;
  if (!sale) throw new Error('a payment that was recorded has no sale');
  const { programId, now } = applying;
  const { saleId, processorEventId } = sale;
  if (again.length > 0) {
    for (const other of again) {
      const reason = `recorded twice: the payment is ${processorEventId}`;
      await refundTo(tx, other, null, reason.slice(0, REASON_LENGTH_MAX), applying);
    }
    const others = again.map((other) => other.processorEventId);
    await joinPayments(tx, { programId, processorEventId, again: others });
    const fromSaleIds = again.map((other) => other.saleId);
    const takenCents = await moveReversals(tx, { programId, fromSaleIds, saleId });
    if (takenCents > 0n) await refundTo(tx, sale, takenCents, 'taken back at Stripe', applying);
  }
  await linkPaymentIds(tx, { programId, processorEventId, ids }, now);
  return sale;
}

/** Brings what is refunded of a sale up to a total; null means all of it. */
async function refundTo(
  tx: Tx,
  { processorEventId, amountCents }: PaymentSale,
  totalCents: bigint | null,
  reason: string,
  applying: Applying,
): Promise<void> {
  const { owner, requestId } = applying;
  const isAll = totalCents === null || totalCents >= amountCents;
  const input = { processorEventId, refundTotalCents: isAll ? null : totalCents, reason };
  await refundSaleWithin(tx, { owner, input, requestId }, applying);
}

/** Applies an event that waited, and answers the sale that counts from then on. */
async function applyWaited(
  tx: Tx,
  event: EventRow,
  sale: PaymentSale,
  applying: Applying,
): Promise<PaymentSale> {
  const facts = event.content?.facts;
  if (facts?.kind === 'reversal') {
    await updateEventVerdict(tx, event, await reverseSale(tx, facts, sale, applying));
    return sale;
  }
  if (facts?.kind !== 'link') {
    await updateEventVerdict(tx, event, ignored('event_not_readable'));
    return sale;
  }
  // The ids may lead to a second sale, which only this event connects.
  const ids = [...facts.ids, sale.processorEventId];
  const sales = await listPaymentSales(tx, applying.programId, ids);
  const joined = await joinSales(tx, sales, facts.ids, applying);
  await updateEventVerdict(tx, event, applied('ids_linked', joined.saleId));
  return joined;
}

const REASONS = { refund: 'refunded at Stripe', dispute: 'disputed at Stripe' } as const;

/** Takes back what a charge or dispute says, together with what others said before. */
export async function reverseSale(
  tx: Tx,
  facts: ReversalFacts,
  sale: PaymentSale,
  applying: Applying,
): Promise<Verdict> {
  const isSameCurrency = facts.currency === sale.currency;
  if (!isSameCurrency && !facts.isWhole) return ignored('currency_differs', sale.saleId);
  const { programId, now } = applying;
  const { saleId, processorEventId } = sale;
  await linkPaymentIds(tx, { programId, processorEventId, ids: facts.ids }, now);
  const amountCents = isSameCurrency ? BigInt(facts.amountCents) : sale.amountCents;
  const source = { programId, saleId, sourceId: facts.sourceId, amountCents };
  const takenCents = await upsertReversal(tx, source, now);
  await refundTo(tx, sale, takenCents, REASONS[facts.cause], applying);
  return applied(facts.cause === 'refund' ? 'refund_applied' : 'dispute_applied', saleId);
}
