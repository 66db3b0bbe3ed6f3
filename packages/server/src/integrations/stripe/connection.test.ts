// Guards a program's connection to Stripe: who makes and ends it, and that it says what is true.
import { OPERATIONS } from '@affitor/contract';
import { afterAll, expect, test } from 'vitest';
import { assertInvariants } from '../../../test/harness.js';
import { createPerson, createTeam } from '../../../test/people.js';
import { select, startTwoPrograms } from '../../../test/programs-fixture.js';
import {
  connect,
  connectProgram,
  createCustomer,
  deliver,
  eventOf,
  sessionOf,
  verdictOf,
} from '../../../test/stripe-fixture.js';
import { PROGRAMS, type TestProgram } from '../../../test/test-app.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const api = await startTwoPrograms();
api.clock.stopAt(NOW);
afterAll(async () => {
  await assertInvariants(api.db);
  await api.close();
});

const BODY = { stripe_user_id: 'acct_1', webhook_endpoint_id: 'we_1', webhook_secret: 'whsec_1' };
const manage = (route: string, { id }: { id: number }, rest = '') => {
  const [method, path] = route.split(' ');
  return api.manage(api.managementKey, `${method} ${PROGRAMS}/${id}/stripe${path ?? ''}${rest}`);
};
const read = async (program: TestProgram) => {
  const answer = await manage('GET', program);
  return OPERATIONS.readStripeConnection.response.parse(answer.body).data;
};
const statusOf = async (program: TestProgram) => {
  const answer = await api.manage(api.managementKey, `GET /api/tracking/status/${program.id}`);
  const { stepStatuses, statistics } = OPERATIONS.readTrackingStatus.response.parse(
    answer.body,
  ).data;
  return { step: stepStatuses.payments, ...statistics.payments };
};

test('connecting says what it was told, switches the payments over, and leaves a line', async () => {
  const program = await api.createProgram({ payment_tracking_mode: 's2s' });
  expect(await read(program)).toMatchObject({ status: 'not_connected', account_id: null });
  const answer = await connect(api, program, { ...BODY, charges_enabled: true, livemode: true });
  expect(OPERATIONS.connectStripe.response.parse(answer.body).data).toEqual({
    connected: true,
    stripe_account_id: 'acct_1',
    webhook_endpoint_id: 'we_1',
    charges_enabled: true,
    payouts_enabled: false,
    livemode: true,
  });
  expect(await read(program)).toEqual({
    status: 'connected',
    records_payments: true,
    account_id: 'acct_1',
    webhook_endpoint_id: 'we_1',
    webhook_url: 'http://affitor.test/api/webhook-distributor/stripe',
    livemode: true,
    charges_enabled: true,
    payouts_enabled: false,
    details_submitted: false,
    connected_at: NOW.toISOString(),
    connected_by: `program:${program.id}`,
    disconnected_at: null,
    last_event_at: null,
  });
  const [settings] = await select(
    api.db,
    'select payment_tracking_mode as mode from program where id = $1',
    [program.id],
  );
  expect(settings).toEqual({ mode: 'stripe' });
  const text =
    'select action, actor, details from audit_log where program_id = $1 and action like $2';
  expect(await select(api.db, text, [program.id, 'stripe.%'])).toEqual([
    {
      action: 'stripe.connected',
      actor: `program:${program.id}`,
      details: { account: 'acct_1', endpoint: 'we_1', livemode: true },
    },
  ]);
});

test('the tracking status tells the truth about Stripe', async () => {
  const program = await api.createProgram();
  expect(await statusOf(program)).toMatchObject({
    step: 'pending',
    stripeConnectionStatus: 'not_connected',
    isStripeConnected: false,
    stripeAccountId: null,
  });
  await connect(api, program, { ...BODY, payouts_enabled: true, details_submitted: true });
  expect(await statusOf(program)).toEqual({
    step: 'complete',
    stripeConnectionStatus: 'connected',
    isStripeConnected: true,
    stripeAccountId: 'acct_1',
    chargesEnabled: false,
    payoutsEnabled: true,
    detailsSubmitted: true,
    connectionDate: NOW.toISOString(),
  });
  const settings = { payment_tracking_mode: 'manual' };
  await api.manage(api.managementKey, `PUT ${PROGRAMS}/${program.id}`, settings);
  expect(await statusOf(program)).toMatchObject({
    step: 'pending',
    stripeConnectionStatus: 'not_recording',
    isStripeConnected: false,
  });
  await manage('DELETE', program);
  expect((await statusOf(program)).stripeConnectionStatus).toBe('disconnected');
});

test('what is no account, endpoint or signing secret is refused by its field', async () => {
  const program = await api.createProgram();
  for (const [field, value] of [
    ['stripe_user_id', 'cus_1'],
    ['webhook_endpoint_id', 'https://example.com'],
    // An API key in its place would never verify anything, and must not be kept.
    ['webhook_secret', 'sk_live_1'],
    ['webhook_secret', 'whsec_'],
    ['webhook_secret', 'whsec_\u0000'],
    ['charges_enabled', 'yes'],
  ] as const) {
    const answer = await connect(api, program, { ...BODY, [field]: value });
    expect([answer.status, answer.code, answer.body.error.split(':')[0]]).toEqual([
      400,
      'validation_failed',
      field,
    ]);
  }
  expect((await read(program)).status).toBe('not_connected');
});

test('disconnecting forgets the secret, once, and keeps what was recorded', async () => {
  const connected = await connectProgram(api, await api.createProgram());
  const ended = await manage('DELETE', connected);
  expect(OPERATIONS.disconnectStripe.response.parse(ended.body).data).toMatchObject({
    status: 'disconnected',
    records_payments: false,
    account_id: connected.accountId,
    disconnected_at: NOW.toISOString(),
  });
  const again = await manage('DELETE', connected);
  expect([again.status, again.code]).toEqual([409, 'stripe_not_connected']);
  const rows = await select(
    api.db,
    'select webhook_secret from stripe_connection where program_id = $1',
    [connected.id],
  );
  expect(rows).toEqual([{ webhook_secret: null }]);
});

test('people with a read-only role read the connection and change nothing of it', async () => {
  const { workspaceId, owner } = await createTeam(api);
  const readOnly = await createPerson(api, { workspaceId, role: 'read_only' });
  const workspace = { headers: { 'x-affitor-workspace': String(workspaceId) } };
  const made = await owner.browser.call('POST /api/advertiser/affiliate-programs', {
    ...workspace,
    body: { name: 'Roles', website_url: 'https://roles.example' },
  });
  const path = `${PROGRAMS}/${made.data.id}/stripe`;
  await connect(api, { id: made.data.id, key: made.data.api_token }, BODY);
  expect((await readOnly.browser.call(`GET ${path}`, workspace)).data.status).toBe('connected');
  expect((await readOnly.browser.call(`DELETE ${path}`, workspace)).code).toBe(
    'permission_missing',
  );
  expect((await owner.browser.call(`DELETE ${path}`, workspace)).status).toBe(200);
});

test('what the account may do follows what Stripe says of it', async () => {
  const own = await connectProgram(api, await api.createProgram());
  const account = {
    id: own.accountId,
    charges_enabled: true,
    payouts_enabled: true,
    details_submitted: true,
  };
  await deliver(api, own, eventOf('account.updated', account));
  expect(await read(own)).toMatchObject({ charges_enabled: true, payouts_enabled: true });
  const foreign = eventOf('account.updated', { ...account, id: 'acct_2', charges_enabled: false });
  await deliver(api, own, foreign);
  expect(await verdictOf(api, foreign)).toBe('ignored other_account');
  expect((await read(own)).charges_enabled).toBe(true);
  const account_id = { account: own.accountId };
  await deliver(api, own, eventOf('account.application.deauthorized', { id: 'ca_1' }, account_id));
  expect((await read(own)).status).toBe('disconnected');
});

test('events are listed newest first with what became of them, page by page', async () => {
  const own = await connectProgram(api, await api.createProgram());
  const events = [eventOf('invoice.payment_failed', {}), eventOf('checkout.session.completed', {})];
  for (const event of events) {
    await deliver(api, own, event);
    api.clock.advanceMs(1000);
  }
  const page = await manage('GET /events', own, '?limit=1');
  const first = OPERATIONS.listStripeEvents.response.parse(page.body);
  expect(first.data).toMatchObject([
    {
      stripe_event_id: events[1]?.id,
      outcome: 'ignored',
      reason: 'event_not_readable',
      routing_reason: 'endpoint_secret',
      confidence_score: 0.8,
      is_replayable: true,
    },
  ]);
  const rest = await manage('GET /events', own, `?limit=1&cursor=${first.meta.next_cursor}`);
  expect(rest.data).toMatchObject([{ stripe_event_id: events[0]?.id, reason: 'no_money_moved' }]);
  expect(rest.body.meta.next_cursor).toBeNull();
  api.clock.stopAt(NOW);
});

test('an event is replayed once its cause is mended, and counts once', async () => {
  const program = await api.createProgram();
  await api.createPartner(program.id, 'replayed');
  const own = await connectProgram(api, program);
  const customer_key = 'not-known-yet';
  const metadata = { program_id: String(own.id), affitor_customer_key: customer_key };
  const event = eventOf('checkout.session.completed', sessionOf({ metadata }));
  await deliver(api, own, event);
  expect(await verdictOf(api, event)).toBe('unattributed customer_unknown');
  const { data } = await manage('GET /events', own);
  const path = `POST /events/${data[0].id}/replay`;
  await api.lead({ click_id: await api.click('replayed'), customer_key }, own.key);
  const replayed = await manage(path, own);
  expect(OPERATIONS.replayStripeEvent.response.parse(replayed.body).data).toMatchObject({
    outcome: 'applied',
    reason: 'sale_recorded',
    is_replayable: false,
    sale_id: expect.any(Number),
  });
  const again = await manage(path, own);
  expect([again.status, again.code]).toEqual([409, 'stripe_event_not_replayable']);
  const counts = await select(api.db, 'select count(*)::int from sale where program_id = $1', [
    own.id,
  ]);
  expect(counts).toEqual([{ count: 1 }]);
});

test('many replays of one event at once count once', async () => {
  const program = await api.createProgram();
  await api.createPartner(program.id, 'raced');
  const own = await connectProgram(api, program);
  await deliver(
    api,
    own,
    eventOf(
      'checkout.session.completed',
      sessionOf({ metadata: { affitor_customer_key: 'raced-customer' } }),
    ),
  );
  const { data } = await manage('GET /events', own);
  await api.lead({ click_id: await api.click('raced'), customer_key: 'raced-customer' }, own.key);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => manage(`POST /events/${data[0].id}/replay`, own)),
  );
  expect(answers.filter(({ status }) => status === 200).length).toBe(1);
  expect(answers.filter(({ code }) => code === 'stripe_event_not_replayable').length).toBe(5);
});

test('an event whose content is purged, or of a program that is disconnected, is not replayed', async () => {
  const own = await connectProgram(api, await api.createProgram());
  await deliver(api, own, eventOf('checkout.session.completed', sessionOf()));
  const { data } = await manage('GET /events', own);
  api.clock.advanceDays(31);
  await api.runJob('stripe.purge-contents');
  expect((await manage('GET /events', own)).data[0]).toMatchObject({ is_replayable: false });
  const path = `POST /events/${data[0].id}/replay`;
  const purged = await manage(path, own);
  expect([purged.code, purged.body.error]).toEqual([
    'stripe_event_not_replayable',
    'Stripe event cannot be replayed: its content is purged',
  ]);
  await manage('DELETE', own);
  expect((await manage(path, own)).code).toBe('stripe_not_connected');
  api.clock.stopAt(NOW);
});

test('an event that was delivered again after its replay changes nothing', async () => {
  const program = await api.createProgram();
  await api.createPartner(program.id, 'redelivered');
  const own = await connectProgram(api, program);
  const { clickId } = await createCustomer(api, program, 'redelivered');
  const metadata = { program_id: String(own.id), affitor_click_id: clickId };
  const event = eventOf('checkout.session.completed', sessionOf({ metadata }));
  for (let count = 0; count < 3; count += 1) {
    expect((await deliver(api, own, event)).status).toBe(200);
  }
  expect((await manage('GET /events', own)).data).toHaveLength(1);
});
