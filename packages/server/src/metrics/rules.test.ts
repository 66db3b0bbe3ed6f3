// Owns the promises of adding up counters: nothing is lost, and keys come in one order.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aggregate, type CounterDelta } from './rules.js';

const id = fc.integer({ min: 1, max: 3 });
const count = fc.integer({ min: 0, max: 5 });
const cents = fc.bigInt({ min: 0n, max: 10n ** 15n });
const delta: fc.Arbitrary<CounterDelta> = fc.record(
  {
    programId: id,
    partnerId: fc.option(id),
    linkId: fc.option(fc.constantFrom(1, 2, 10)),
    day: fc.constantFrom('2026-01-01', '2026-01-02'),
    leads: count,
    conversions: count,
    sales: count,
    clicks: count,
    money: fc.record(
      {
        currency: fc.constantFrom('USD', 'EUR'),
        revenueCents: cents,
        refundedCents: cents,
        commissionCents: cents,
        reversedCents: cents,
      },
      { requiredKeys: ['currency'] },
    ),
  },
  { requiredKeys: ['programId', 'partnerId', 'linkId', 'day'] },
);
const deltas = fc.array(delta, { maxLength: 30 });

test('no count and no cent is lost or made', () => {
  fc.assert(
    fc.property(deltas, (events) => {
      const { counts, money } = aggregate(events);
      const sum = (values: (number | undefined)[]) =>
        values.reduce<number>((total, value) => total + (value ?? 0), 0);
      const total = (values: (bigint | undefined)[]) =>
        values.reduce<bigint>((whole, value) => whole + (value ?? 0n), 0n);
      for (const name of ['leads', 'conversions', 'sales', 'clicks'] as const) {
        expect(sum(counts.map((row) => row[name]))).toBe(sum(events.map((event) => event[name])));
      }
      const names = ['revenueCents', 'refundedCents', 'commissionCents', 'reversedCents'] as const;
      for (const name of names) {
        const given = events.map((event) => event.money?.[name]);
        expect(total(money.map((row) => row[name]))).toBe(total(given));
      }
    }),
  );
});

test('each counter has one row, and rows come in the order of their keys', () => {
  fc.assert(
    fc.property(deltas, (events) => {
      const { counts, money } = aggregate(events);
      const compare = (one: number[], other: number[]) =>
        one.map((part, index) => part - (other[index] ?? 0)).find((part) => part !== 0) ?? 0;
      const keys = counts.map((row) => [
        row.programId,
        row.linkId,
        Number(row.day.slice(-2)),
        row.partnerId,
      ]);
      for (const [index, key] of keys.slice(1).entries()) {
        expect(compare(keys[index] ?? [], key)).toBeLessThan(0);
      }
      const currencies = money.map((row) =>
        JSON.stringify([row.programId, row.linkId, row.day, row.partnerId, row.currency]),
      );
      expect(new Set(currencies).size).toBe(money.length);
    }),
  );
});

test('an event without a partner or link counts under zero', () => {
  const event = { programId: 1, partnerId: null, linkId: null, day: '2026-01-01', leads: 1 };
  expect(aggregate([event]).counts).toMatchObject([{ partnerId: 0, linkId: 0, leads: 1 }]);
});

test('money without a count makes no row of counts, and the other way round', () => {
  const base = { programId: 1, partnerId: 1, linkId: 1, day: '2026-01-01' };
  const { counts, money } = aggregate([
    { ...base, money: { currency: 'USD', revenueCents: 5n } },
    { ...base, day: '2026-01-02', sales: 1 },
  ]);
  expect([counts.length, money.length]).toEqual([1, 1]);
});
