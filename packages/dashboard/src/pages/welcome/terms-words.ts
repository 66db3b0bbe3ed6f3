// Owns the sentence that says what a partner earns by the terms of a new program. Pure.
import { LOCALE, toDecimal } from '../../format/money.js';
import { toMinor } from '../groups/amount.js';

/** The terms of sales that the first steps ask about. */
export interface FirstTerms {
  type: string;
  /** Percent of the sale; null when the terms are not a percentage. */
  percent: number | null;
  months: number | null;
  holdDays: number;
  currency: string;
}

const BASIS_POINTS = 10_000n;

/** What a percentage earns of an amount, rounded half up as the service does. */
export function earnedMinor(amountMinor: number, percent: number): bigint {
  const basisPoints = BigInt(Math.round(percent * 100));
  return (BigInt(amountMinor) * basisPoints * 2n + BASIS_POINTS) / (2n * BASIS_POINTS);
}

/**
 * The terms by the example of a sale of 100; null while they are not complete.
 * @example 'A $100 sale earns the partner $20 for 12 months, payable after 15 days.'
 */
export function exampleSentence(terms: FirstTerms, locale?: string): string | null {
  const { type, percent, months, holdDays, currency } = terms;
  if (percent === null || Number.isNaN(percent) || Number.isNaN(holdDays)) return null;
  if (type === 'cps_recurring' && !months) return null;
  const amount = toMinor('100', currency) ?? 0;
  const sale = formatBriefly(amount, currency, locale);
  const earned = formatBriefly(earnedMinor(amount, percent), currency, locale);
  const span = {
    cps_one_time: ', once per customer',
    cps_recurring: months === 1 ? ' for 1 month' : ` for ${months} months`,
    cps_lifetime: ' for as long as the customer pays',
  }[type];
  const hold = holdDays === 0 ? 'payable at once' : `payable after ${holdDays} ${days(holdDays)}`;
  return `A ${sale} sale earns the partner ${earned}${span ?? ''}, ${hold}.`;
}

/** `$100` rather than `$100.00`; `$7.50` all the same. */
function formatBriefly(amountMinor: number | bigint, currency: string, locale = LOCALE): string {
  const decimal = toDecimal(amountMinor, currency) as Intl.StringNumericLiteral;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    trailingZeroDisplay: 'stripIfInteger',
  }).format(decimal);
}

const days = (count: number) => (count === 1 ? 'day' : 'days');
