// Owns refunds: the running total of a sale, and the proportional part of its commission.
import {
  type LockedCommission,
  lockCommissionOfSale,
  reverseCommission,
  reversedTotal,
} from '../commissions/index.js';
import { type CounterDelta, type FeedCounters, feedCountersOrWarn } from '../metrics/index.js';
import { type Clock, localDay } from '../platform/clock.js';
import type { Database, Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Logger } from '../platform/log.js';
import type { ProgramKeyOwner } from '../programs/index.js';
import type { RefundInput } from './refund-input.js';
import { createSequentialBatcher } from './sequential-batch.js';
import { hasTestSale, insertRefund, lockSale, type SaleToRefund } from './store-refunds.js';

export interface RefundItem {
  owner: ProgramKeyOwner;
  input: RefundInput;
  requestId: string;
}

/** What a refund did. Amounts are minor units of `currency`. */
export type RefundOutcome =
  | {
      status: 'reversed' | 'refunded';
      commissionId: bigint;
      deductionCents: bigint;
      currency: string;
    }
  | { status: 'skipped'; commissionId: bigint; reason: string }
  | { status: 'no_commission' };

export interface RefundServiceDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  feedCounters: FeedCounters;
  rowsMax: number;
  queueMax: number;
  /** Is told of programs that have new events. */
  readonly announce: (programId: number) => void;
}

export interface Refunded {
  outcome: RefundOutcome;
  deltas: CounterDelta[];
}

export function createRefundService(deps: RefundServiceDeps) {
  const batcher = createSequentialBatcher<RefundItem, Refunded>({
    db: deps.db,
    rowsMax: deps.rowsMax,
    queueMax: deps.queueMax,
    work: (tx, item) => refundSale(tx, item, deps.clock.now()),
    finish: (tx, results) =>
      feedCountersOrWarn(
        tx,
        results.flatMap((result) => result.deltas),
        deps.feedCounters,
        deps.log,
      ),
  });
  return {
    /** @throws AppError `sale_not_found` */
    async refund(item: RefundItem): Promise<RefundOutcome> {
      const refunded = await batcher.submit(item);
      deps.announce(item.owner.programId);
      return refunded.outcome;
    },
    drain: () => batcher.drain(),
    depth: () => batcher.depth(),
  };
}

export type RefundService = ReturnType<typeof createRefundService>;

/** Applies a refund in the caller's transaction; who calls feeds the counters. */
export async function refundSale(tx: Tx, item: RefundItem, now: Date): Promise<Refunded> {
  const { programId } = item.owner;
  const sale = await lockSale(tx, programId, item.input.processorEventId);
  if (!sale) {
    if (await hasTestSale(tx, programId, item.input.processorEventId)) {
      return { outcome: { status: 'no_commission' }, deltas: [] };
    }
    throw new AppError('sale_not_found');
  }
  const commission = await lockCommissionOfSale(tx, programId, sale.id);
  const { refundTotalCents } = item.input;
  // The amount is the total refunded so far, as payment providers report it; absent means all.
  const isFull = refundTotalCents === null || refundTotalCents >= sale.amountCents;
  const totalCents = isFull ? sale.amountCents : refundTotalCents;
  if (totalCents <= sale.refundedCents) return { outcome: skipped(sale, commission), deltas: [] };
  return applyRefund(tx, { item, sale, commission, totalCents, isFull }, now);
}

function skipped(sale: SaleToRefund, commission: LockedCommission | null): RefundOutcome {
  if (!commission) return { status: 'no_commission' };
  const reason =
    commission.stage === 'rejected'
      ? 'commission rejected'
      : sale.refundedCents === sale.amountCents
        ? 'already reversed'
        : 'already refunded';
  return { status: 'skipped', commissionId: commission.id, reason };
}

interface RefundPlan {
  item: RefundItem;
  sale: SaleToRefund;
  commission: LockedCommission | null;
  totalCents: bigint;
  isFull: boolean;
}

async function applyRefund(tx: Tx, plan: RefundPlan, now: Date): Promise<Refunded> {
  const { item, sale, commission, totalCents, isFull } = plan;
  const isReversible = commission !== null && commission.stage !== 'rejected';
  const totalReversedCents = isReversible
    ? reversedTotal({
        commissionCents: commission.amountCents,
        saleCents: sale.amountCents,
        refundedCents: totalCents,
      })
    : 0n;
  const deductionCents = isReversible ? totalReversedCents - commission.reversedCents : 0n;
  const refundId = await insertRefund(
    tx,
    {
      programId: sale.programId,
      saleId: sale.id,
      commissionId: commission?.id ?? null,
      refundedTotalCents: totalCents,
      amountCents: totalCents - sale.refundedCents,
      deductionCents,
      reason: item.input.reason,
      requestId: item.requestId,
    },
    now,
  );
  const day = localDay(now, item.owner.timeZone);
  const base = { programId: sale.programId, partnerId: sale.partnerId, linkId: sale.linkId, day };
  const deltas: CounterDelta[] = [
    {
      ...base,
      money: { currency: sale.currency, refundedCents: totalCents - sale.refundedCents },
    },
  ];
  if (!commission) return { outcome: { status: 'no_commission' }, deltas };
  if (!isReversible) return { outcome: skipped(sale, commission), deltas };
  const { requestId } = item;
  await reverseCommission(tx, { commission, refundId, totalReversedCents, isFull, requestId }, now);
  const { currency } = commission;
  deltas.push({ ...base, money: { currency, reversedCents: deductionCents } });
  const status = isFull ? 'reversed' : 'refunded';
  return { outcome: { status, commissionId: commission.id, deductionCents, currency }, deltas };
}
