// Guards that a payment at Stripe becomes one sale of the right partner, however it is reported.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../../test/harness.js';
import { select, startTwoPrograms } from '../../../test/programs-fixture.js';
import {
  type ConnectedProgram,
  connectProgram,
  createCustomer,
  deliver,
  eventOf,
  invoiceOf,
  listSales,
  sessionOf,
  verdictOf,
} from '../../../test/stripe-fixture.js';

const api = await startTwoPrograms({ terms: { default_commission_rate: 20 } });
afterAll(async () => {
  await assertInvariants(api.db);
  await api.close();
});

let a: ConnectedProgram;
let b: ConnectedProgram;

beforeAll(async () => {
  a = await connectProgram(api, api.a);
  b = await connectProgram(api, api.b);
});

const send = async (event: ReturnType<typeof eventOf>, program = a) => {
  const answer = await deliver(api, program, event);
  expect([answer.status, answer.body]).toEqual([200, { received: true }]);
  return verdictOf(api, event);
};
const completed = (object: object, rest = {}) =>
  eventOf('checkout.session.completed', object, rest);

/** The metadata that the guide asks for. */
const metadataOf = (ids: { clickId?: string; customerKey?: string }, program = a) => ({
  program_id: String(program.id),
  ...(ids.clickId && { affitor_click_id: ids.clickId }),
  ...(ids.customerKey && { affitor_customer_key: ids.customerKey }),
});

async function saleOf(id: string) {
  const rows = await select(
    api.db,
    `select sale.*, commission.amount_cents as commission_cents from sale
     left join commission on commission.sale_id = sale.id
     where sale.processor_event_id = (
       select coalesce(alias_of, processor_event_id) from processor_event
       where processor_event_id = $1)`,
    [id],
  );
  expect(rows.length).toBeLessThanOrEqual(1);
  return rows[0];
}

test('a paid checkout is a sale of the partner whose click it names', async () => {
  const ids = await createCustomer(api, a, 'p1');
  const session = sessionOf({ metadata: metadataOf(ids) });
  expect(await send(completed(session))).toBe('applied sale_recorded');
  expect(await saleOf(session.id)).toMatchObject({
    program_id: a.id,
    partner_id: api.p1,
    amount_cents: 10_000n,
    currency: 'USD',
    sale_type: 'payment',
    is_recurring: false,
    click_id: ids.clickId,
    commission_cents: 2000n,
  });
});

test('what was not paid, or not with money, is no sale', async () => {
  const ids = await createCustomer(api, a, 'p1');
  const metadata = metadataOf(ids);
  for (const [rest, verdict] of [
    [{ payment_status: 'unpaid' }, 'ignored not_paid_yet'],
    [{ payment_status: 'no_payment_required', amount_total: 0 }, 'ignored amount_not_positive'],
    [{ amount_total: -5 }, 'ignored amount_not_positive'],
    [{ mode: 'setup' }, 'ignored no_money_moved'],
    [{ amount_total: 10.5 }, 'ignored event_not_readable'],
    [{ currency: 'dollars' }, 'ignored event_not_readable'],
  ] as const) {
    const session = sessionOf({ metadata, ...rest });
    expect(await send(completed(session))).toBe(verdict);
    expect(await saleOf(session.id)).toBeUndefined();
  }
  for (const type of ['customer.subscription.deleted', 'invoice.payment_failed']) {
    expect(await send(eventOf(type, invoiceOf()))).toBe('ignored no_money_moved');
  }
  expect(await send(eventOf('product.created', { id: 'prod_1' }))).toBe(
    'ignored event_type_not_used',
  );
});

test('a checkout that is paid later counts once it is', async () => {
  const metadata = metadataOf(await createCustomer(api, a, 'p1'));
  const session = sessionOf({ metadata, payment_status: 'unpaid' });
  await send(completed(session));
  const paid = eventOf('checkout.session.async_payment_succeeded', {
    ...session,
    payment_status: 'paid',
  });
  expect(await send(paid)).toBe('applied sale_recorded');
});

test('the click decides before the email, the email before the customer, the key last', async () => {
  const first = await createCustomer(api, a, 'p1', { email: 'first@shop.example' });
  const second = await createCustomer(api, a, 'p2', { email: 'second@shop.example' });
  const partnerOf = async (rest: object) => {
    const session = sessionOf(rest);
    await send(completed(session));
    return (await saleOf(session.id))?.partner_id;
  };
  const email = (address: string) => ({ customer_details: { email: address } });
  const { clickId } = first;
  const { customerKey } = second;
  expect(
    await partnerOf({
      metadata: metadataOf({ clickId, customerKey }),
      customer: 'cus_first',
      ...email('second@shop.example'),
    }),
  ).toBe(api.p1);
  expect(
    await partnerOf({
      metadata: metadataOf({ customerKey }),
      customer: 'cus_second',
      ...email(' First@Shop.example '),
    }),
  ).toBe(api.p1);
  expect(await partnerOf({ metadata: metadataOf({ customerKey }), customer: 'cus_first' })).toBe(
    api.p1,
  );
  expect(await partnerOf({ metadata: metadataOf({ customerKey }), customer: 'cus_new' })).toBe(
    api.p2,
  );
  // The key of one customer is never given to another.
  const keys = await select(api.db, 'select id from customer where customer_key = $1', [
    customerKey,
  ]);
  expect(keys.length).toBe(1);
});

test('older names of the metadata still lead to the customer', async () => {
  const { clickId, customerKey } = await createCustomer(api, a, 'p1');
  for (const metadata of [
    { customer_code: clickId },
    { customer_key: customerKey },
    { user_id: customerKey },
  ]) {
    expect(await send(completed(sessionOf({ metadata })))).toBe('applied sale_recorded');
  }
});

test('an organic payment records nothing, and leaves a row that says so', async () => {
  const session = sessionOf({ metadata: metadataOf({ customerKey: 'nobody' }) });
  const event = completed(session);
  expect(await send(event)).toBe('unattributed customer_unknown');
  expect(await saleOf(session.id)).toBeUndefined();
  const refusals = await select(
    api.db,
    `select code, endpoint from tracking_refusal
     where request_id = (select request_id from stripe_event where stripe_event_id = $1)`,
    [event.id],
  );
  expect(refusals).toEqual([{ code: 'stripe_payment_unattributed', endpoint: 'sale' }]);
});

test('a customer or a click of another program is nobody here', async () => {
  const theirs = await createCustomer(api, b, 'p3');
  const session = sessionOf({ metadata: metadataOf(theirs) });
  expect(await send(completed(session))).toBe('unattributed customer_unknown');
});

test('a first payment settles what a browser said of the customer', async () => {
  const program = await api.createProgram({ lead_auth: 'server_required' });
  await api.createPartner(program.id, 'provisional');
  const connected = await connectProgram(api, program);
  const click_id = await api.click('provisional');
  const lead = { click_id, customer_key: 'said-by-browser' };
  expect((await api.lead(lead)).status).toBe(200);
  const metadata = metadataOf({ customerKey: 'said-by-browser' }, connected);
  expect(await send(completed(sessionOf({ metadata })), connected)).toBe('applied sale_recorded');
  const [kept] = await select(
    api.db,
    'select customer.status, provisional from lead join customer on customer.id = customer_id' +
      ' where lead.program_id = $1',
    [program.id],
  );
  expect(kept).toEqual({ status: 'conversion', provisional: false });
});

test('renewals are recurring sales, from either event and either version of the API', async () => {
  const { customerKey } = await createCustomer(api, a, 'p1');
  const metadata = metadataOf({ customerKey });
  const older = invoiceOf({ subscription_details: { metadata } });
  expect(await send(eventOf('invoice.paid', older))).toBe('applied sale_recorded');
  expect(await send(eventOf('invoice.payment_succeeded', older))).toBe('applied already_recorded');
  const newer = invoiceOf({
    payment_intent: undefined,
    charge: undefined,
    subscription: undefined,
    subscription_details: { metadata: { program_id: String(b.id) } },
    parent: { subscription_details: { metadata, subscription: 'sub_newer' } },
  });
  expect(await send(eventOf('invoice.payment_succeeded', newer))).toBe('applied sale_recorded');
  expect(await saleOf(newer.id)).toMatchObject({
    is_recurring: true,
    sale_type: 'subscription',
    subscription_id: 'sub_newer',
    partner_id: api.p1,
  });
  const manual = invoiceOf({ billing_reason: 'manual', subscription_details: { metadata } });
  expect(await send(eventOf('invoice.paid', manual))).toBe('ignored billing_reason_not_recorded');
});

test('a renewal without metadata belongs to the customer of the first payment', async () => {
  const { clickId } = await createCustomer(api, a, 'p2');
  const customer = 'cus_renewing';
  await send(completed(sessionOf({ metadata: metadataOf({ clickId }), customer })));
  const renewal = invoiceOf({ customer });
  expect(await send(eventOf('invoice.paid', renewal))).toBe('applied sale_recorded');
  expect((await saleOf(renewal.id))?.partner_id).toBe(api.p2);
});

test.each(['session first', 'invoice first'])(
  'the first payment of a subscription counts once: %s',
  async (order) => {
    const metadata = metadataOf(await createCustomer(api, a, 'p1'));
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
    for (const event of events) verdicts.push(await send(event));
    expect(verdicts).toEqual(['applied sale_recorded', 'applied already_recorded']);
    const sale = await saleOf(session.id);
    for (const id of [invoice.id, invoice.payment_intent, invoice.charge]) {
      expect((await saleOf(id))?.id).toBe(sale?.id);
    }
  },
);

test('a subscription that began without checkout counts from its first invoice', async () => {
  const metadata = metadataOf(await createCustomer(api, a, 'p1'));
  const invoice = invoiceOf({
    billing_reason: 'subscription_create',
    subscription_details: { metadata },
  });
  expect(await send(eventOf('invoice.paid', invoice))).toBe('applied sale_recorded');
  expect((await saleOf(invoice.id))?.is_recurring).toBe(false);
});

test('a payment that a server and Stripe report counts once, under any of its ids', async () => {
  for (const name of ['id', 'payment_intent'] as const) {
    const ids = await createCustomer(api, a, 'p1');
    const session = sessionOf({ metadata: metadataOf(ids) });
    const sale = {
      transaction_id: session[name],
      amount_cents: 10_000,
      customer_key: ids.customerKey,
    };
    expect((await api.sale(sale, a.key)).status).toBe(200);
    expect(await send(completed(session))).toBe('applied already_recorded');
    expect((await saleOf(session.id))?.id).toEqual((await saleOf(session.payment_intent))?.id);
  }
  const ids = await createCustomer(api, a, 'p1');
  const session = sessionOf({ metadata: metadataOf(ids) });
  await send(completed(session));
  const recorded = await saleOf(session.id);
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
  const metadata = metadataOf(ids, own);
  const invoice = invoiceOf({
    billing_reason: 'subscription_create',
    subscription_details: { metadata },
  });
  const { subscription } = invoice;
  const session = sessionOf({ mode: 'subscription', invoice: invoice.id, subscription, metadata });
  await send(eventOf('invoice.paid', invoice), own);
  const byServer = {
    transaction_id: session.id,
    amount_cents: 10_000,
    customer_key: ids.customerKey,
  };
  expect((await api.sale(byServer, own.key)).status).toBe(200);
  // Until here nothing said that these are one payment.
  expect(await send(completed(session), own)).toBe('applied already_recorded');
  const earned = (await listSales(api, own.id)).map(
    ({ commission, reversed }) => commission - reversed,
  );
  expect(earned.sort()).toEqual([0, 2000]);
  const refund = eventOf('charge.refunded', {
    id: invoice.charge,
    payment_intent: invoice.payment_intent,
    amount: 10_000,
    amount_refunded: 10_000,
    currency: 'usd',
  });
  expect(await send(refund, own)).toBe('applied refund_applied');
  const left = (await listSales(api, own.id)).map(({ amount, refunded }) => amount - refunded);
  expect(left).toEqual([0, 0]);
});

test('a commission that fails leaves the sale standing, and the event is not repeated', async () => {
  const { withFault } = await import('../../../test/programs-fixture.js');
  const ids = await createCustomer(api, a, 'p1');
  const session = sessionOf({ metadata: metadataOf(ids) });
  const event = completed(session);
  await withFault(api.db, { table: 'commission' }, async () => {
    expect(await send(event)).toBe('applied sale_recorded_commission_owed');
  });
  const { id } = (await saleOf(session.id)) as { id: bigint };
  await api.runJob('commissions.repair', { saleId: String(id) });
  expect((await saleOf(session.id))?.commission_cents).toBe(2000n);
});

test('while the server reports payments, Stripe records none', async () => {
  const program = await api.createProgram();
  await api.createPartner(program.id, 'exclusive');
  const own = await connectProgram(api, program);
  const metadata = metadataOf(await createCustomer(api, own, 'exclusive'), own);
  const path = `/api/advertiser/affiliate-programs/${own.id}`;
  await api.manage(api.managementKey, `PUT ${path}`, { payment_tracking_mode: 's2s' });
  const event = completed(sessionOf({ metadata }));
  expect(await send(event, own)).toBe('ignored payments_reported_by_server');
  const read = await api.manage(api.managementKey, `GET ${path}/stripe`);
  expect([read.data.status, read.data.records_payments]).toEqual(['not_recording', false]);
});

test('test payments of a connection in test mode are test events, and nothing else', async () => {
  const program = await api.createProgram();
  await api.createPartner(program.id, 'rehearsed');
  const own = await connectProgram(api, program, { livemode: false, charges_enabled: true });
  const metadata = metadataOf(await createCustomer(api, own, 'rehearsed'), own);
  const session = sessionOf({ metadata });
  expect(await send(completed(session), own)).toBe('ignored livemode_differs');
  expect(await send(completed(session, { livemode: false }), own)).toBe(
    'applied test_event_recorded',
  );
  expect(await listSales(api, own.id)).toEqual([]);
  expect(await send(completed(sessionOf({ metadata: metadataOf({}) }), { livemode: false }))).toBe(
    'ignored livemode_differs',
  );
});

test('a customer made at Stripe with metadata is a lead, once', async () => {
  const clickId = await api.click('p1');
  const customer = {
    id: 'cus_lead',
    email: 'lead@shop.example',
    metadata: metadataOf({ clickId }),
  };
  expect(await send(eventOf('customer.created', customer))).toBe('applied lead_recorded');
  expect(await send(eventOf('customer.created', customer))).toBe(
    'ignored lead_status_not_updatable',
  );
  expect(await send(eventOf('customer.created', { id: 'cus_2', metadata: {} }))).toBe(
    'ignored no_metadata',
  );
  // The address was kept as the lead's, so that a payment can be found by it.
  const session = sessionOf({ customer_email: 'lead@shop.example', customer_details: null });
  expect(await send(completed(session))).toBe('applied sale_recorded');
});

test('texts that cannot be stored or compared lead nowhere and break nothing', async () => {
  const metadata = {
    program_id: String(a.id),
    affitor_click_id: 'cust_1_\u0000',
    affitor_customer_key: `${'x'.repeat(513)}`,
    user_id: '\ud800',
    customer_key: 17,
  };
  const session = sessionOf({ metadata, customer_details: { email: 'a\u0000@shop.example' } });
  expect(await send(completed(session))).toBe('unattributed customer_unknown');
  const unreadable = sessionOf({ id: 'cs_\u0000', metadata });
  expect(await send(completed(unreadable))).toBe('ignored event_not_readable');
});
