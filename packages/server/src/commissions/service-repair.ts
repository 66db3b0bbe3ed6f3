// Owns the repair of commissions that failed: each is made later, exactly once, by the terms that
// were in force when its event happened.
import type { Logger } from 'pino';
import { type CounterDelta, feedCounters, feedCountersOrWarn } from '../metrics/index.js';
import { localDay } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { enqueue } from '../platform/jobs.js';
import {
  type CommissionTerms,
  decideLeadCommission,
  decideSaleCommission,
  policyInForce,
  reversedTotal,
} from './rules.js';
import { createCommissions, reverseCommission } from './service.js';
import { listPoliciesOfGroups } from './store.js';
import { lockCommissionOfSale } from './store-decisions.js';
import {
  type FailedEvent,
  type FailedSale,
  findLatestRefundId,
  listFailedEvents,
  lockFailedLead,
  lockFailedSale,
  updateLeadRepaired,
  updateSaleRepaired,
} from './store-repair.js';

/** The event whose commission is missing. */
export type RepairTarget = { saleId: bigint } | { leadId: bigint };

/** What a repair needs beside its transaction. */
export interface RepairContext {
  now: Date;
  log: Logger;
}

export const REPAIR_JOB = 'commissions.repair';

/** Queues the repair of one event; a repair of it that waits already is brought forward. */
export async function enqueueRepair(tx: Tx, target: RepairTarget): Promise<void> {
  const [payload, jobKey] =
    'saleId' in target
      ? [{ saleId: String(target.saleId) }, `repair-sale-${target.saleId}`]
      : [{ leadId: String(target.leadId) }, `repair-lead-${target.leadId}`];
  await enqueue(tx, REPAIR_JOB, payload, { jobKey });
}

/**
 * Creates the commission that an event is owed, and takes back at once what refunds of the sale
 * have undone meanwhile. Does nothing when it exists already: the lock on the event decides races.
 */
export async function repairCommission(
  tx: Tx,
  target: RepairTarget,
  context: RepairContext,
): Promise<void> {
  if ('leadId' in target) return await repairLead(tx, target.leadId, context);
  await repairSale(tx, target.saleId, context);
}

async function repairSale(tx: Tx, saleId: bigint, context: RepairContext): Promise<void> {
  const sale = await lockFailedSale(tx, saleId);
  if (!sale) return;
  const verdict = decideSaleCommission({
    policy: await findPolicy(tx, sale, sale.productId),
    amountCents: sale.amountCents,
    currency: sale.currency,
    isFirstSale: sale.isFirst,
    firstPurchaseAt: sale.firstPurchaseAt,
    at: sale.happenedAt,
  });
  await updateSaleRepaired(tx, sale.programId, saleId, verdict.due ? null : verdict.reason);
  if (!verdict.due) return;
  await create(tx, sale, { kind: 'sale', saleId }, verdict.terms, context);
  const reversedCents = await reverseRefunded(tx, sale, verdict.terms, context.now);
  await feed(tx, sale, verdict.terms, reversedCents, context);
}

async function repairLead(tx: Tx, leadId: bigint, context: RepairContext): Promise<void> {
  const lead = await lockFailedLead(tx, leadId);
  if (!lead) return;
  const terms = decideLeadCommission(await findPolicy(tx, lead, null), lead.happenedAt);
  await updateLeadRepaired(tx, lead.programId, leadId, terms !== null);
  if (!terms) return;
  await create(tx, lead, { kind: 'lead', leadId }, terms, context);
  await feed(tx, lead, terms, 0n, context);
}

async function findPolicy(tx: Tx, event: FailedEvent, productId: string | null) {
  const { programId, groupId, happenedAt } = event;
  const policies = await listPoliciesOfGroups(tx, [programId], [groupId], happenedAt);
  return policyInForce(policies, { groupId, productId, at: happenedAt });
}

async function create(
  tx: Tx,
  event: FailedEvent,
  cause: { kind: 'sale'; saleId: bigint } | { kind: 'lead'; leadId: bigint },
  terms: CommissionTerms,
  context: RepairContext,
): Promise<void> {
  const { programId, partnerId, enrollmentId, requestId } = event;
  const draft = { programId, partnerId, enrollmentId, cause, terms, requestId };
  await createCommissions(tx, [draft], context.now);
}

async function reverseRefunded(
  tx: Tx,
  sale: FailedSale,
  terms: CommissionTerms,
  now: Date,
): Promise<bigint> {
  if (sale.refundedCents === 0n) return 0n;
  const refundId = await findLatestRefundId(tx, sale.programId, sale.saleId);
  const commission = await lockCommissionOfSale(tx, sale.programId, sale.saleId);
  if (refundId === null || !commission) {
    throw new Error(`sale ${sale.saleId} says that it was refunded, and has no refund`);
  }
  const totalReversedCents = reversedTotal({
    commissionCents: terms.amountCents,
    saleCents: sale.amountCents,
    refundedCents: sale.refundedCents,
  });
  const isFull = sale.refundedCents >= sale.amountCents;
  const { requestId } = sale;
  await reverseCommission(tx, { commission, refundId, totalReversedCents, isFull, requestId }, now);
  return totalReversedCents;
}

async function feed(
  tx: Tx,
  event: FailedEvent,
  terms: CommissionTerms,
  reversedCents: bigint,
  context: RepairContext,
): Promise<void> {
  const delta: CounterDelta = {
    programId: event.programId,
    partnerId: event.partnerId,
    linkId: event.linkId,
    day: localDay(context.now, event.timeZone),
    money: { currency: terms.currency, commissionCents: terms.amountCents, reversedCents },
  };
  await feedCountersOrWarn(tx, [delta], feedCounters, context.log);
}

/**
 * Queues the repair of every event that still waits for its commission, in case a job was lost or
 * has used up its attempts; answers how many it queued.
 */
export async function sweepFailedCommissions(
  tx: Tx,
  before: Date,
  rowsMax: number,
): Promise<number> {
  const events = await listFailedEvents(tx, before, rowsMax);
  for (const event of events) await enqueueRepair(tx, event);
  return events.length;
}
