// Guards that a payment at Stripe becomes one sale of the right partner, however it is reported.
import { expect, test } from 'vitest';
import { select } from '../../../test/programs-fixture.js';
import {
  completed,
  connectProgram,
  createCustomer,
  eventOf,
  invoiceOf,
  metadataOf,
  saleOf,
  send,
  sessionOf,
  startConnected,
} from '../../../test/stripe-fixture.js';

const { api, a } = await startConnected();
const b = await connectProgram(api, api.b);

test('a paid checkout is a sale of the partner whose click it names', async () => {
  const ids = await createCustomer(api, a, 'p1');
  const session = sessionOf({ metadata: metadataOf(a, ids) });
  expect(await send(api, a, completed(session))).toBe('applied sale_recorded');
  expect(await saleOf(api, session.id)).toMatchObject({
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
  const metadata = metadataOf(a, ids);
  for (const [rest, verdict] of [
    [{ payment_status: 'unpaid' }, 'ignored not_paid_yet'],
    [{ payment_status: 'no_payment_required', amount_total: 0 }, 'ignored amount_not_positive'],
    [{ amount_total: -5 }, 'ignored amount_not_positive'],
    [{ mode: 'setup' }, 'ignored no_money_moved'],
    [{ amount_total: 10.5 }, 'ignored event_not_readable'],
    [{ currency: 'dollars' }, 'ignored event_not_readable'],
  ] as const) {
    const session = sessionOf({ metadata, ...rest });
    expect(await send(api, a, completed(session))).toBe(verdict);
    expect(await saleOf(api, session.id)).toBeUndefined();
  }
  for (const type of ['customer.subscription.deleted', 'invoice.payment_failed']) {
    expect(await send(api, a, eventOf(type, invoiceOf()))).toBe('ignored no_money_moved');
  }
  expect(await send(api, a, eventOf('product.created', { id: 'prod_1' }))).toBe(
    'ignored event_type_not_used',
  );
});

test('a checkout that is paid later counts once it is', async () => {
  const metadata = metadataOf(a, await createCustomer(api, a, 'p1'));
  const session = sessionOf({ metadata, payment_status: 'unpaid' });
  await send(api, a, completed(session));
  const paid = eventOf('checkout.session.async_payment_succeeded', {
    ...session,
    payment_status: 'paid',
  });
  expect(await send(api, a, paid)).toBe('applied sale_recorded');
});

test('the click decides before the email, the email before the customer, the key last', async () => {
  const first = await createCustomer(api, a, 'p1', { email: 'first@shop.example' });
  const second = await createCustomer(api, a, 'p2', { email: 'second@shop.example' });
  const partnerOf = async (rest: object) => {
    const session = sessionOf(rest);
    await send(api, a, completed(session));
    return (await saleOf(api, session.id))?.partner_id;
  };
  const email = (address: string) => ({ customer_details: { email: address } });
  const { clickId } = first;
  const { customerKey } = second;
  expect(
    await partnerOf({
      metadata: metadataOf(a, { clickId, customerKey }),
      customer: 'cus_first',
      ...email('second@shop.example'),
    }),
  ).toBe(api.p1);
  expect(
    await partnerOf({
      metadata: metadataOf(a, { customerKey }),
      customer: 'cus_second',
      ...email(' First@Shop.example '),
    }),
  ).toBe(api.p1);
  expect(await partnerOf({ metadata: metadataOf(a, { customerKey }), customer: 'cus_first' })).toBe(
    api.p1,
  );
  expect(await partnerOf({ metadata: metadataOf(a, { customerKey }), customer: 'cus_new' })).toBe(
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
    expect(await send(api, a, completed(sessionOf({ metadata })))).toBe('applied sale_recorded');
  }
});

test('an organic payment records nothing, and leaves a row that says so', async () => {
  const session = sessionOf({ metadata: metadataOf(a, { customerKey: 'nobody' }) });
  const event = completed(session);
  expect(await send(api, a, event)).toBe('unattributed customer_unknown');
  expect(await saleOf(api, session.id)).toBeUndefined();
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
  const session = sessionOf({ metadata: metadataOf(a, theirs) });
  expect(await send(api, a, completed(session))).toBe('unattributed customer_unknown');
});

test('a first payment settles what a browser said of the customer', async () => {
  const program = await api.createProgram({ lead_auth: 'server_required' });
  await api.createPartner(program.id, 'provisional');
  const connected = await connectProgram(api, program);
  const click_id = await api.click('provisional');
  const lead = { click_id, customer_key: 'said-by-browser' };
  expect((await api.lead(lead)).status).toBe(200);
  const metadata = metadataOf(connected, { customerKey: 'said-by-browser' });
  expect(await send(api, connected, completed(sessionOf({ metadata })))).toBe(
    'applied sale_recorded',
  );
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
  const metadata = metadataOf(a, { customerKey });
  const older = invoiceOf({ subscription_details: { metadata } });
  expect(await send(api, a, eventOf('invoice.paid', older))).toBe('applied sale_recorded');
  expect(await send(api, a, eventOf('invoice.payment_succeeded', older))).toBe(
    'applied already_recorded',
  );
  const newer = invoiceOf({
    payment_intent: undefined,
    charge: undefined,
    subscription: undefined,
    subscription_details: { metadata: { program_id: String(b.id) } },
    parent: { subscription_details: { metadata, subscription: 'sub_newer' } },
  });
  expect(await send(api, a, eventOf('invoice.payment_succeeded', newer))).toBe(
    'applied sale_recorded',
  );
  expect(await saleOf(api, newer.id)).toMatchObject({
    is_recurring: true,
    sale_type: 'subscription',
    subscription_id: 'sub_newer',
    partner_id: api.p1,
  });
  const manual = invoiceOf({ billing_reason: 'manual', subscription_details: { metadata } });
  expect(await send(api, a, eventOf('invoice.paid', manual))).toBe(
    'ignored billing_reason_not_recorded',
  );
});

test('a renewal without metadata belongs to the customer of the first payment', async () => {
  const { clickId } = await createCustomer(api, a, 'p2');
  const customer = 'cus_renewing';
  await send(api, a, completed(sessionOf({ metadata: metadataOf(a, { clickId }), customer })));
  const renewal = invoiceOf({ customer });
  expect(await send(api, a, eventOf('invoice.paid', renewal))).toBe('applied sale_recorded');
  expect((await saleOf(api, renewal.id))?.partner_id).toBe(api.p2);
});

test('a commission that fails leaves the sale standing, and the event is not repeated', async () => {
  const { withFault } = await import('../../../test/programs-fixture.js');
  const ids = await createCustomer(api, a, 'p1');
  const session = sessionOf({ metadata: metadataOf(a, ids) });
  const event = completed(session);
  await withFault(api.db, { table: 'commission' }, async () => {
    expect(await send(api, a, event)).toBe('applied sale_recorded_commission_owed');
  });
  const { id } = (await saleOf(api, session.id)) as { id: bigint };
  await api.runJob('commissions.repair', { saleId: String(id) });
  expect((await saleOf(api, session.id))?.commission_cents).toBe(2000n);
});

test('a customer made at Stripe with metadata is a lead, once', async () => {
  const clickId = await api.click('p1');
  const customer = {
    id: 'cus_lead',
    email: 'lead@shop.example',
    metadata: metadataOf(a, { clickId }),
  };
  expect(await send(api, a, eventOf('customer.created', customer))).toBe('applied lead_recorded');
  expect(await send(api, a, eventOf('customer.created', customer))).toBe(
    'ignored lead_status_not_updatable',
  );
  expect(await send(api, a, eventOf('customer.created', { id: 'cus_2', metadata: {} }))).toBe(
    'ignored no_metadata',
  );
  // The address was kept as the lead's, so that a payment can be found by it.
  const session = sessionOf({ customer_email: 'lead@shop.example', customer_details: null });
  expect(await send(api, a, completed(session))).toBe('applied sale_recorded');
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
  expect(await send(api, a, completed(session))).toBe('unattributed customer_unknown');
  const unreadable = sessionOf({ id: 'cs_\u0000', metadata });
  expect(await send(api, a, completed(unreadable))).toBe('ignored event_not_readable');
});
