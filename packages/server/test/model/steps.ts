// Owns the steps of a story: as data that can be shrunk and printed.
import fc from 'fast-check';
import { GROUPS, PARTNERS, type Terms } from './books.js';

/** One thing that happens. Numbers that choose something are taken modulo what there is. */
export type Step =
  | { do: 'visit'; partner: number }
  | { do: 'click again'; customer: number; partner: number }
  | { do: 'sign up'; customer: number }
  | { do: 'buy'; customer: number; cents: number; currency: string; product: string | null }
  | { do: 'send a sale again'; sale: number; cents: number }
  | { do: 'refund'; sale: number; percent: number | null }
  | { do: 'change terms'; group: number; terms: Terms; inDays: number | null }
  | { do: 'move partner'; partner: number; group: number }
  | { do: 'remove partner'; partner: number }
  | { do: 'take partner back'; partner: number }
  | { do: 'wait'; hours: number }
  | { do: 'release holds' }
  | { do: 'approve'; commission: number }
  | { do: 'reject'; commission: number };

const partner = fc.nat({ max: PARTNERS - 1 });
const group = fc.nat({ max: GROUPS - 1 });
const which = fc.nat({ max: 20 });
const cents = fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 100, max: 100_000 }));

const fixed = fc.record({ cents: fc.integer({ min: 1, max: 5_000 }) });
const percent = fc.record({ basisPoints: fc.integer({ min: 0, max: 10_000 }) });

const terms: fc.Arbitrary<Terms> = fc
  .constantFrom<Terms['type']>('cps_lifetime', 'cps_recurring', 'cps_one_time', 'cpl', 'cpc')
  .chain((type) => {
    const paysSales = type.startsWith('cps_');
    return fc.record({
      type: fc.constant(type),
      pay: paysSales ? fc.oneof<fc.Arbitrary<Terms['pay']>[]>(percent, fixed) : fixed,
      months: fc.integer({ min: 1, max: 3 }),
      holdDays: fc.constantFrom(0, 1, 15, 31),
      isAutomatic: fc.boolean(),
      product: paysSales ? fc.constantFrom(null, null, 'pro') : fc.constant(null),
    });
  });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: record('visit', { partner }) },
  { weight: 3, arbitrary: record('click again', { customer: which, partner }) },
  { weight: 4, arbitrary: record('sign up', { customer: which }) },
  {
    weight: 9,
    arbitrary: record('buy', {
      customer: which,
      cents,
      currency: fc.constantFrom('USD', 'EUR', 'JPY'),
      product: fc.constantFrom(null, 'pro', 'basic'),
    }),
  },
  { weight: 2, arbitrary: record('send a sale again', { sale: which, cents }) },
  {
    weight: 6,
    arbitrary: record('refund', {
      sale: which,
      percent: fc.option(fc.integer({ min: 1, max: 150 }), { nil: null }),
    }),
  },
  {
    weight: 3,
    arbitrary: record('change terms', {
      group,
      terms,
      inDays: fc.option(fc.integer({ min: 1, max: 20 }), { nil: null, freq: 2 }),
    }),
  },
  { weight: 1, arbitrary: record('move partner', { partner, group }) },
  { weight: 1, arbitrary: record('remove partner', { partner }) },
  { weight: 1, arbitrary: record('take partner back', { partner }) },
  { weight: 4, arbitrary: record('wait', { hours: fc.integer({ min: 1, max: 24 * 40 }) }) },
  { weight: 3, arbitrary: record('release holds', {}) },
  { weight: 3, arbitrary: record('approve', { commission: which }) },
  { weight: 2, arbitrary: record('reject', { commission: which }) },
);

/** Stories of at most so many steps. */
export function stories(stepsMax: number): fc.Arbitrary<Step[]> {
  return fc.array(step, { minLength: 1, maxLength: stepsMax, size: 'max' });
}

function record<Name extends Step['do']>(
  name: Name,
  fields: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Step> {
  return fc.record({
    do: fc.constant(name),
    ...fields,
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<Step>;
}
