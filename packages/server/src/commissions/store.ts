// Owns the SQL that creates commissions and reads the policies they rest on.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { CommissionTerms, Policy } from './rules.js';

/** A commission about to exist: its terms, who earns it, and what caused it. */
export interface CommissionDraft {
  programId: number;
  partnerId: number;
  enrollmentId: number;
  cause:
    | { kind: 'sale'; saleId: bigint }
    | { kind: 'lead'; leadId: bigint }
    | { kind: 'click'; linkId: number; day: string };
  terms: CommissionTerms;
  requestId: string | null;
}

interface PolicyRow {
  id: number;
  version: number;
  group_id: number;
  product_id: string | null;
  commission_type: Policy['commissionType'];
  rate_kind: Policy['rateKind'];
  rate_basis_points: number | null;
  fixed_amount_cents: bigint | null;
  fixed_currency: string | null;
  duration_months: number | null;
  hold_days: number;
  approval_mode: Policy['approvalMode'];
  effective_from: Date;
}

/** The policies of some groups that have begun by `at`. */
export async function listPoliciesOfGroups(
  tx: Tx,
  programIds: number[],
  groupIds: number[],
  at: Date,
): Promise<Policy[]> {
  if (groupIds.length === 0) return [];
  const { rows } = await sql<PolicyRow>`
    select id, version, group_id, product_id, commission_type, rate_kind, rate_basis_points,
      fixed_amount_cents, fixed_currency, duration_months, hold_days, approval_mode, effective_from
    from commission_policy
    where program_id = any(${programIds}::int[]) and group_id = any(${groupIds}::int[])
      and effective_from <= ${at}
  `.execute(tx);
  return rows.map(toPolicy);
}

function toPolicy(row: PolicyRow): Policy {
  return {
    id: row.id,
    version: row.version,
    groupId: row.group_id,
    productId: row.product_id,
    commissionType: row.commission_type,
    rateKind: row.rate_kind,
    rateBasisPoints: row.rate_basis_points,
    fixedAmountCents: row.fixed_amount_cents,
    fixedCurrency: row.fixed_currency,
    durationMonths: row.duration_months,
    holdDays: row.hold_days,
    approvalMode: row.approval_mode,
    effectiveFrom: row.effective_from,
  };
}

/** Inserts commissions under the given ids, each with its first history line. */
export async function insertCommissions(
  tx: Tx,
  drafts: CommissionDraft[],
  ids: bigint[],
  now: Date,
): Promise<void> {
  const column = <Value>(value: (draft: CommissionDraft) => Value) => drafts.map(value);
  await sql`
    with input as materialized (
      select * from unnest(
        ${ids}::bigint[],
        ${column((draft) => draft.programId)}::int[],
        ${column((draft) => draft.partnerId)}::int[],
        ${column((draft) => draft.enrollmentId)}::int[],
        ${column((draft) => draft.cause.kind)}::text[],
        ${column(({ cause }) => (cause.kind === 'sale' ? cause.saleId : null))}::bigint[],
        ${column(({ cause }) => (cause.kind === 'lead' ? cause.leadId : null))}::bigint[],
        ${column(({ cause }) => (cause.kind === 'click' ? cause.linkId : null))}::int[],
        ${column(({ cause }) => (cause.kind === 'click' ? cause.day : null))}::date[],
        ${column((draft) => draft.terms.clickCount)}::bigint[],
        ${column((draft) => draft.terms.policy.id)}::int[],
        ${column((draft) => draft.terms.policy.version)}::int[],
        ${column((draft) => draft.terms.policy.commissionType)}::text[],
        ${column((draft) => draft.terms.policy.rateKind)}::text[],
        ${column((draft) => draft.terms.policy.rateBasisPoints)}::int[],
        ${column((draft) => draft.terms.policy.fixedAmountCents)}::bigint[],
        ${column((draft) => draft.terms.basisCents)}::bigint[],
        ${column((draft) => draft.terms.currency)}::text[],
        ${column((draft) => draft.terms.amountCents)}::bigint[],
        ${column((draft) => draft.terms.holdExpiresAt)}::timestamptz[],
        ${column((draft) => draft.terms.policy.approvalMode)}::text[],
        ${column((draft) => draft.requestId)}::text[]
      ) as draft (
        id, program_id, partner_id, enrollment_id, kind, sale_id, lead_id, link_id, click_day,
        click_count, policy_id, policy_version, commission_type, rate_kind, rate_basis_points,
        fixed_amount_cents, basis_cents, currency, amount_cents, hold_expires_at, approval_mode,
        request_id
      )
    ), inserted as (
      insert into commission (
        id, program_id, partner_id, enrollment_id, kind, sale_id, lead_id, link_id, click_day,
        click_count, policy_id, policy_version, commission_type, rate_kind, rate_basis_points,
        fixed_amount_cents, basis_cents, currency, amount_cents, hold_expires_at, approval_mode,
        created_at
      )
      select
        id, program_id, partner_id, enrollment_id, kind, sale_id, lead_id, link_id, click_day,
        click_count, policy_id, policy_version, commission_type, rate_kind, rate_basis_points,
        fixed_amount_cents, basis_cents, currency, amount_cents, hold_expires_at, approval_mode,
        ${now}::timestamptz
      from input
    )
    insert into commission_event (
      program_id, commission_id, actor, to_status, amount_cents, request_id, happened_at
    )
    select program_id, id, 'system', 'pending', amount_cents, request_id, ${now}::timestamptz
    from input
  `.execute(tx);
}
