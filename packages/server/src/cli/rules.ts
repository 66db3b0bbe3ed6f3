// Owns how the words of the command line become settings of a program, and back. Pure.
import type { CLI_COMMISSION_TYPES } from '@affitor/contract';
import { toDecimal } from '../platform/money.js';

export interface CommissionChoice {
  readonly type: (typeof CLI_COMMISSION_TYPES)[number];
  /** Percent, or units of the currency. */
  readonly rate: number;
  /** Of recurring commissions; 0 lasts for life. */
  readonly months: number | undefined;
}

const MONTHS_DEFAULT = 12;
const CENTS_PER_UNIT = 100;

/** The terms of a new program. The command line says 0 where the program says null: for life. */
export function termsOf({ type, rate, months = MONTHS_DEFAULT }: CommissionChoice) {
  const isFixed = type === 'fixed' || type === 'recurring_fixed';
  const isOnce = type === 'percent' || type === 'fixed';
  const life = isOnce ? 'cps_one_time' : months === 0 ? 'cps_lifetime' : 'cps_recurring';
  return {
    default_commission_type: life,
    default_duration_months: isOnce ? 0 : months === 0 ? null : months,
    // Rates have two decimals at the most, so this is a whole number but for the float's dust.
    ...(isFixed
      ? {
          default_commission_rate: null,
          default_commission_amount_cents: Math.round(rate * CENTS_PER_UNIT),
        }
      : { default_commission_rate: rate }),
  } as const;
}

/** The address of a site by its domain; a port means a machine of one's own, without https. */
export function websiteOf(domain: string): string {
  return `${/:\d+$/.test(domain) ? 'http' : 'https'}://${domain}`;
}

/** The domain of a site, as the command line shows it. */
export function domainOf(websiteUrl: string): string {
  return new URL(websiteUrl).host;
}

export interface ShownTerms {
  readonly commissionType: string;
  readonly rateBasisPoints: number | null;
  readonly fixedAmountCents: bigint | null;
  readonly fixedCurrency: string | null;
  readonly durationMonths: number | null;
}

const BASIS_POINTS_PER_PERCENT = 100;

/** A commission in words. */
export function describeTerms(terms: ShownTerms | null): string {
  if (!terms) return 'none';
  const { rateBasisPoints, fixedAmountCents, fixedCurrency, durationMonths } = terms;
  const pay =
    fixedAmountCents !== null && fixedCurrency !== null
      ? `${toDecimal(fixedAmountCents, fixedCurrency)} ${fixedCurrency}`
      : `${(rateBasisPoints ?? 0) / BASIS_POINTS_PER_PERCENT}%`;
  switch (terms.commissionType) {
    case 'cpc':
      return `${pay} for each click`;
    case 'cpl':
      return `${pay} for each signup`;
    case 'cps_one_time':
      return `${pay} ${join(fixedAmountCents)} the first payment`;
    case 'cps_recurring':
      return `${pay} ${join(fixedAmountCents)} each payment for ${durationMonths} months`;
    default:
      return `${pay} ${join(fixedAmountCents)} each payment`;
  }
}

function join(fixedAmountCents: bigint | null): string {
  return fixedAmountCents === null ? 'of' : 'for';
}
