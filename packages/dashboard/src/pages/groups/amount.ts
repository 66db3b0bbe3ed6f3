// Owns reading an amount that a person typed: minor units, without a floating number in between.

/**
 * The minor units of a typed amount; null when it is none.
 * @example toMinor('12,5', 'USD') // 1250
 */
export function toMinor(typed: string, currency: string): number | null {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
  }).resolvedOptions();
  const match = /^(\d{1,12})(?:[.,](\d*))?$/.exec(typed.trim());
  const [, whole = '', fraction = ''] = match ?? [];
  if (!match || fraction.length > maximumFractionDigits) return null;
  return Number(whole + fraction.padEnd(maximumFractionDigits, '0'));
}
