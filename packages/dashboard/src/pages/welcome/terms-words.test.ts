// Proves the sentence about the terms: its amounts are those that the service would pay.
import { expect, test } from 'vitest';
import { earnedMinor, exampleSentence } from './terms-words.js';

const TERMS = { type: 'cps_recurring', percent: 20, months: 12, holdDays: 15, currency: 'USD' };
const say = (change: Partial<typeof TERMS>) => exampleSentence({ ...TERMS, ...change }, 'en-US');

test('the terms are said by the example of a sale', () => {
  expect(say({})).toBe('A $100 sale earns the partner $20 for 12 months, payable after 15 days.');
  expect(say({ type: 'cps_one_time', holdDays: 0, percent: 7.5 })).toBe(
    'A $100 sale earns the partner $7.50, once per customer, payable at once.',
  );
  expect(say({ currency: 'JPY', months: 1, holdDays: 1 })).toBe(
    'A ¥100 sale earns the partner ¥20 for 1 month, payable after 1 day.',
  );
});

test('terms that are not complete say nothing', () => {
  for (const change of [
    { percent: Number.NaN },
    { months: Number.NaN },
    { holdDays: Number.NaN },
  ]) {
    expect(say(change)).toBeNull();
  }
});

test('half a minor unit is rounded up, as the service rounds', () => {
  expect(earnedMinor(100, 0.5)).toBe(1n);
  expect(earnedMinor(100, 0.49)).toBe(0n);
  expect(earnedMinor(10_000, 33.33)).toBe(3333n);
});
