// Owns the SQL of a commission's trace: the terms it was made by, its history, what was posted.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { CommissionHistoryLine } from './store-commissions.js';

export interface CommissionTermsRecord {
  commissionId: bigint;
  rateKind: 'percent' | 'fixed';
  basisCents: bigint | null;
  rateBasisPoints: number | null;
  fixedAmountCents: bigint | null;
  clickCount: bigint | null;
  amountCents: bigint;
  reversedCents: bigint;
  currency: string;
  approvalMode: 'manual' | 'auto';
  policyId: number;
  policyVersion: number;
  groupId: number;
  groupName: string;
  productId: string | null;
  durationMonths: number | null;
  holdDays: number;
  effectiveFrom: Date;
}

/** The commissions of some sales and leads, or the one that is asked for. */
export async function listTracedCommissionIds(
  tx: Tx,
  programId: number,
  scope: { saleIds: bigint[]; leadIds: bigint[]; commissionId: bigint | null },
): Promise<bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    select id from commission
    where program_id = ${programId} and sale_id = any(${scope.saleIds}::bigint[])
    union
    select id from commission
    where program_id = ${programId} and lead_id = any(${scope.leadIds}::bigint[])
    union
    select id from commission where program_id = ${programId} and id = ${scope.commissionId}
    order by id
  `.execute(tx);
  return rows.map(({ id }) => id);
}

/** What each commission was computed from. Amounts are the copies that the commission keeps. */
export async function listCommissionTerms(
  tx: Tx,
  programId: number,
  commissionIds: bigint[],
): Promise<Map<bigint, CommissionTermsRecord>> {
  const { rows } = await sql<CommissionTermsRecord>`
    select commission.id as "commissionId", commission.rate_kind as "rateKind",
      commission.basis_cents as "basisCents", commission.rate_basis_points as "rateBasisPoints",
      commission.fixed_amount_cents as "fixedAmountCents",
      commission.click_count as "clickCount", commission.amount_cents as "amountCents",
      commission.reversed_cents as "reversedCents", commission.currency,
      commission.approval_mode as "approvalMode", policy.id as "policyId",
      commission.policy_version as "policyVersion", policy.group_id as "groupId",
      partner_group.name as "groupName", policy.product_id as "productId",
      policy.duration_months as "durationMonths", policy.hold_days as "holdDays",
      policy.effective_from as "effectiveFrom"
    from commission
    join commission_policy policy
      on policy.program_id = commission.program_id and policy.id = commission.policy_id
    join partner_group on partner_group.id = policy.group_id
    where commission.program_id = ${programId} and commission.id = any(${commissionIds}::bigint[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.commissionId, row]));
}

export interface TracedHistoryLine extends CommissionHistoryLine {
  commissionId: bigint;
  amountCents: bigint | null;
}

/** What happened to some commissions, in order. */
export async function listTracedHistory(
  tx: Tx,
  programId: number,
  commissionIds: bigint[],
): Promise<TracedHistoryLine[]> {
  const { rows } = await sql<TracedHistoryLine>`
    select commission_id as "commissionId", from_status as "fromStatus", to_status as "toStatus",
      actor, reason_code as "reasonCode", note, amount_cents as "amountCents",
      happened_at as "happenedAt"
    from commission_event
    where program_id = ${programId} and commission_id = any(${commissionIds}::bigint[])
    order by id
  `.execute(tx);
  return rows;
}

export interface LedgerLine {
  commissionId: bigint;
  transactionId: bigint;
  kind: string;
  postedAt: Date;
  account: 'commission_expense' | 'partner_pending' | 'partner_payable';
  partnerId: number | null;
  currency: string;
  amountCents: bigint;
}

/** What was posted for some commissions, in order. */
export async function listLedgerLines(
  tx: Tx,
  programId: number,
  commissionIds: bigint[],
): Promise<LedgerLine[]> {
  // Two ways, because postings of refunds are found by the refund.
  const { rows } = await sql<LedgerLine>`
    with posted as (
      select * from ledger_transaction
      where program_id = ${programId} and refund_id is null
        and commission_id = any(${commissionIds}::bigint[])
      union all
      select by_refund.*
      from commission
      join refund on refund.sale_id = commission.sale_id
      join ledger_transaction by_refund
        on by_refund.refund_id = refund.id and by_refund.commission_id = commission.id
      where commission.program_id = ${programId}
        and commission.id = any(${commissionIds}::bigint[])
    )
    select posted.commission_id as "commissionId", posted.id as "transactionId", posted.kind,
      posted.posted_at as "postedAt", account.kind as account, account.partner_id as "partnerId",
      posting.currency, posting.amount_cents as "amountCents"
    from posted
    join ledger_posting posting on posting.transaction_id = posted.id
    join ledger_account account on account.id = posting.account_id
    order by posted.posted_at, posted.id, posting.id
  `.execute(tx);
  return rows;
}
