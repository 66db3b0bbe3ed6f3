// Proves how amounts and moments are written.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toMinor } from '../pages/groups/amount.js';
import { formatCalendarDay, formatMoment } from './moments.js';
import { formatAmounts, formatMoney, toDecimal } from './money.js';

const AMOUNT = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });

describe('money', () => {
  test('an amount of any size is written to the last minor unit', () => {
    expect(formatMoney(9_007_199_254_740_993n, 'USD', 'en-US')).toBe('$90,071,992,547,409.93');
    expect(formatMoney(-5, 'USD', 'en-US')).toBe('-$0.05');
    expect(formatMoney(1234, 'JPY', 'en-US')).toBe('¥1,234');
    expect(formatMoney(1234, 'KWD', 'en-US').replace(/\s/, ' ')).toBe('KWD 1.234');
    expect(formatMoney(123_456, 'EUR', 'de-DE').replace(/\s/, ' ')).toBe('1.234,56 €');
  });

  test('the decimal text holds every digit of the minor units', () => {
    fc.assert(
      fc.property(AMOUNT, fc.constantFrom('USD', 'JPY', 'KWD'), (amount, currency) => {
        expect(BigInt(toDecimal(amount, currency).replace('.', ''))).toBe(amount);
      }),
    );
  });

  test('what was typed is what was written, for every amount and currency', () => {
    // Twelve digits are the most that a person may type before the point.
    const amount = fc.integer({ min: 0, max: 10 ** 12 - 1 });
    fc.assert(
      fc.property(amount, fc.constantFrom('USD', 'JPY', 'KWD'), (minor, currency) => {
        expect(toMinor(toDecimal(minor, currency), currency)).toBe(minor);
      }),
    );
    expect(toMinor('12,5', 'USD')).toBe(1250);
    for (const typed of ['', '-1', '1.234', '1e3', '1 000', 'x', String(10 ** 12)]) {
      expect(toMinor(typed, 'USD')).toBeNull();
    }
  });

  test('amounts of several currencies stand side by side and are never added', () => {
    const amounts = [
      { amount_cents: 100, currency: 'USD' },
      { amount_cents: 250, currency: 'EUR' },
    ];
    expect(formatAmounts(amounts, 'en-US')).toBe('$1.00 + €2.50');
    expect(formatAmounts([], 'en-US')).toBe('–');
  });
});

describe('moments', () => {
  test('a moment is written in the zone of the program, whatever the zone of the reader', () => {
    const iso = '2026-03-28T23:30:00.000Z';
    const written = (timeZone: string) => formatMoment(iso, { timeZone, locale: 'en-US' });
    expect(written('Europe/Berlin').replace(/\s/g, ' ')).toBe('Mar 29, 2026, 12:30 AM');
    expect(written('America/New_York').replace(/\s/g, ' ')).toBe('Mar 28, 2026, 7:30 PM');
  });

  test('a calendar day stays the day that it is', () => {
    expect(formatCalendarDay('2026-03-01', { locale: 'en-US' })).toBe('Mar 1');
  });
});
