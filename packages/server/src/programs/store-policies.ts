// Owns the SQL of policy versions.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { PolicyTerms } from './rules-terms.js';

/** One version of the terms of a group, for all sales or for those of one product. */
export interface PolicyVersion extends PolicyTerms {
  id: number;
  groupId: number;
  productId: string | null;
  version: number;
  effectiveFrom: Date;
  effectiveTo: Date | null;
  previousPolicyId: number | null;
  createdAt: Date;
}

/** Nobody reads further back; the list must end somewhere. */
const POLICIES_LISTED_MAX = 1000;

const POLICY_COLUMNS = sql`
  id, group_id as "groupId", product_id as "productId", version,
  commission_type as "commissionType", rate_kind as "rateKind",
  rate_basis_points as "rateBasisPoints", fixed_amount_cents as "fixedAmountCents",
  fixed_currency as "fixedCurrency", duration_months as "durationMonths", hold_days as "holdDays",
  approval_mode as "approvalMode", effective_from as "effectiveFrom",
  effective_to as "effectiveTo", previous_policy_id as "previousPolicyId",
  created_at as "createdAt"
`;

/** The version of a group and product that begins last, begun or not. */
export async function findLatestPolicy(
  tx: Tx,
  programId: number,
  key: { groupId: number; productId: string | null },
): Promise<PolicyVersion | null> {
  const { rows } = await sql<PolicyVersion>`
    select ${POLICY_COLUMNS} from commission_policy
    where program_id = ${programId} and group_id = ${key.groupId}
      and product_id is not distinct from ${key.productId}
    order by effective_from desc limit 1
  `.execute(tx);
  return rows[0] ?? null;
}

export interface PolicyDraft {
  groupId: number;
  productId: string | null;
  version: number;
  terms: PolicyTerms;
  effectiveFrom: Date;
  previousPolicyId: number | null;
  createdBy: string;
}

export async function insertPolicy(
  tx: Tx,
  programId: number,
  draft: PolicyDraft,
  now: Date,
): Promise<PolicyVersion> {
  const { terms } = draft;
  const { rows } = await sql<PolicyVersion>`
    insert into commission_policy (
      program_id, group_id, product_id, version, commission_type, rate_kind, rate_basis_points,
      fixed_amount_cents, fixed_currency, duration_months, hold_days, approval_mode,
      effective_from, previous_policy_id, created_by, created_at
    ) values (
      ${programId}, ${draft.groupId}, ${draft.productId}, ${draft.version},
      ${terms.commissionType}, ${terms.rateKind}, ${terms.rateBasisPoints},
      ${terms.fixedAmountCents}, ${terms.fixedCurrency}, ${terms.durationMonths},
      ${terms.holdDays}, ${terms.approvalMode}, ${draft.effectiveFrom},
      ${draft.previousPolicyId}, ${draft.createdBy}, ${now}
    )
    returning ${POLICY_COLUMNS}
  `.execute(tx);
  return rows[0] as PolicyVersion;
}

/** Writes down where a version ends, for people to read. */
export async function updatePolicyEffectiveTo(
  tx: Tx,
  programId: number,
  policyId: number,
  effectiveTo: Date,
): Promise<void> {
  await sql`
    update commission_policy set effective_to = ${effectiveTo}
    where program_id = ${programId} and id = ${policyId}
  `.execute(tx);
}

/** All versions of a group, newest first. */
export async function listPolicies(
  tx: Tx,
  programId: number,
  groupId: number,
): Promise<PolicyVersion[]> {
  const { rows } = await sql<PolicyVersion>`
    select ${POLICY_COLUMNS} from commission_policy
    where program_id = ${programId} and group_id = ${groupId}
    order by effective_from desc, id desc limit ${POLICIES_LISTED_MAX}
  `.execute(tx);
  return rows;
}

/** The versions of a group that count now or will count, by their beginning. */
export async function listLivingPolicies(
  tx: Tx,
  programId: number,
  groupId: number,
  now: Date,
): Promise<PolicyVersion[]> {
  const { rows } = await sql<PolicyVersion>`
    select ${POLICY_COLUMNS} from commission_policy
    where program_id = ${programId} and group_id = ${groupId}
      and (effective_to is null or effective_to > ${now})
    order by effective_from, id limit ${POLICIES_LISTED_MAX}
  `.execute(tx);
  return rows;
}
