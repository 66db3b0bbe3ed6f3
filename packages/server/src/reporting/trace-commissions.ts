// Owns the part of a trace that is about commissions: terms, arithmetic, standing, history, ledger.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import type { Tx } from '../platform/db/index.js';
import { toCommission } from './answers.js';
import { type CommissionRecord, listCommissionsById } from './store-commissions.js';
import {
  type CommissionTermsRecord,
  type LedgerLine,
  listCommissionTerms,
  listLedgerLines,
  listTracedCommissionIds,
  listTracedHistory,
  type TracedHistoryLine,
} from './store-trace-commissions.js';
import { formulaOf, reasonOf, standingOf } from './trace-rules.js';

type TracedCommission = z.input<typeof schemas.trace>['commissions'][number];

/** The commissions of some sales and leads, or one, each with everything that made it. */
export async function readTracedCommissions(
  tx: Tx,
  programId: number,
  now: Date,
  scope: { saleIds: bigint[]; leadIds: bigint[]; commissionId: bigint | null },
): Promise<TracedCommission[]> {
  const ids = await listTracedCommissionIds(tx, programId, scope);
  if (ids.length === 0) return [];
  const commissions = await listCommissionsById(tx, programId, ids);
  const terms = await listCommissionTerms(tx, programId, ids);
  const history = await listTracedHistory(tx, programId, ids);
  const ledger = await listLedgerLines(tx, programId, ids);
  return commissions.map((commission) => {
    const isOwn = (line: { commissionId: bigint }) => line.commissionId === commission.id;
    return toTraced(commission, now, {
      terms: terms.get(commission.id) as CommissionTermsRecord,
      history: history.filter(isOwn),
      ledger: ledger.filter(isOwn),
    });
  });
}

function toTraced(
  commission: CommissionRecord,
  now: Date,
  parts: { terms: CommissionTermsRecord; history: TracedHistoryLine[]; ledger: LedgerLine[] },
): TracedCommission {
  const { terms } = parts;
  const { approvalMode } = terms;
  return {
    ...toCommission(commission),
    policy: {
      id: terms.policyId,
      version: terms.policyVersion,
      group_id: terms.groupId,
      group_name: terms.groupName,
      product_id: terms.productId,
      duration_months: terms.durationMonths,
      hold_days: terms.holdDays,
      approval_mode: approvalMode,
      effective_from: terms.effectiveFrom.toISOString(),
    },
    arithmetic: {
      rate_kind: terms.rateKind,
      basis_cents: numberOrNull(terms.basisCents),
      rate_basis_points: terms.rateBasisPoints,
      fixed_amount_cents: numberOrNull(terms.fixedAmountCents),
      click_count: numberOrNull(terms.clickCount),
      rounding: 'half_up',
      amount_cents: Number(terms.amountCents),
      reversed_cents: Number(terms.reversedCents),
      remaining_cents: Number(terms.amountCents - terms.reversedCents),
      formula: formulaOf(terms),
    },
    standing: reasonOf(standingOf({ ...commission, approvalMode, now })),
    history: parts.history.map(toHistory),
    ledger: parts.ledger.map(toLedger),
  };
}

function toHistory(line: TracedHistoryLine): TracedCommission['history'][number] {
  const code = line.reasonCode ?? (line.fromStatus === null ? 'created' : null);
  return {
    happened_at: line.happenedAt.toISOString(),
    from_status: line.fromStatus,
    to_status: line.toStatus,
    actor: line.actor,
    reason: code === null ? null : reasonOf(code),
    note: line.note,
    amount_cents: numberOrNull(line.amountCents),
  };
}

function toLedger(line: LedgerLine): TracedCommission['ledger'][number] {
  return {
    transaction_id: Number(line.transactionId),
    kind: line.kind,
    posted_at: line.postedAt.toISOString(),
    account: line.account,
    partner_id: line.partnerId,
    currency: line.currency,
    amount_cents: Number(line.amountCents),
  };
}

function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}
