// Owns the promises of the commission arithmetic: rounding, refunds in parts, the policy in force.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CommissionType,
  decideClickCommission,
  decideLeadCommission,
  decideSaleCommission,
  divideHalfUp,
  type Policy,
  policyInForce,
  reversedTotal,
} from './rules.js';

const cents = fc.bigInt({ min: 1n, max: BigInt(Number.MAX_SAFE_INTEGER) });
const START = new Date('2026-01-31T12:00:00Z');

function policy(change: Partial<Policy> = {}): Policy {
  return {
    id: 1,
    version: 1,
    groupId: 7,
    productId: null,
    commissionType: 'cps_lifetime',
    rateKind: 'percent',
    rateBasisPoints: 2_000,
    fixedAmountCents: null,
    fixedCurrency: null,
    durationMonths: null,
    holdDays: 15,
    approvalMode: 'manual',
    effectiveFrom: START,
    ...change,
  };
}

const fixed = (commissionType: CommissionType): Policy =>
  policy({
    commissionType,
    rateKind: 'fixed',
    rateBasisPoints: null,
    fixedAmountCents: 250n,
    fixedCurrency: 'EUR',
  });

const decide = (change: Partial<Parameters<typeof decideSaleCommission>[0]> = {}) =>
  decideSaleCommission({
    policy: policy(),
    amountCents: 4_900n,
    currency: 'USD',
    isFirstSale: true,
    firstPurchaseAt: START,
    at: START,
    ...change,
  });

describe('a division of money', () => {
  test('rounds a half up and everything else to the nearest', () => {
    expect([1n, 2n, 3n, 4n, 5n, 6n].map((amount) => divideHalfUp(amount, 4n))).toEqual([
      0n,
      1n,
      1n,
      1n,
      1n,
      2n,
    ]);
  });

  test('is off by at most half a unit, upwards only at the half', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 70n }), cents, (dividend, divisor) => {
        const twiceError = 2n * (divideHalfUp(dividend, divisor) * divisor - dividend);
        return -divisor < twiceError && twiceError <= divisor;
      }),
    );
  });

  test('refuses what has no place in it', () => {
    expect(() => divideHalfUp(-1n, 2n)).toThrow(RangeError);
    expect(() => divideHalfUp(1n, 0n)).toThrow(RangeError);
  });
});

describe('a commission', () => {
  test('is never more than the sale, and grows with it', () => {
    const rate = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(cents, cents, rate, (one, other, rateBasisPoints) => {
        const amountOf = (amountCents: bigint) => {
          const verdict = decide({ amountCents, policy: policy({ rateBasisPoints }) });
          return verdict.due ? verdict.terms.amountCents : -1n;
        };
        const [small, large] = one < other ? [one, other] : [other, one];
        expect(amountOf(small)).toBeLessThanOrEqual(small);
        expect(amountOf(small)).toBeGreaterThanOrEqual(0n);
        expect(amountOf(small)).toBeLessThanOrEqual(amountOf(large));
      }),
    );
  });

  test('of a percentage is in the currency of the sale and keeps its basis', () => {
    expect(decide({ currency: 'JPY' })).toMatchObject({
      due: true,
      terms: { amountCents: 980n, basisCents: 4_900n, currency: 'JPY' },
    });
  });

  test('of a fixed amount is in the currency of the policy, whatever the sale was in', () => {
    expect(decide({ policy: fixed('cps_lifetime'), currency: 'JPY' })).toMatchObject({
      due: true,
      terms: { amountCents: 250n, basisCents: null, currency: 'EUR' },
    });
  });

  test('is held for as many days as the policy says', () => {
    const verdict = decide({ policy: policy({ holdDays: 30 }) });
    expect(verdict.due && verdict.terms.holdExpiresAt).toEqual(new Date('2026-03-02T12:00:00Z'));
  });

  test('is due by the type of its policy', () => {
    const once = policy({ commissionType: 'cps_one_time' });
    expect(decide({ policy: once }).due).toBe(true);
    const again = { isFirstSale: false };
    expect(decide({ policy: once, ...again })).toEqual({
      due: false,
      reason: 'first_payment_only',
    });
    expect(decide(again).due).toBe(true);
    expect(decide({ policy: null })).toEqual({ due: false, reason: 'no_policy' });
    expect(decide({ policy: fixed('cpl') })).toEqual({
      due: false,
      reason: 'policy_pays_per_lead',
    });
    const perClick = { due: false, reason: 'policy_pays_per_click' };
    expect(decide({ policy: fixed('cpc') })).toEqual(perClick);
  });

  test('of a recurring policy ends with the calendar month, to the millisecond', () => {
    const recurring = policy({ commissionType: 'cps_recurring', durationMonths: 1 });
    const last = new Date('2026-02-28T11:59:59.999Z');
    const over = new Date('2026-02-28T12:00:00.000Z');
    expect(decide({ policy: recurring, at: last, isFirstSale: false }).due).toBe(true);
    expect(decide({ policy: recurring, at: over, isFirstSale: false })).toEqual({
      due: false,
      reason: 'duration_over',
    });
  });

  test('for a lead or for clicks comes only from a policy that pays for them', () => {
    expect(decideLeadCommission(fixed('cpl'), START)?.amountCents).toBe(250n);
    expect(decideLeadCommission(fixed('cpc'), START)).toBeNull();
    expect(decideLeadCommission(null, START)).toBeNull();
    expect(decideClickCommission(fixed('cpc'), 3n, START)).toMatchObject({
      amountCents: 750n,
      clickCount: 3n,
    });
    expect(decideClickCommission(fixed('cpc'), 0n, START)).toBeNull();
    expect(decideClickCommission(fixed('cpl'), 3n, START)).toBeNull();
  });
});

describe('what refunds take back', () => {
  test('adds up to the whole commission, in however many parts', () => {
    const parts = fc.array(cents, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(cents, cents, parts, (commissionCents, saleCents, refunds) => {
        let refundedCents = 0n;
        let before = 0n;
        let deducted = 0n;
        for (const refund of [...refunds, saleCents]) {
          refundedCents = refundedCents + refund > saleCents ? saleCents : refundedCents + refund;
          const total = reversedTotal({ commissionCents, saleCents, refundedCents });
          expect(total).toBeGreaterThanOrEqual(before);
          expect(total).toBeLessThanOrEqual(commissionCents);
          deducted += total - before;
          before = total;
        }
        expect(deducted).toBe(commissionCents);
      }),
    );
  });

  test('is in proportion, rounded half up', () => {
    const facts = { commissionCents: 67n, saleCents: 333n };
    expect(reversedTotal({ ...facts, refundedCents: 2n })).toBe(0n);
    expect(reversedTotal({ ...facts, refundedCents: 3n })).toBe(1n);
    expect(reversedTotal({ ...facts, refundedCents: 400n })).toBe(67n);
  });
});

describe('the policy in force', () => {
  const day = (number: number) => new Date(`2026-02-${String(number).padStart(2, '0')}T00:00:00Z`);
  const versions = [
    policy({ id: 1, effectiveFrom: day(1) }),
    policy({ id: 3, version: 3, effectiveFrom: day(20) }),
    policy({ id: 2, version: 2, effectiveFrom: day(10) }),
    policy({ id: 9, groupId: 8, effectiveFrom: day(12) }),
    policy({ id: 5, productId: 'pro', effectiveFrom: day(5) }),
  ];
  const at = (moment: Date, productId: string | null = null) =>
    policyInForce(versions, { groupId: 7, productId, at: moment })?.id ?? null;

  test('is the one that began last, from its very moment on', () => {
    expect(at(day(1))).toBe(1);
    expect(at(new Date(day(10).getTime() - 1))).toBe(1);
    expect(at(day(10))).toBe(2);
    expect(at(day(28))).toBe(3);
  });

  test('is none before the first one began, and never that of another group', () => {
    expect(at(new Date('2026-01-31T23:59:59Z'))).toBeNull();
    expect(at(day(13))).toBe(2);
  });

  test('is that of the product once it began, however new the general one is', () => {
    expect(at(day(28), 'pro')).toBe(5);
    expect(at(day(4), 'pro')).toBe(1);
    expect(at(day(28), 'other')).toBe(3);
  });
});
