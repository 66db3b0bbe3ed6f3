// Guards that a payment at Stripe counts once, whoever reports it under whichever of its ids.
import { expect, test } from 'vitest';
import { select } from '../../../test/programs-fixture.js';
import {
  chargeOf,
  completed,
  connectProgram,
  createCustomer,
  eventOf,
  invoiceOf,
  listSales,
  metadataOf,
  saleOf,
  send,
  sessionOf,
  startConnected,
} from '../../../test/stripe-fixture.js';

const { api, a } = await startConnected();

test.each(['session first', 'invoice first'])(
  'the first payment of a subscription counts once: %s',
  async (order) => {
    const metadata = metadataOf(a, await createCustomer(api, a, 'p1'));
    const subscription = `sub_${order.slice(0, 3)}`;
    const invoice = invoiceOf({
      billing_reason: 'subscription_create',
      subscription,
      subscription_details: { metadata },
    });
    const session = sessionOf({
      mode: 'subscription',
      payment_intent: null,
      invoice: invoice.id,
      subscription,
      metadata,
    });
    const events = [completed(session), eventOf('invoice.paid', invoice)];
    if (order === 'invoice first') events.reverse();
    const verdicts = [];
    for (const event of events) verdicts.push(await send(api, a, event));
    expect(verdicts).toEqual(['applied sale_recorded', 'applied already_recorded']);
    const sale = await saleOf(api, session.id);
    for (const id of [invoice.id, invoice.payment_intent, invoice.charge]) {
      expect((await saleOf(api, id))?.id).toBe(sale?.id);
    }
  },
);

test('a subscription that began without checkout counts from its first invoice', async () => {
  const metadata = metadataOf(a, await createCustomer(api, a, 'p1'));
  const invoice = invoiceOf({
    billing_reason: 'subscription_create',
    subscription_details: { metadata },
  });
  expect(await send(api, a, eventOf('invoice.paid', invoice))).toBe('applied sale_recorded');
  expect((await saleOf(api, invoice.id))?.is_recurring).toBe(false);
});

test('a payment that a server and Stripe report counts once, under any of its ids', async () => {
  for (const name of ['id', 'payment_intent'] as const) {
    const ids = await createCustomer(api, a, 'p1');
    const session = sessionOf({ metadata: metadataOf(a, ids) });
    const sale = {
      transaction_id: session[name],
      amount_cents: 10_000,
      customer_key: ids.customerKey,
    };
    expect((await api.sale(sale, a.key)).status).toBe(200);
    expect(await send(api, a, completed(session))).toBe('applied already_recorded');
    expect((await saleOf(api, session.id))?.id).toEqual(
      (await saleOf(api, session.payment_intent))?.id,
    );
  }
  const ids = await createCustomer(api, a, 'p1');
  const session = sessionOf({ metadata: metadataOf(a, ids) });
  await send(api, a, completed(session));
  const recorded = await saleOf(api, session.id);
  for (const transaction_id of [session.id, session.payment_intent]) {
    const answer = await api.sale(
      { transaction_id, amount_cents: 10_000, customer_key: ids.customerKey },
      a.key,
    );
    expect([answer.status, answer.headers['x-affitor-sale-id']]).toEqual([
      409,
      String(recorded?.id),
    ]);
  }
});

test('a payment that was recorded under ids nobody could connect counts once in the end', async () => {
  const program = await api.createProgram({ default_commission_rate: 20 });
  await api.createPartner(program.id, 'joined');
  const own = await connectProgram(api, program);
  const ids = await createCustomer(api, own, 'joined');
  const metadata = metadataOf(own, ids);
  const invoice = invoiceOf({
    billing_reason: 'subscription_create',
    subscription_details: { metadata },
  });
  const { subscription } = invoice;
  const session = sessionOf({ mode: 'subscription', invoice: invoice.id, subscription, metadata });
  await send(api, own, eventOf('invoice.paid', invoice));
  const byServer = {
    transaction_id: session.id,
    amount_cents: 10_000,
    customer_key: ids.customerKey,
  };
  expect((await api.sale(byServer, own.key)).status).toBe(200);
  // Until here nothing said that these are one payment.
  expect(await send(api, own, completed(session))).toBe('applied already_recorded');
  const earned = (await listSales(api, own.id)).map(
    ({ commission, reversed }) => commission - reversed,
  );
  expect(earned.sort((one, other) => one - other)).toEqual([0, 2000]);
  const refund = eventOf('charge.refunded', {
    id: invoice.charge,
    payment_intent: invoice.payment_intent,
    amount: 10_000,
    amount_refunded: 10_000,
    currency: 'usd',
  });
  expect(await send(api, own, refund)).toBe('applied refund_applied');
  const left = (await listSales(api, own.id)).map(({ amount, refunded }) => amount - refunded);
  expect(left).toEqual([0, 0]);
});

test('what was taken back of the second sale of a payment is taken back of the first', async () => {
  const program = await api.createProgram({ default_commission_rate: 20 });
  await api.createPartner(program.id, 'moved');
  const own = await connectProgram(api, program);
  const ids = await createCustomer(api, own, 'moved');
  const metadata = metadataOf(own, ids);
  const invoice = invoiceOf({
    billing_reason: 'subscription_create',
    subscription_details: { metadata },
  });
  const session = sessionOf({ mode: 'subscription', invoice: invoice.id, metadata });
  const { charge: id, payment_intent } = invoice;
  const { customerKey } = ids;
  const sale = { transaction_id: session.id, amount_cents: 10_000, customer_key: customerKey };
  expect((await api.sale(sale, own.key)).status).toBe(200);
  await send(api, own, eventOf('invoice.paid', invoice));
  const refund = chargeOf({ id, payment_intent, amount_refunded: 4000 });
  await send(api, own, eventOf('charge.refunded', refund));
  await send(api, own, completed(session));
  const left = (await listSales(api, own.id)).map(({ amount, refunded }) => amount - refunded);
  expect(left.sort((one, other) => one - other)).toEqual([0, 6000]);
  expect((await saleOf(api, invoice.id))?.refunded_cents).toBe(4000n);
});

test('a first payment counts once when a server names its subscription', async () => {
  const ids = await createCustomer(api, a, 'p1');
  const subscription = 'sub_of_server';
  const sale = {
    transaction_id: 'order of the server',
    amount_cents: 10_000,
    customer_key: ids.customerKey,
    subscription_id: subscription,
  };
  expect((await api.sale(sale, a.key)).status).toBe(200);
  const metadata = metadataOf(a, ids);
  const renewal = invoiceOf({ subscription, subscription_details: { metadata } });
  expect(await send(api, a, eventOf('invoice.paid', renewal))).toBe('applied sale_recorded');
  const session = sessionOf({ mode: 'subscription', subscription, metadata });
  expect(await send(api, a, completed(session))).toBe('applied already_recorded');
  expect((await saleOf(api, session.id))?.processor_event_id).toBe(sale.transaction_id);
});

test('a payment of which another program has an id is no sale here, and claims none', async () => {
  const ids = await createCustomer(api, a, 'p1');
  const theirs = await createCustomer(api, api.b, 'p3');
  const session = sessionOf({ metadata: metadataOf(a, ids) });
  const sale = {
    transaction_id: session.payment_intent,
    amount_cents: 500,
    customer_key: theirs.customerKey,
  };
  expect((await api.sale(sale, api.b.key)).status).toBe(200);
  const event = completed(session);
  expect(await send(api, a, event)).toBe('ignored recorded_by_other_program');
  const claims = await select(
    api.db,
    'select program_id from processor_event where processor_event_id = any($1)',
    [[session.id, session.payment_intent]],
  );
  expect(claims).toEqual([{ program_id: api.b.id }]);
});

test('while the server reports payments, Stripe records none', async () => {
  const program = await api.createProgram();
  await api.createPartner(program.id, 'exclusive');
  const own = await connectProgram(api, program);
  const metadata = metadataOf(own, await createCustomer(api, own, 'exclusive'));
  const path = `/api/advertiser/affiliate-programs/${own.id}`;
  await api.manage(api.managementKey, `PUT ${path}`, { payment_tracking_mode: 's2s' });
  const event = completed(sessionOf({ metadata }));
  expect(await send(api, own, event)).toBe('ignored payments_reported_by_server');
  const read = await api.manage(api.managementKey, `GET ${path}/stripe`);
  expect([read.data.status, read.data.records_payments]).toEqual(['not_recording', false]);
});

test('test payments of a connection in test mode are test events, and nothing else', async () => {
  const program = await api.createProgram();
  await api.createPartner(program.id, 'rehearsed');
  const own = await connectProgram(api, program, { livemode: false, charges_enabled: true });
  const metadata = metadataOf(own, await createCustomer(api, own, 'rehearsed'));
  const session = sessionOf({ metadata });
  expect(await send(api, own, completed(session))).toBe('ignored livemode_differs');
  expect(await send(api, own, completed(session, { livemode: false }))).toBe(
    'applied test_event_recorded',
  );
  expect(await listSales(api, own.id)).toEqual([]);
  expect(
    await send(api, a, completed(sessionOf({ metadata: metadataOf(a, {}) }), { livemode: false })),
  ).toBe('ignored livemode_differs');
});
