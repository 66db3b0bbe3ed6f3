// Owns the use cases of commissions: create, approve, reject, reverse, release holds.
import { type CommissionStage, type Movement, postMovements } from '../ledger/index.js';
import { type Tx, takeIds } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { RejectionReason } from './rules.js';
import { type CommissionDraft, insertCommissions } from './store.js';
import {
  type CommissionChange,
  type CommissionEvent,
  insertCommissionEvents,
  type LockedCommission,
  lockCommissions,
  lockExpiredHolds,
  updateCommissions,
} from './store-decisions.js';

/** Who decides, and within which request. */
export interface Decision {
  actor: string;
  requestId: string | null;
  note: string | null;
}

/** Takes the ids of commissions that are about to be created. */
export function takeCommissionIds(tx: Tx, count: number): Promise<bigint[]> {
  return takeIds(tx, 'commission_id_seq', count);
}

/**
 * Creates commissions and posts them as owed but pending; answers their ids in order. A caller that
 * has taken the ids before saves the wait for them: everything is then sent at once.
 */
export async function createCommissions(
  tx: Tx,
  drafts: CommissionDraft[],
  now: Date,
  takenIds?: bigint[],
): Promise<bigint[]> {
  if (drafts.length === 0) return [];
  const ids = takenIds ?? (await takeCommissionIds(tx, drafts.length));
  const movements = drafts.map(
    (draft, index): Movement => ({
      kind: 'commission_created',
      programId: draft.programId,
      partnerId: draft.partnerId,
      commissionId: ids[index] as bigint,
      refundId: null,
      currency: draft.terms.currency,
      amountCents: draft.terms.amountCents,
      stage: 'pending',
    }),
  );
  await Promise.all([insertCommissions(tx, drafts, ids, now), postMovements(tx, movements, now)]);
  return ids;
}

/**
 * Approves a pending commission whose hold is over.
 * @throws AppError `commission_not_found`, `commission_not_pending`, `commission_on_hold`
 */
export async function approveCommission(
  tx: Tx,
  programId: number,
  id: bigint,
  decision: Decision,
  now: Date,
): Promise<void> {
  const commission = await lockOne(tx, programId, id);
  if (commission.stage !== 'pending' || commission.refundState === 'full') {
    throw new AppError('commission_not_pending', { params: { status: commission.status } });
  }
  if (commission.isOnHold) {
    const until = commission.holdExpiresAt.toISOString();
    throw new AppError('commission_on_hold', { params: { until } });
  }
  await approveAll(tx, [commission], decision, now);
}

/**
 * Rejects a pending or approved commission; what it still held is taken back.
 * @throws AppError `commission_not_found`, `commission_not_rejectable`
 */
export async function rejectCommission(
  tx: Tx,
  programId: number,
  id: bigint,
  reason: RejectionReason,
  decision: Decision,
  now: Date,
): Promise<void> {
  const commission = await lockOne(tx, programId, id);
  const { stage } = commission;
  if ((stage !== 'pending' && stage !== 'approved') || commission.refundState === 'full') {
    throw new AppError('commission_not_rejectable', { params: { status: commission.status } });
  }
  const change = changeOf(commission, {
    stage: 'rejected',
    isOnHold: false,
    rejectionReason: reason,
  });
  const remainingCents = commission.amountCents - commission.reversedCents;
  await updateCommissions(tx, [change], now);
  await insertCommissionEvents(
    tx,
    [eventOf(commission, 'rejected', { ...decision, reasonCode: reason }, remainingCents)],
    now,
  );
  await postMovements(
    tx,
    [movementOf(commission, 'commission_rejected', remainingCents, null, stage)],
    now,
  );
}

/** What a refund takes from a commission: `totalReversedCents` is the running total after it. */
export interface Reversal {
  commission: LockedCommission;
  refundId: bigint;
  totalReversedCents: bigint;
  isFull: boolean;
  requestId: string | null;
}

/** Takes back the part of a commission that a refund undid, wherever the money stands by now. */
export async function reverseCommission(tx: Tx, reversal: Reversal, now: Date): Promise<void> {
  const { commission } = reversal;
  if (commission.stage === 'rejected') return;
  const deductionCents = reversal.totalReversedCents - commission.reversedCents;
  const refundState = reversal.isFull ? 'full' : 'partial';
  const change = changeOf(commission, {
    refundState,
    reversedCents: reversal.totalReversedCents,
    isOnHold: commission.isOnHold && !reversal.isFull,
  });
  await updateCommissions(tx, [change], now);
  const toStatus = reversal.isFull ? 'reversed' : 'refunded';
  const event = eventOf(
    commission,
    toStatus,
    {
      actor: 'system',
      requestId: reversal.requestId,
      note: null,
      reasonCode: reversal.isFull ? 'full_refund' : 'partial_refund',
    },
    deductionCents,
  );
  await insertCommissionEvents(tx, [event], now);
  await postMovements(
    tx,
    [
      movementOf(
        commission,
        'commission_reversed',
        deductionCents,
        reversal.refundId,
        commission.stage,
      ),
    ],
    now,
  );
}

/**
 * Ends holds that have expired, and approves those whose policy says so. Works on a bounded
 * number at a time; answers how many it released, so that the caller goes on until none is left.
 */
export async function releaseExpiredHolds(tx: Tx, now: Date, rowsMax: number): Promise<number> {
  const expired = await lockExpiredHolds(tx, now, rowsMax);
  const automatic = expired.filter(
    (commission) =>
      commission.approvalMode === 'auto' &&
      commission.stage === 'pending' &&
      commission.refundState !== 'full',
  );
  const waiting = expired.filter((commission) => !automatic.includes(commission));
  await updateCommissions(
    tx,
    waiting.map((commission) => changeOf(commission, { isOnHold: false })),
    now,
  );
  await insertCommissionEvents(
    tx,
    waiting.map((commission) =>
      eventOf(
        commission,
        commission.status,
        { actor: 'system', requestId: null, note: null, reasonCode: 'hold_expired' },
        null,
      ),
    ),
    now,
  );
  await approveAll(tx, automatic, { actor: 'system', requestId: null, note: null }, now);
  return expired.length;
}

async function approveAll(
  tx: Tx,
  commissions: LockedCommission[],
  decision: Decision,
  now: Date,
): Promise<void> {
  await updateCommissions(
    tx,
    commissions.map((commission) => changeOf(commission, { stage: 'approved', isOnHold: false })),
    now,
  );
  const remaining = (commission: LockedCommission) =>
    commission.amountCents - commission.reversedCents;
  await insertCommissionEvents(
    tx,
    commissions.map((commission) =>
      eventOf(
        commission,
        commission.refundState === 'partial' ? 'refunded' : 'approved',
        { ...decision, reasonCode: 'approved' },
        remaining(commission),
      ),
    ),
    now,
  );
  await postMovements(
    tx,
    commissions.map((commission) =>
      movementOf(commission, 'commission_approved', remaining(commission), null, 'pending'),
    ),
    now,
  );
}

async function lockOne(tx: Tx, programId: number, id: bigint): Promise<LockedCommission> {
  const [commission] = await lockCommissions(tx, programId, [id]);
  if (!commission) throw new AppError('commission_not_found');
  return commission;
}

function changeOf(
  commission: LockedCommission,
  changed: Partial<CommissionChange>,
): CommissionChange {
  return {
    id: commission.id,
    programId: commission.programId,
    stage: commission.stage,
    refundState: commission.refundState,
    reversedCents: commission.reversedCents,
    isOnHold: commission.isOnHold,
    rejectionReason: null,
    ...changed,
  };
}

function eventOf(
  commission: LockedCommission,
  toStatus: string,
  decision: Decision & { reasonCode: string | null },
  amountCents: bigint | null,
): CommissionEvent {
  return {
    programId: commission.programId,
    commissionId: commission.id,
    actor: decision.actor,
    fromStatus: commission.status,
    toStatus,
    reasonCode: decision.reasonCode,
    note: decision.note,
    amountCents,
    requestId: decision.requestId,
  };
}

function movementOf(
  commission: LockedCommission,
  kind: Movement['kind'],
  amountCents: bigint,
  refundId: bigint | null,
  stage: CommissionStage,
): Movement {
  return {
    kind,
    programId: commission.programId,
    partnerId: commission.partnerId,
    commissionId: commission.id,
    refundId,
    currency: commission.currency,
    amountCents,
    stage,
  };
}
