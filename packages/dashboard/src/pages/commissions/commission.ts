// Owns what the pages of commissions know of the API's answers, and adding up their sums. Pure.
import type { Answer } from '../../api/client.js';

export type Commission = Answer<'listCommissions'>['data'][number];

export type Sums = Answer<'summarizeCommissions'>['data'];

/** Sums of several statuses, one amount per currency. */
export function addUp(sums: Sums): {
  count: number;
  earned: { amount_cents: number; currency: string }[];
  reversed: { amount_cents: number; currency: string }[];
} {
  const add = (readOf: (sum: Sums[number]) => number) => {
    const byCurrency = new Map<string, number>();
    for (const sum of sums) {
      byCurrency.set(sum.currency, (byCurrency.get(sum.currency) ?? 0) + readOf(sum));
    }
    return [...byCurrency].map(([currency, amount_cents]) => ({ amount_cents, currency }));
  };
  return {
    count: sums.reduce((count, sum) => count + sum.count, 0),
    earned: add((sum) => sum.amount_cents),
    reversed: add((sum) => sum.reversed_cents),
  };
}
