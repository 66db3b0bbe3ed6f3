// Guards that Stripe may deliver in any order and any number of times: the books end up the same.
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { assertInvariants } from '../../../test/harness.js';
import {
  chargeOf,
  connectProgram,
  createCustomer,
  deliver,
  disputeOf,
  eventOf,
  invoiceOf,
  listSales,
  sessionOf,
} from '../../../test/stripe-fixture.js';
import { startTestApp } from '../../../test/test-app.js';

const api = await startTestApp();
afterAll(() => api.close());

const program = await connectProgram(api, await api.createProgram({ default_commission_rate: 20 }));
await api.createPartner(program.id, 'story', { name: 'Story' });

const RUNS = 30;
let stories = 0;

/** A subscriber: what Stripe says of two payments, a refund and a dispute. */
async function createStory() {
  stories += 1;
  const { clickId, customerKey } = await createCustomer(api, program, 'story');
  const metadata = {
    program_id: String(program.id),
    affitor_click_id: clickId,
    affitor_customer_key: customerKey,
  };
  const subscription = `sub_${stories}`;
  const customer = `cus_${stories}`;
  const base = { subscription, customer, subscription_details: { metadata } };
  const first = invoiceOf({ ...base, billing_reason: 'subscription_create' });
  const renewal = invoiceOf({ ...base, amount_paid: 7000 });
  const session = sessionOf({
    ...{ mode: 'subscription', subscription, customer, metadata },
    ...{ payment_intent: null, invoice: first.id },
  });
  const { charge, payment_intent } = renewal;
  const refunded = { id: charge, payment_intent, amount: 7000 };
  const events = [
    eventOf('checkout.session.completed', session),
    eventOf('invoice.paid', first),
    eventOf('invoice.payment_succeeded', renewal),
    eventOf('charge.refunded', chargeOf({ ...refunded, amount_refunded: 3500 })),
    eventOf('charge.dispute.created', disputeOf({ charge: first.charge, payment_intent: null })),
  ];
  return { events, listBooks: () => listSales(api, program.id, customerKey) };
}

const EXPECTED = [
  { amount: 10_000, refunded: 10_000, recurring: false, commission: 2000, reversed: 2000 },
  { amount: 7000, refunded: 3500, recurring: true, commission: 1400, reversed: 700 },
].map((sale) => ({ ...sale, partner: 'Story' }));

function permutationsOf(items: number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutationsOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

test('all orders of five events give the same books', { timeout: 300_000 }, async () => {
  const orders = permutationsOf([0, 1, 2, 3, 4]);
  expect(orders.length).toBe(120);
  for (const order of orders) {
    const { events, listBooks } = await createStory();
    for (const index of order) await deliver(api, program, events[index] as object);
    expect(await listBooks(), order.join()).toEqual(EXPECTED);
  }
  await assertInvariants(api.db);
});

test('so do repeated deliveries in any order, several at once', { timeout: 300_000 }, async () => {
  const rounds = fc.array(fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(rounds, async (deliveries) => {
      const { events, listBooks } = await createStory();
      for (const round of [...deliveries, [0, 1, 2, 3, 4]]) {
        const answers = await Promise.all(
          round.map((index) => deliver(api, program, events[index] as object)),
        );
        expect(answers.every(({ status }) => status === 200)).toBe(true);
      }
      expect(await listBooks()).toEqual(EXPECTED);
    }),
    { numRuns: RUNS },
  );
  await assertInvariants(api.db);
});
