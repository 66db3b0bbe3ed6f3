// Owns how much a commission is and whether one is due. Pure: facts in, verdict out.
import { addDays, addMonths } from '../platform/clock.js';

export type CommissionType = 'cpc' | 'cpl' | 'cps_one_time' | 'cps_recurring' | 'cps_lifetime';

/** One version of what a group of partners earns. Amounts are minor units of `fixedCurrency`. */
export interface Policy {
  id: number;
  version: number;
  groupId: number;
  productId: string | null;
  commissionType: CommissionType;
  rateKind: 'percent' | 'fixed';
  rateBasisPoints: number | null;
  fixedAmountCents: bigint | null;
  fixedCurrency: string | null;
  durationMonths: number | null;
  holdDays: number;
  approvalMode: 'manual' | 'auto';
  effectiveFrom: Date;
}

/** Why a sale earns nothing, in the stable words of the product's reason codes. */
export type NotDueReason =
  | 'no_policy'
  | 'policy_pays_per_lead'
  | 'policy_pays_per_click'
  | 'first_payment_only'
  | 'duration_over'
  | 'bot_click'
  | 'partner_not_active'
  | 'attribution_window_expired';

export interface CommissionTerms {
  policy: Policy;
  basisCents: bigint | null;
  clickCount: bigint | null;
  currency: string;
  amountCents: bigint;
  holdExpiresAt: Date;
}

export type SaleVerdict =
  | { due: true; terms: CommissionTerms }
  | { due: false; reason: NotDueReason };

/**
 * The version in force at a moment: of those that have begun, the one that began last. A policy
 * for the sold product comes before the group's general one.
 */
export function policyInForce(
  policies: readonly Policy[],
  facts: { groupId: number; productId: string | null; at: Date },
): Policy | null {
  const begun = policies.filter(
    (policy) => policy.groupId === facts.groupId && policy.effectiveFrom <= facts.at,
  );
  const ofProduct = begun.filter(
    (policy) => facts.productId !== null && policy.productId === facts.productId,
  );
  return latest(ofProduct) ?? latest(begun.filter((policy) => policy.productId === null));
}

function latest(policies: Policy[]): Policy | null {
  let result: Policy | null = null;
  for (const policy of policies) {
    if (!result || policy.effectiveFrom > result.effectiveFrom) result = policy;
  }
  return result;
}

/** Rounds half up, away from zero on the positive side, which is the only side used here. */
export function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  if (dividend < 0n || divisor <= 0n) throw new RangeError('only non-negative amounts are divided');
  return (2n * dividend + divisor) / (2n * divisor);
}

const BASIS_POINTS_PER_WHOLE = 10_000n;

/** What a sale earns under the policy in force, or why it earns nothing. */
export function decideSaleCommission(facts: {
  policy: Policy | null;
  amountCents: bigint;
  currency: string;
  isFirstSale: boolean;
  firstPurchaseAt: Date;
  at: Date;
}): SaleVerdict {
  const { policy, at } = facts;
  if (!policy) return { due: false, reason: 'no_policy' };
  switch (policy.commissionType) {
    case 'cpc':
      return { due: false, reason: 'policy_pays_per_click' };
    case 'cpl':
      return { due: false, reason: 'policy_pays_per_lead' };
    case 'cps_one_time':
      if (!facts.isFirstSale) return { due: false, reason: 'first_payment_only' };
      break;
    case 'cps_recurring':
      if (at >= addMonths(facts.firstPurchaseAt, policy.durationMonths ?? 0)) {
        return { due: false, reason: 'duration_over' };
      }
      break;
    case 'cps_lifetime':
      break;
  }
  if (policy.rateKind === 'fixed') return { due: true, terms: fixedTerms(policy, 1n, at, null) };
  const amountCents = divideHalfUp(
    facts.amountCents * BigInt(policy.rateBasisPoints ?? 0),
    BASIS_POINTS_PER_WHOLE,
  );
  return {
    due: true,
    terms: {
      policy,
      basisCents: facts.amountCents,
      clickCount: null,
      currency: facts.currency,
      amountCents,
      holdExpiresAt: addDays(at, policy.holdDays),
    },
  };
}

/** What a lead earns: something only under a `cpl` policy. */
export function decideLeadCommission(policy: Policy | null, at: Date): CommissionTerms | null {
  return policy?.commissionType === 'cpl' ? fixedTerms(policy, 1n, at, null) : null;
}

/** What a link's clicks of one day earn: something only under a `cpc` policy. */
export function decideClickCommission(
  policy: Policy | null,
  clickCount: bigint,
  at: Date,
): CommissionTerms | null {
  if (policy?.commissionType !== 'cpc' || clickCount === 0n) return null;
  return fixedTerms(policy, clickCount, at, clickCount);
}

// A fixed amount is a promise in the policy's own currency, whatever currency the sale was in.
function fixedTerms(
  policy: Policy,
  units: bigint,
  at: Date,
  clickCount: bigint | null,
): CommissionTerms {
  return {
    policy,
    basisCents: null,
    clickCount,
    currency: policy.fixedCurrency ?? 'USD',
    amountCents: (policy.fixedAmountCents ?? 0n) * units,
    holdExpiresAt: addDays(at, policy.holdDays),
  };
}

/**
 * The part of a commission that must have been taken back once `refundedCents` of its sale have
 * been refunded. Computed from the running total, so that parts always add up to the whole.
 */
export function reversedTotal(facts: {
  commissionCents: bigint;
  saleCents: bigint;
  refundedCents: bigint;
}): bigint {
  if (facts.refundedCents >= facts.saleCents) return facts.commissionCents;
  return divideHalfUp(facts.commissionCents * facts.refundedCents, facts.saleCents);
}

/** The reasons a brand can give for rejecting a commission. */
export const REJECTION_REASONS = [
  'refund_requested',
  'fraud',
  'policy_violation',
  'invalid_or_test_transaction',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];
