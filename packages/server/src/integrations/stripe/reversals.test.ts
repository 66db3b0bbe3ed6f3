// Guards that refunds and disputes take back what they say, in any order, and never twice.
import { expect, test } from 'vitest';
import { select } from '../../../test/programs-fixture.js';
import {
  chargeOf,
  createCustomer,
  disputeOf,
  eventOf,
  invoiceOf,
  send,
  sessionOf,
  startConnected,
  verdictOf,
} from '../../../test/stripe-fixture.js';

const { api, a } = await startConnected();

/** A payment as Stripe's objects name it. */
async function createPayment() {
  const { clickId, customerKey } = await createCustomer(api, a, 'p1');
  const metadata = { program_id: String(a.id), affitor_click_id: clickId };
  const session = sessionOf({ metadata });
  const charge = chargeOf({ payment_intent: session.payment_intent });
  return { session, charge, customerKey, paid: eventOf('checkout.session.completed', session) };
}

const refundOf = (charge: object, amount_refunded: number) =>
  eventOf('charge.refunded', { ...charge, amount_refunded });

async function booksOf(id: string) {
  const [row] = await select(
    api.db,
    `select sale.refunded_cents::int as refunded, commission.reversed_cents::int as reversed,
       commission.status
     from sale left join commission on commission.sale_id = sale.id
     where processor_event_id = $1`,
    [id],
  );
  return row && [row.refunded, row.reversed, row.status];
}

test('partial refunds take their part, a full one the rest, a repeated one nothing', async () => {
  const { session, charge, paid } = await createPayment();
  await send(api, a, paid);
  for (const [amount, ...books] of [
    [2500, 2500, 500, 'refunded'],
    [2500, 2500, 500, 'refunded'],
    [4000, 4000, 800, 'refunded'],
    [2500, 4000, 800, 'refunded'],
    [10_000, 10_000, 2000, 'reversed'],
    [10_000, 10_000, 2000, 'reversed'],
  ] as const) {
    expect(await send(api, a, refundOf(charge, amount))).toBe('applied refund_applied');
    expect(await booksOf(session.id)).toEqual(books);
  }
});

test('a refund that comes before its sale waits for it', async () => {
  const { session, charge, paid } = await createPayment();
  const refund = refundOf(charge, 2500);
  expect(await send(api, a, refund)).toBe('waiting no_sale_yet');
  expect(await send(api, a, paid)).toBe('applied sale_recorded');
  expect(await verdictOf(api, refund)).toBe('applied refund_applied');
  expect(await booksOf(session.id)).toEqual([2500, 500, 'refunded']);
});

test('a refund that waited is applied when a server reports the sale', async () => {
  const { session, charge, customerKey } = await createPayment();
  const refund = refundOf(charge, 10_000);
  await send(api, a, refund);
  const sale = {
    transaction_id: session.payment_intent,
    amount_cents: 10_000,
    customer_key: customerKey,
  };
  expect((await api.sale(sale, a.key)).status).toBe(200);
  await api.runJob('stripe.apply-waiting');
  expect(await verdictOf(api, refund)).toBe('applied refund_applied');
  expect(await booksOf(session.payment_intent)).toEqual([10_000, 2000, 'reversed']);
});

test('a refund of a payment that nobody brought waits, and is given up after 30 days', async () => {
  const refund = refundOf(chargeOf(), 100);
  expect(await send(api, a, refund)).toBe('waiting no_sale_yet');
  api.clock.advanceDays(29);
  await api.runJob('stripe.purge-contents');
  expect(await verdictOf(api, refund)).toBe('waiting no_sale_yet');
  api.clock.advanceDays(2);
  await api.runJob('stripe.purge-contents');
  expect(await verdictOf(api, refund)).toBe('ignored no_sale_in_time');
  const text = 'select content from stripe_event where stripe_event_id = $1';
  expect(await select(api.db, text, [refund.id])).toEqual([{ content: null }]);
});

test('an API refund and the event of the same refund take back once', async () => {
  const { session, charge, paid } = await createPayment();
  await send(api, a, paid);
  const body = { transaction_id: session.payment_intent, refund_amount_cents: 2500 };
  expect((await api.refund(body, a.key)).body.status).toBe('refunded');
  expect(await send(api, a, refundOf(charge, 2500))).toBe('applied refund_applied');
  expect(await booksOf(session.id)).toEqual([2500, 500, 'refunded']);
});

test('a refund and a dispute of one charge add up in either order, up to the sale', async () => {
  for (const order of [0, 1]) {
    const { session, charge, paid } = await createPayment();
    await send(api, a, paid);
    const { payment_intent } = session;
    const dispute = disputeOf({ charge: charge.id, payment_intent, amount: 6000 });
    const events = [refundOf(charge, 3000), eventOf('charge.dispute.created', dispute)];
    if (order === 1) events.reverse();
    for (const event of events) await send(api, a, event);
    expect(await booksOf(session.id)).toEqual([9000, 1800, 'refunded']);
    expect(
      await send(api, a, eventOf('charge.dispute.closed', { ...dispute, status: 'lost' })),
    ).toBe('applied dispute_applied');
    expect(await booksOf(session.id)).toEqual([9000, 1800, 'refunded']);
  }
});

test('a dispute that is won stays taken back, and says so', async () => {
  const { session, charge, paid } = await createPayment();
  await send(api, a, paid);
  const { payment_intent } = session;
  const dispute = disputeOf({ charge: charge.id, payment_intent });
  await send(api, a, eventOf('charge.dispute.created', dispute));
  const won = eventOf('charge.dispute.closed', { ...dispute, status: 'won' });
  expect(await send(api, a, won)).toBe('ignored restoring_not_possible');
  expect(await booksOf(session.id)).toEqual([10_000, 2000, 'reversed']);
  const notices = await select(
    api.db,
    "select count(*)::int from tracking_refusal where code = 'stripe_dispute_won'",
  );
  expect(notices).toEqual([{ count: 1 }]);
});

test('an inquiry takes no money', async () => {
  const { session, charge, paid } = await createPayment();
  await send(api, a, paid);
  const { payment_intent } = session;
  const inquiry = disputeOf({
    charge: charge.id,
    payment_intent,
    status: 'warning_needs_response',
  });
  expect(await send(api, a, eventOf('charge.dispute.created', inquiry))).toBe(
    'ignored no_money_moved',
  );
  expect(await booksOf(session.id)).toEqual([0, 0, 'pending']);
});

test('a refund in another currency counts only as a whole', async () => {
  const { session, charge, paid } = await createPayment();
  await send(api, a, paid);
  const foreign = { ...charge, currency: 'eur', amount: 9000 };
  expect(await send(api, a, refundOf(foreign, 100))).toBe('ignored currency_differs');
  expect(await send(api, a, refundOf(foreign, 9000))).toBe('applied refund_applied');
  expect(await booksOf(session.id)).toEqual([10_000, 2000, 'reversed']);
});

test('a refund that names ids of newer API versions finds the invoice, whatever comes first', async () => {
  const orders = [
    ['invoice', 'link', 'refund'],
    ['refund', 'link', 'invoice'],
    ['link', 'refund', 'invoice'],
    ['refund', 'invoice', 'link'],
  ] as const;
  for (const order of orders) {
    const { customerKey } = await createCustomer(api, a, 'p1');
    const metadata = { program_id: String(a.id), affitor_customer_key: customerKey };
    const invoice = invoiceOf({
      payment_intent: undefined,
      charge: undefined,
      parent: { subscription_details: { metadata, subscription: 'sub_1' } },
    });
    const charge = chargeOf({ amount_refunded: 2500 });
    const events = {
      invoice: eventOf('invoice.paid', invoice),
      link: eventOf('invoice_payment.paid', {
        invoice: invoice.id,
        payment: { type: 'payment_intent', payment_intent: charge.payment_intent },
      }),
      refund: eventOf('charge.refunded', charge),
    };
    for (const name of order) await send(api, a, events[name]);
    expect(await booksOf(invoice.id), order.join()).toEqual([2500, 500, 'refunded']);
    for (const event of Object.values(events)) {
      expect(await verdictOf(api, event)).toMatch(/^applied/);
    }
  }
});
