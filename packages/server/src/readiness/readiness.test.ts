// Guards readiness on the real service: its answers, its errors, and how a site is looked at.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { OPERATIONS } from '@affitor/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { createTeam } from '../../test/people.js';
import { connectProgram, deliver, eventOf, sessionOf } from '../../test/stripe-fixture.js';
import { PROGRAMS, startTestApp, type TestProgram } from '../../test/test-app.js';

const NOW = new Date('2026-03-01T12:00:00Z');
const api = await startTestApp({
  now: NOW,
  config: { siteCheckPrivateHosts: ['127.0.0.1'] },
});
afterAll(() => api.close());

let looks = 0;
let page = '';
const site = http.createServer((_request, response) => {
  looks += 1;
  response.end(page);
});
let websiteUrl: string;

beforeAll(async () => {
  site.listen(0, '127.0.0.1');
  await once(site, 'listening');
  websiteUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
});
beforeEach(() => {
  looks = 0;
  page = '';
});
afterAll(() => site.close());

const PATH = '/api/v1/programs/me/readiness';
const tagOf = ({ id }: TestProgram) =>
  `<script src="/js/affitor-tracker.js" data-affitor-program-id="${id}"></script>`;

async function createProgram(change: object = {}): Promise<TestProgram> {
  return api.createProgram({ name: 'Acme', payment_tracking_mode: 's2s', ...change });
}

/** A URL must have a name, and the site of this test has an address. */
async function moveSite({ id }: TestProgram, url = websiteUrl): Promise<void> {
  await api.db.pool.query('update program set website_url = $2 where id = $1', [id, url]);
}

const PROFILE = {
  logo_url: 'https://acme.example/logo.png',
  category: 'Analytics',
  short_description: 'Figures',
  long_description: 'Figures for everybody',
};

async function read(program: TestProgram, query = '') {
  const answer = await api.call('GET', PATH + query, { key: program.key });
  expect(answer.status).toBe(200);
  return OPERATIONS.readOwnReadiness.response.parse(answer.body);
}

test('a new program is a draft that says what its profile lacks', async () => {
  const program = await createProgram();
  await moveSite(program);
  const body = await read(program);
  expect(body).toMatchObject({
    program_id: program.id,
    state: 'draft',
    integration_verified: false,
    blocker: 'profile',
    gates: {
      profile: { status: 'fail', next_action: 'complete_program_profile' },
      economics: { status: 'pass' },
      payout: { status: 'pass', mode: 's2s' },
      live: { status: 'fail', next_action: 'run_synthetic_sale_chain', test_chain: null },
    },
    last_event_at: { click: null, lead: null, sale: null },
    counts_24h: { clicks: 0, leads: 0, sales: 0 },
    key_rotated_at: null,
    poll: { retry_after_seconds: 5 },
  });
  expect(body.gates.profile.missing?.sort()).toEqual(Object.keys(PROFILE).sort());
});

test('a page with the tag and a chain pass all five gates, and a real event makes it live', async () => {
  const program = await createProgram(PROFILE);
  await moveSite(program);
  page = tagOf(program);
  expect(await read(program)).toMatchObject({ state: 'ready', blocker: 'live' });
  const chain = await api.call('POST', '/api/v1/cli/test-event', {
    key: program.key,
    body: { type: 'chain' },
  });
  expect(chain.data.attributed).toBe(true);
  expect(await read(program)).toMatchObject({
    state: 'integration_verified',
    integration_verified: true,
    blocker: null,
    gates: { tracking: { status: 'pass', detail: 'tracker_installed' } },
    counts_24h: { clicks: 0, leads: 0, sales: 0 },
  });
  await api.createPartner(program.id, 'LIVE');
  await api.click('LIVE');
  const live = await read(program);
  expect(live).toMatchObject({ state: 'live_verified', counts_24h: { clicks: 1 } });
  expect(live.last_event_at.click).toBe(NOW.toISOString());
  expect(live.gates.tracking.detail).toBe('receiving_events');
});

test('without a policy on sales the economics gate fails, and a chain earns nothing', async () => {
  const program = await createProgram({
    ...PROFILE,
    default_commission_type: 'cpl',
    default_commission_amount_cents: 500,
  });
  const chain = await api.call('POST', '/api/v1/cli/test-event', {
    key: program.key,
    body: { type: 'chain' },
  });
  expect(chain.data).toMatchObject({
    verdict: { click: 'attributed', lead: 'attributed', sale: 'unattributed' },
    attributed: false,
    commission: null,
  });
  await moveSite(program);
  const { gates } = await read(program);
  expect(gates.economics).toEqual({ status: 'fail', next_action: 'set_commission_policy' });
  expect(gates.live.status).toBe('fail');
});

test('Stripe blocks until it is connected, live, and takes charges', async () => {
  const program = await createProgram({ ...PROFILE, payment_tracking_mode: 'stripe' });
  await moveSite(program);
  const payout = async () => (await read(program)).gates.payout;
  const missing = (detail: string) => ({
    status: 'fail',
    mode: 'stripe',
    next_action: 'surface_stripe_connect_url',
    endpoint: '/api/v1/cli/stripe-connect',
    detail,
  });
  expect(await payout()).toEqual(missing('stripe_not_connected'));
  await connectProgram(api, program, { livemode: false, charges_enabled: true });
  expect(await payout()).toEqual(missing('stripe_test_mode'));
  const connected = await connectProgram(api, program);
  expect(await payout()).toEqual(missing('stripe_charges_disabled'));
  // A payment that went through proves it, whatever was said of the account.
  await deliver(api, connected, eventOf('checkout.session.completed', sessionOf()));
  expect(await payout()).toEqual({ status: 'pass', mode: 'stripe' });
  const path = `DELETE /api/advertiser/affiliate-programs/${program.id}/stripe`;
  expect((await api.manage(api.managementKey, path)).status).toBe(200);
  expect(await payout()).toEqual(missing('stripe_not_connected'));
  await connectProgram(api, program, { charges_enabled: true });
  expect((await payout()).status).toBe('pass');
});

test('a site is looked at once for many who ask, and anew when it is due', async () => {
  const program = await createProgram();
  await moveSite(program);
  await Promise.all(Array.from({ length: 8 }, () => read(program)));
  expect(looks).toBe(1);
  page = tagOf(program);
  expect((await read(program)).gates.tracking.detail).toBe('tracker_not_found');
  expect(looks).toBe(1);
  api.clock.advanceMs(60_000);
  expect((await read(program)).gates.tracking.detail).toBe('tracker_installed');
  api.clock.advanceMs(599_000);
  await read(program);
  expect(looks).toBe(2);
  api.clock.advanceMs(1_000);
  await read(program);
  expect(looks).toBe(3);
});

test('a look is forced at most once a minute, by whomever', async () => {
  const program = await createProgram();
  await moveSite(program);
  await read(program);
  page = tagOf(program);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => read(program, '?force_recheck=true')),
  );
  expect(looks).toBe(2);
  expect(answers.some(({ gates }) => gates.tracking.detail === 'tracker_installed')).toBe(true);
  api.clock.advanceMs(59_000);
  await read(program, '?force_recheck=true');
  expect(looks).toBe(2);
  api.clock.advanceMs(1_000);
  await read(program, '?force_recheck=true');
  expect(looks).toBe(3);
});

test('a site that moves is forgotten, and one on a private address is never asked', async () => {
  const program = await createProgram();
  await moveSite(program);
  page = tagOf(program);
  expect((await read(program)).gates.tracking.status).toBe('pass');
  for (const url of ['http://localhost/', 'http://10.0.0.1/', 'http://[::1]/']) {
    await moveSite(program, url);
    expect((await read(program)).gates.tracking).toMatchObject({
      status: 'unknown',
      detail: 'site_not_public',
    });
  }
  await moveSite(program, 'http://127.0.0.1:1/');
  expect((await read(program)).gates.tracking).toMatchObject({ detail: 'site_unreachable' });
  expect(looks).toBe(1);
});

test('errors are objects with a code', async () => {
  for (const key of [undefined, '', 'aff_unknown', api.managementKey]) {
    const answer = await api.call('GET', PATH, { key });
    expect({ status: answer.status, body: answer.body }).toEqual({
      status: 401,
      body: { error: { code: 'invalid_key', message: 'Invalid API token.' } },
    });
    expect(answer.code).toBe('readiness_key_invalid');
  }
  const program = await createProgram();
  await api.db.pool.query('alter table site_check rename to site_check_gone');
  const failed = await api.call('GET', PATH, { key: program.key });
  await api.db.pool.query('alter table site_check_gone rename to site_check');
  expect({ status: failed.status, body: failed.body }).toEqual({
    status: 500,
    body: {
      error: {
        code: 'internal_error',
        message: 'Failed to compute readiness. Retry shortly.',
        retry_after_seconds: 10,
      },
    },
  });
});

test('a limit on calls is answered with a code and the seconds to wait', async () => {
  const limits = {
    clicksPerMinute: 0,
    leadsPerMinute: 0,
    salesPerMinute: 1,
    managementPerMinute: 0,
  };
  const limited = await startTestApp({ config: { rateLimits: limits } });
  const program = await limited.createProgram({ payment_tracking_mode: 's2s' });
  await limited.createPartner(program.id, 'L');
  await limited.click('L');
  const ask = () => limited.call('GET', PATH, { key: program.key });
  expect((await ask()).status).toBe(200);
  const refused = await ask();
  expect(refused.status).toBe(429);
  expect(refused.body.error).toMatchObject({ code: 'rate_limited', message: 'Too many requests.' });
  expect(refused.body.error.retry_after_seconds).toBe(Number(refused.headers['retry-after']));
  await limited.close();
});

test('people and keys read the same about a program of theirs, under both paths', async () => {
  const { key, owner } = await createTeam(api);
  const created = await api.createProgramAs(key, { payment_tracking_mode: 's2s' });
  await moveSite({ id: created.id, key: created.api_token });
  const own = await read({ id: created.id, key: created.api_token });
  const paths = [`${PROGRAMS}/${created.id}/readiness`, `/api/tracking/readiness/${created.id}`];
  for (const path of paths) {
    const asPerson = await owner.browser.call(`GET ${path}`);
    const asKey = await api.manage(key, `GET ${path}`);
    expect([asPerson.data, asKey.data]).toEqual([own, own]);
  }
});

test('the data is sound after all of this', () => assertInvariants(api.db));
