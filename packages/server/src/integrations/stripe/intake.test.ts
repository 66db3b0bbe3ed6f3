// Guards the door for Stripe: only what a connected endpoint has signed, now, for this body.
import { ERRORS, OPERATIONS } from '@affitor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../../test/harness.js';
import { select, startTwoPrograms } from '../../../test/programs-fixture.js';
import {
  type ConnectedProgram,
  chargeOf,
  connect,
  connectProgram,
  createCustomer,
  type DeliveryOptions,
  DISTRIBUTOR,
  deliver,
  eventOf,
  listSales,
  sessionOf,
  verdictOf,
} from '../../../test/stripe-fixture.js';
import { statusesOf } from '../../../test/test-app.js';
import { addMs } from '../../platform/clock.js';

const api = await startTwoPrograms();
afterAll(async () => {
  await assertInvariants(api.db);
  await api.close();
});

let a: ConnectedProgram;
let b: ConnectedProgram;
let metadata: Record<string, string>;

beforeAll(async () => {
  a = await connectProgram(api, api.a);
  b = await connectProgram(api, api.b);
  const { clickId } = await createCustomer(api, a, 'p1');
  metadata = { program_id: String(a.id), affitor_click_id: clickId };
});

const paid = (rest: object = {}) =>
  eventOf('checkout.session.completed', sessionOf({ metadata }), rest);
const urlOf = (programId: number | string) => `/webhooks/stripe/${programId}`;
const MINUTES_6 = 6 * 60_000;

async function countEvents(): Promise<number> {
  const [row] = await select<{ count: number }>(api.db, 'select count(*)::int from stripe_event');
  return row?.count ?? 0;
}

test.each([
  ['another secret', () => ({ secret: 'whsec_other' })],
  [
    'the secret of another program, at the address of this one',
    () => ({
      secret: b.secret,
      url: urlOf(a.id),
    }),
  ],
  ['an old moment', () => ({ timestampMs: addMs(api.clock.now(), -MINUTES_6).getTime() })],
  ['a moment to come', () => ({ timestampMs: addMs(api.clock.now(), MINUTES_6).getTime() })],
  ['no signature', () => ({ header: '' })],
  ['a signature that is none', () => ({ header: 't=1,v1=abc' })],
  ['a signature without a moment', () => ({ header: 'v1=abc' })],
  ['an older scheme', () => ({ header: `t=${Date.now()},v0=${'0'.repeat(64)}` })],
  ['another body', () => ({ payload: JSON.stringify(paid()) })],
  ['the same JSON in other bytes', () => ({ payload: JSON.stringify(paid(), null, 3) })],
  ['an empty body', () => ({ payload: '' })],
  ['a program that is not there', () => ({ url: urlOf(2_000_000_000) })],
  ['a program id that is none', () => ({ url: urlOf('%00') })],
] as [string, () => DeliveryOptions][])('%s is refused and leaves nothing', async (_, options) => {
  const before = await countEvents();
  const answer = await deliver(api, a, paid(), options());
  expect([answer.status, answer.code, answer.body]).toEqual([
    400,
    'stripe_signature_invalid',
    { error: ERRORS.stripe_signature_invalid.message },
  ]);
  expect(await countEvents()).toBe(before);
});

test('a signature is taken until it is 300 seconds old, at both addresses', async () => {
  for (const url of [DISTRIBUTOR, urlOf(a.id)]) {
    const event = paid();
    const timestampMs = addMs(api.clock.now(), -295_000).getTime();
    const answer = await deliver(api, a, event, { url, timestampMs });
    const { response } = OPERATIONS.receiveStripeEvent;
    expect([answer.status, response.parse(answer.body)]).toEqual([200, { received: true }]);
    expect(await verdictOf(api, event)).toBe('applied sale_recorded');
  }
});

test('an old secret is dead from the moment a new one is connected', async () => {
  const program = await api.createProgram();
  const first = await connectProgram(api, program);
  const second = await connectProgram(api, program);
  expect((await deliver(api, first, paid())).code).toBe('stripe_signature_invalid');
  expect((await deliver(api, second, paid())).status).toBe(200);
});

test('a program that is disconnected or deleted takes nothing more', async () => {
  const path = '/api/advertiser/affiliate-programs';
  for (const end of ['/stripe', '']) {
    const program = await api.createProgram();
    const connected = await connectProgram(api, program);
    await api.manage(api.managementKey, `DELETE ${path}/${program.id}${end}`);
    for (const url of [DISTRIBUTOR, urlOf(program.id)]) {
      const answer = await deliver(api, connected, paid(), { url });
      expect(answer.code).toBe('stripe_signature_invalid');
    }
  }
});

test('metadata never leads into a program whose secret did not sign', async () => {
  const before = await listSales(api, a.id);
  const event = paid();
  expect((await deliver(api, b, event)).status).toBe(200);
  expect(await verdictOf(api, event, a.id)).toBeNull();
  expect(await verdictOf(api, event, b.id)).toBe('ignored other_program');
  expect(await listSales(api, a.id)).toEqual(before);
});

test('what is for another account or another mode changes nothing', async () => {
  const before = await listSales(api, a.id);
  for (const [rest, reason] of [
    [{ account: 'acct_foreign' }, 'other_account'],
    [{ livemode: false }, 'livemode_differs'],
  ] as const) {
    const event = paid(rest);
    await deliver(api, a, event);
    expect(await verdictOf(api, event)).toBe(`ignored ${reason}`);
  }
  expect(await listSales(api, a.id)).toEqual(before);
});

test('how sure the program is, is kept with the event', async () => {
  const routing = async (event: ReturnType<typeof paid>) => {
    await deliver(api, a, event);
    const text = `select routing_reason as reason, confidence_score as score
      from stripe_event where stripe_event_id = $1`;
    const [row] = await select(api.db, text, [event.id]);
    return [row?.reason, row?.score];
  };
  expect(await routing(paid())).toEqual(['metadata_program_id', '1.00']);
  const bare = sessionOf();
  const type = 'checkout.session.completed';
  expect(await routing(eventOf(type, bare, { account: a.accountId }))).toEqual([
    'connected_account',
    '0.90',
  ]);
  expect(await routing(eventOf(type, bare))).toEqual(['endpoint_secret', '0.80']);
});

test('programs that share an endpoint take each event, and one of them counts it', async () => {
  const one = await connectProgram(api, await api.createProgram());
  const other = await api.createProgram();
  const body = {
    stripe_user_id: one.accountId,
    webhook_endpoint_id: one.endpointId,
    webhook_secret: one.secret,
  };
  expect((await connect(api, other, body)).status).toBe(200);
  await api.createPartner(other.id, 'sharing');
  const { clickId } = await createCustomer(api, other, 'sharing');
  const carriers = { program_id: String(other.id), affitor_click_id: clickId };
  const event = eventOf('checkout.session.completed', sessionOf({ metadata: carriers }));
  await deliver(api, one, event);
  expect(await verdictOf(api, event, one.id)).toBe('ignored other_program');
  expect(await verdictOf(api, event, other.id)).toBe('applied sale_recorded');
});

test('an event that is delivered twenty times at once is one sale', async () => {
  const before = (await listSales(api, a.id)).length;
  const event = paid();
  const answers = await Promise.all(Array.from({ length: 20 }, () => deliver(api, a, event)));
  expect([...new Set(statusesOf(answers))]).toEqual([200]);
  expect((await listSales(api, a.id)).length).toBe(before + 1);
  expect((await deliver(api, a, event)).status).toBe(200);
  expect((await listSales(api, a.id)).length).toBe(before + 1);
});

test('a payment that a server and Stripe report at once, many times, is one sale', async () => {
  const { clickId, customerKey } = await createCustomer(api, a, 'p1');
  const before = (await listSales(api, a.id)).length;
  const session = sessionOf({ metadata: { program_id: String(a.id), affitor_click_id: clickId } });
  const ids = [session.id, session.payment_intent];
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => [
      deliver(api, a, eventOf('checkout.session.completed', session)),
      api.sale(
        {
          transaction_id: ids[index % 2],
          amount_cents: 10_000,
          customer_key: customerKey,
        },
        a.key,
      ),
    ]).flat(),
  );
  const counting = (await listSales(api, a.id)).filter(({ refunded }) => refunded === 0);
  expect(counting.length).toBe(before + 1);
});

test('signed bodies that are no events are refused in words', async () => {
  for (const event of [
    { id: 'evt_1' },
    { ...paid(), id: 7 },
    { ...paid(), id: 'evt_\u0000' },
    { ...paid(), created: 1e300 },
    { ...paid(), object: 'v2.core.event' },
    [],
  ]) {
    const answer = await deliver(api, a, event);
    expect([answer.status, answer.code]).toEqual([400, 'stripe_event_unreadable']);
  }
});

test('bodies are taken up to one MiB, of Stripe only, as JSON only', async () => {
  const padded = (bytes: number) => paid({ padding: 'x'.repeat(bytes) });
  expect((await deliver(api, a, padded(1_000_000))).status).toBe(200);
  const tooLarge = await deliver(api, a, padded(1_100_000));
  expect([tooLarge.status, tooLarge.code]).toEqual([413, 'body_too_large']);
  const form = await deliver(api, a, paid(), { contentType: 'application/x-www-form-urlencoded' });
  expect([form.status, form.code]).toEqual([415, 'unsupported_content_type']);
  // Elsewhere the limit stays what it was.
  const sale = await api.sale({ transaction_id: 'x'.repeat(70_000) }, a.key);
  expect(sale.status).toBe(413);
});

test('what is kept names no address, and the secret can be read by nobody', async () => {
  const address = 'canary@shop.example';
  const event = eventOf(
    'checkout.session.completed',
    sessionOf({
      customer_details: { email: address, name: 'Canary Name' },
      customer_email: address,
    }),
  );
  await deliver(api, a, event);
  await deliver(api, a, eventOf('charge.refunded', chargeOf({ receipt_email: address })));
  const tables = ['stripe_event', 'stripe_connection', 'stripe_customer', 'audit_log'];
  for (const table of tables) {
    const rows = await select(api.db, `select ${table}::text as a from ${table}`);
    const text = JSON.stringify(rows);
    for (const secret of [address, 'Canary Name', a.secret]) expect(text).not.toContain(secret);
    expect(text).not.toContain(Buffer.from(a.secret).toString('hex'));
  }
});
