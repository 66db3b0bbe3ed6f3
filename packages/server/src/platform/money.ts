// Owns showing minor units as units of their currency. Integers in, decimal text out.

const exponents = new Map<string, number>();

function exponentOf(currency: string): number {
  let exponent = exponents.get(currency);
  if (exponent === undefined) {
    // ISO 4217 as the runtime knows it; codes that it does not know have two decimals.
    exponent =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
        .maximumFractionDigits ?? 2;
    exponents.set(currency, exponent);
  }
  return exponent;
}

/**
 * Minor units as a decimal text.
 * @example toDecimal(1250n, 'USD') // '12.50'
 * @example toDecimal(1250n, 'JPY') // '1250'
 */
export function toDecimal(amountCents: bigint, currency: string): string {
  const exponent = exponentOf(currency);
  const sign = amountCents < 0n ? '-' : '';
  const digits = String(amountCents < 0n ? -amountCents : amountCents).padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/**
 * Minor units as the JSON number of units that the documented API answers in some places.
 * @example toUnits(1250n, 'USD') // 12.5
 */
export function toUnits(amountCents: bigint, currency: string): number {
  return Number(toDecimal(amountCents, currency));
}
