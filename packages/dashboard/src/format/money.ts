// Owns how amounts are written: from minor units, in the way of the currency and the reader.

/** The language that figures and dates are written in; the browser's own. */
export const LOCALE = typeof navigator === 'undefined' ? 'en-US' : navigator.language;

/** How many decimals a currency has: 2 for USD, 0 for JPY, 3 for KWD. */
function decimalsOf(currency: string): number {
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  return maximumFractionDigits ?? 2;
}

/**
 * An amount of minor units as a decimal text, exactly: no step goes through a floating number.
 * @example toDecimal(-4905n, 'USD') // '-49.05'
 */
export function toDecimal(amountMinor: number | bigint | string, currency: string): string {
  const amount = BigInt(amountMinor);
  const decimals = decimalsOf(currency);
  const digits = String(amount < 0n ? -amount : amount).padStart(decimals + 1, '0');
  const sign = amount < 0n ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** An amount as a person reads it: `$1,234.50`. */
export function formatMoney(
  amountMinor: number | bigint | string,
  currency: string,
  locale: string = LOCALE,
): string {
  const decimal = toDecimal(amountMinor, currency) as Intl.StringNumericLiteral;
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(decimal);
}

/** Amounts of several currencies, never added up: `$10.00 + €5.00`. */
export function formatAmounts(
  amounts: readonly { amount_cents: number; currency: string }[],
  locale: string = LOCALE,
): string {
  if (amounts.length === 0) return '–';
  return amounts.map((one) => formatMoney(one.amount_cents, one.currency, locale)).join(' + ');
}

/** An amount for an axis, where there is little room: `$1.2K`. */
export function formatMoneyShort(
  amountMinor: number,
  currency: string,
  locale: string = LOCALE,
): string {
  const decimal = toDecimal(Math.round(amountMinor), currency) as Intl.StringNumericLiteral;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
  }).format(decimal);
}

/** A count with its separators: `12,345`. */
export function formatCount(
  count: number,
  { isShort = false, locale = LOCALE }: { isShort?: boolean; locale?: string } = {},
): string {
  return new Intl.NumberFormat(locale, isShort ? { notation: 'compact' } : {}).format(count);
}
