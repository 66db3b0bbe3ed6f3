// Owns the flows for channels that bring a transaction of their own: what they record and what they
// note of it commit together. They are the functions of the public endpoints, without the batches.
import { commissions } from '../commissions/index.js';
import { feedCounters, feedCountersOrWarn } from '../metrics/index.js';
import type { Outcome } from '../platform/batch.js';
import type { Clock } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import type { Logger } from '../platform/log.js';
import type { KeptEmail } from './email.js';
import type { LeadInput } from './lead-input.js';
import { finishLeads, type LeadItem, type LeadResult, recordLead } from './lead-service.js';
import { type RefundItem, type RefundOutcome, refundSale } from './refund-service.js';
import { NOTICES } from './refusals.js';
import type { SaleItem, SaleResult } from './sale-plan.js';
import { recordSales } from './sale-service.js';
import { insertRefusals, type TrackingEndpoint } from './store-refusals.js';
import { claimProcessorEvents } from './store-sales.js';
import { insertTestEvent } from './store-test-events.js';

/** What a channel hands over beside its transaction. */
export interface Channel {
  readonly clock: Clock;
  readonly log: Logger;
}

/** Records a sale; a refusal is kept like that of a call, and answered instead of thrown. */
export async function recordSaleWithin(
  tx: Tx,
  item: SaleItem,
  channel: Channel,
): Promise<Outcome<SaleResult>> {
  const outcomes = await recordSales(tx, [item], { ...channel, commissions, feedCounters });
  return outcomes[0] as Outcome<SaleResult>;
}

/** Applies a refund. @throws AppError `sale_not_found` */
export async function refundSaleWithin(
  tx: Tx,
  item: RefundItem,
  { clock, log }: Channel,
): Promise<RefundOutcome> {
  const { outcome, deltas } = await refundSale(tx, item, clock.now());
  await feedCountersOrWarn(tx, deltas, feedCounters, log);
  return outcome;
}

/**
 * Records a lead whose email was reduced before, since a channel keeps no address.
 * @throws AppError of the documented list for leads
 */
export async function recordLeadWithin(
  tx: Tx,
  item: Omit<LeadItem, 'input'> & { input: Omit<LeadInput, 'email'>; email: KeptEmail | null },
  channel: Channel,
): Promise<LeadResult> {
  const { email, ...rest } = item;
  // The lead function asks for the reduced form of an address only where there is one.
  const keepEmail = () => email as KeptEmail;
  const deps = { ...channel, commissions, feedCounters, keepEmail };
  const input = { ...item.input, email: email === null ? null : email.masked };
  const result = await recordLead(tx, { ...rest, input }, deps);
  await finishLeads(tx, [result], deps);
  return result;
}

export interface TestSale {
  programId: number;
  processorEventId: string;
  clickId: string | null;
  customerKey: string | null;
  amountCents: bigint;
  currency: string;
  /** JSON text. */
  payload: string;
}

/** Keeps a payment in test mode, apart from everything that counts; false where its id is taken. */
export async function recordTestSaleWithin(tx: Tx, sale: TestSale, now: Date): Promise<boolean> {
  const { programId, processorEventId } = sale;
  const claims = [{ programId, processorEventId, isTest: true }];
  if ((await claimProcessorEvents(tx, claims, now)).size === 0) return false;
  await insertTestEvent(tx, { ...sale, kind: 'sale' }, now);
  return true;
}

/** Keeps one row that says why an event of a channel changed nothing, for the dashboard to show. */
export async function keepNotice(
  tx: Tx,
  notice: {
    programId: number;
    endpoint: TrackingEndpoint;
    code: keyof typeof NOTICES;
    requestId: string;
  },
  now: Date,
): Promise<void> {
  const row = { ...notice, status: 200, reason: NOTICES[notice.code] };
  await insertRefusals(tx, [row], now);
}
