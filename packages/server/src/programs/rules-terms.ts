// Owns how the default_* settings of a program become the terms of its Default group. Pure.
import { PROGRAM_DEFAULTS } from '@affitor/contract';

export type CommissionType = 'cpc' | 'cpl' | 'cps_one_time' | 'cps_recurring' | 'cps_lifetime';

/** What a policy version pays, when, and how it is approved. */
export interface PolicyTerms {
  commissionType: CommissionType;
  rateKind: 'percent' | 'fixed';
  rateBasisPoints: number | null;
  fixedAmountCents: bigint | null;
  fixedCurrency: string | null;
  durationMonths: number | null;
  holdDays: number;
  approvalMode: 'manual' | 'auto';
}

/** The default_* settings as callers send them: what is left out stays as it is. */
export interface DefaultTermsChange {
  default_commission_type?: CommissionType | undefined;
  default_commission_rate?: number | null | undefined;
  default_commission_amount_cents?: number | null | undefined;
  default_duration_months?: number | null | undefined;
  default_hold_period_days?: number | undefined;
  auto_approve_commissions?: boolean | undefined;
}

export interface FieldProblem {
  field: string;
  problem: string;
}

export type TermsVerdict = { ok: true; terms: PolicyTerms } | ({ ok: false } & FieldProblem);

const BASIS_POINTS_PER_PERCENT = 100;

/** A percentage with at most two decimals as whole basis points. */
export function basisPointsOf(percent: number): number {
  return Math.round(percent * BASIS_POINTS_PER_PERCENT);
}

/** The terms of a new program whose creator says nothing about them. */
export const FIRST_TERMS: PolicyTerms = {
  commissionType: PROGRAM_DEFAULTS.default_commission_type,
  rateKind: 'percent',
  rateBasisPoints: basisPointsOf(PROGRAM_DEFAULTS.default_commission_rate),
  fixedAmountCents: null,
  fixedCurrency: null,
  durationMonths: PROGRAM_DEFAULTS.default_duration_months,
  holdDays: PROGRAM_DEFAULTS.default_hold_period_days,
  approvalMode: 'manual',
};

/**
 * The terms after a change of the program's defaults, or the field that does not fit the others.
 * Fixed amounts are in the currency of the program, so a new currency changes them too.
 */
export function decideDefaultTerms(facts: {
  current: PolicyTerms;
  change: DefaultTermsChange;
  currency: string;
}): TermsVerdict {
  const { current, change, currency } = facts;
  const life = decideLife(current, change);
  if ('problem' in life) return { ok: false, ...life };
  const pay = decidePay(current, change, { currency, isSale: isSaleType(life.commissionType) });
  if ('problem' in pay) return { ok: false, ...pay };
  const holdDays = change.default_hold_period_days ?? current.holdDays;
  const isAuto = change.auto_approve_commissions ?? current.approvalMode === 'auto';
  const approvalMode = isAuto ? 'auto' : 'manual';
  return { ok: true, terms: { ...life, ...pay, holdDays, approvalMode } };
}

function isSaleType(type: CommissionType): boolean {
  return type !== 'cpl' && type !== 'cpc';
}

type Life = Pick<PolicyTerms, 'commissionType' | 'durationMonths'>;

function lifeOfMonths(months: number | null): Life {
  if (months === 0) return { commissionType: 'cps_one_time', durationMonths: null };
  if (months === null) return { commissionType: 'cps_lifetime', durationMonths: null };
  return { commissionType: 'cps_recurring', durationMonths: months };
}

/** For sales the type and the months say the same thing twice, so they must agree. */
function decideLife(current: PolicyTerms, change: DefaultTermsChange): Life | FieldProblem {
  const months = change.default_duration_months;
  const type = change.default_commission_type ?? current.commissionType;
  const isTypeGiven = change.default_commission_type !== undefined;
  const field = 'default_duration_months';
  if (!isSaleType(type)) {
    if (months) return { field, problem: 'only commissions on sales have a duration' };
    return { commissionType: type, durationMonths: null };
  }
  if (months !== undefined) {
    const life = lifeOfMonths(months);
    const isRefinable = !isTypeGiven || type === 'cps_recurring';
    if (isRefinable || life.commissionType === type) return life;
    return { field, problem: `must be ${type === 'cps_one_time' ? '0' : 'null'} for ${type}` };
  }
  if (type !== 'cps_recurring') return { commissionType: type, durationMonths: null };
  const durationMonths = current.durationMonths ?? FIRST_TERMS.durationMonths;
  return { commissionType: type, durationMonths };
}

type Pay = Pick<PolicyTerms, 'rateKind' | 'rateBasisPoints' | 'fixedAmountCents' | 'fixedCurrency'>;

function decidePay(
  current: PolicyTerms,
  change: DefaultTermsChange,
  facts: { currency: string; isSale: boolean },
): Pay | FieldProblem {
  const rate = change.default_commission_rate;
  const amount = change.default_commission_amount_cents;
  const isRateGiven = typeof rate === 'number';
  const isAmountGiven = typeof amount === 'number';
  if (isRateGiven && isAmountGiven) {
    const problem = 'must be left out when default_commission_rate is given';
    return { field: 'default_commission_amount_cents', problem };
  }
  if (isRateGiven && !facts.isSale) {
    return { field: 'default_commission_rate', problem: 'leads and clicks are paid an amount' };
  }
  if (isRateGiven) return percentPay(basisPointsOf(rate));
  if (isAmountGiven) return fixedPay(BigInt(amount), facts.currency);
  const { rateBasisPoints, fixedAmountCents } = current;
  if (rateBasisPoints !== null && facts.isSale && rate !== null) return percentPay(rateBasisPoints);
  if (fixedAmountCents !== null && amount !== null)
    return fixedPay(fixedAmountCents, facts.currency);
  return { field: 'default_commission_amount_cents', problem: 'is required without a rate' };
}

function percentPay(rateBasisPoints: number): Pay {
  return { rateKind: 'percent', rateBasisPoints, fixedAmountCents: null, fixedCurrency: null };
}

function fixedPay(fixedAmountCents: bigint, fixedCurrency: string): Pay {
  return { rateKind: 'fixed', rateBasisPoints: null, fixedAmountCents, fixedCurrency };
}

/** Whether two sets of terms pay the same, so that no new version is needed. */
export function areTermsEqual(one: PolicyTerms, other: PolicyTerms): boolean {
  const keys = Object.keys(FIRST_TERMS) as (keyof PolicyTerms)[];
  return keys.every((key) => one[key] === other[key]);
}

/** The months as the program shows them: 0 = first payment only, null = lifetime. */
export function shownDurationMonths(terms: PolicyTerms): number | null {
  return terms.commissionType === 'cps_one_time' ? 0 : terms.durationMonths;
}
