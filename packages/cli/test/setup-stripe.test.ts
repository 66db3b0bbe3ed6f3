// Guards `affitor setup stripe`: what it makes at Stripe and tells our service, and that a failure
// leaves nothing half done. Stripe is a stand-in that answers as its API is documented; our service
// is one that takes what the contract describes, because Stripe refuses addresses of this machine.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { CLI_OUTPUTS, OPERATIONS, STRIPE_EVENTS } from '@affitor/contract';
import Stripe from 'stripe';
import { afterEach, expect, test } from 'vitest';
import type { Machine } from '../src/context.js';
import { type StandIn, startStandIn } from './provider-stand-in.js';
import { type StripeStandIn, startStripe } from './stripe-stand-in.js';
import { configure, hastyClock, openTerminal, STAND_IN_KEY, type Terminal } from './terminal.js';

const SERVICE = 'https://affiliates.example.com';
const WEBHOOK = `${SERVICE}/api/webhook-distributor/stripe`;

let stripe: StripeStandIn;
let service: StandIn;
let at: Terminal;
afterEach(async () => {
  await stripe.close();
  await service.close();
  at.remove();
});

/** Waits for as long as it is told, which is until somebody comes back. */
const patient = () => ({
  ...hastyClock(),
  pause: (_durationMs: number, signal?: AbortSignal) =>
    new Promise<void>((_resolve, reject) => {
      const stop = () => reject(new Error('stopped'));
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true });
    }),
});

async function open(): Promise<void> {
  stripe = await startStripe();
  service = await startStandIn(({ path: asked, headers, body }) => {
    expect([asked, headers.authorization]).toEqual([
      OPERATIONS.connectStripe.path,
      `Bearer ${STAND_IN_KEY}`,
    ]);
    const told = OPERATIONS.connectStripe.body.parse(JSON.parse(body));
    const data = OPERATIONS.connectStripe.response.shape.data.parse({
      connected: true,
      stripe_account_id: told.stripe_user_id,
      webhook_endpoint_id: told.webhook_endpoint_id,
      charges_enabled: told.charges_enabled,
      payouts_enabled: told.payouts_enabled,
      livemode: told.livemode,
    });
    return { status: 200, body: { data } };
  });
  at = openTerminal({
    STRIPE_CONNECT_CLIENT_ID: stripe.clientId,
    STRIPE_SECRET_KEY: stripe.secretKey,
    AFFITOR_STRIPE_API_URL: stripe.url,
    AFFITOR_STRIPE_CONNECT_URL: stripe.url,
  });
  configure(at, { api_url: SERVICE });
}

/** The owner of the account agrees at Stripe, which sends their browser back. */
const agree = async (url: string) => (await fetch(url)).ok;

/** Runs it with our service behind the address that Stripe is told. */
async function setup(machine: Partial<Machine> = {}, words: string[] = []) {
  const real = fetch;
  globalThis.fetch = (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    return real(url.startsWith(SERVICE) ? url.replace(SERVICE, service.url) : input, init);
  };
  try {
    const line = ['setup', 'stripe', '--json', ...words];
    return await at.run(line, { openBrowser: agree, clock: patient(), ...machine });
  } finally {
    globalThis.fetch = real;
  }
}

const config = () => JSON.parse(at.read('.affitor/config.json'));
/** Where the browser was to come back to; nobody answers there any more. */
async function expectNobodyListens(): Promise<void> {
  const back = stripe.asked.find(({ path: asked }) => asked === '/oauth/authorize');
  const address = back?.query.get('redirect_uri');
  if (address) await expect(fetch(address)).rejects.toThrow();
}

async function expectNothingDone(): Promise<void> {
  expect(stripe.endpoints).toEqual([]);
  expect(config()).not.toHaveProperty('stripe_connected');
  expect(at.read('.affitor/.env')).not.toContain('STRIPE');
  await expectNobodyListens();
}

test('the account is connected, its endpoint made, and our service told', async () => {
  await open();
  const { code, json, out, err } = await setup();
  expect(code, out).toBe(0);
  const [endpoint] = stripe.endpoints;
  expect(CLI_OUTPUTS['setup stripe'].parse(json)).toEqual({
    status: 'connected',
    stripe_account_id: stripe.accountId,
    webhook_endpoint_id: endpoint?.id,
    charges_enabled: true,
    payouts_enabled: false,
  });
  expect(endpoint).toMatchObject({
    url: WEBHOOK,
    enabled_events: STRIPE_EVENTS,
    api_version: Stripe.API_VERSION,
  });
  expect(JSON.parse(service.asked[0]?.body ?? '')).toEqual({
    program_id: '7',
    stripe_user_id: stripe.accountId,
    webhook_endpoint_id: endpoint?.id,
    webhook_secret: stripe.secret,
    ...{ livemode: false, details_submitted: true },
    ...{ charges_enabled: true, payouts_enabled: false },
  });
  expect(config()).toMatchObject({ stripe_connected: true, stripe_account_id: stripe.accountId });
  expect(at.read('.affitor/.env')).toBe(
    `AFFITOR_API_KEY=${STAND_IN_KEY}\nSTRIPE_CONNECTED_ACCOUNT_ID=${stripe.accountId}\n`,
  );
  for (const secret of [stripe.secretKey, stripe.secret, STAND_IN_KEY]) {
    expect(out + err + at.read('.affitor/config.json')).not.toContain(secret);
  }
  await expectNobodyListens();
});

test('a second run says that it is connected, and asks nobody', async () => {
  await open();
  await setup();
  stripe.asked.length = 0;
  const { code, json } = await setup();
  const stripe_account_id = stripe.accountId;
  expect([code, json]).toEqual([0, { status: 'already_connected', stripe_account_id }]);
  expect([stripe.asked, service.asked.length]).toEqual([[], 1]);
});

test('an endpoint that an earlier run left is replaced; those of others stay', async () => {
  await open();
  const others = [
    { id: 'we_elsewhere', url: 'https://acme.example/hook', metadata: {} },
    { id: 'we_neighbour', url: WEBHOOK, metadata: { affitor_program_id: '8' } },
  ];
  const own = { id: 'we_earlier', url: WEBHOOK, metadata: { affitor_program_id: '7' } };
  for (const one of [...others, own]) {
    stripe.endpoints.push({ ...one, enabled_events: ['*'], api_version: null, livemode: false });
  }
  const { code, json } = await setup();
  expect(code).toBe(0);
  const ids = stripe.endpoints.map(({ id }) => id);
  expect(ids).toEqual([json.webhook_endpoint_id, 'we_elsewhere', 'we_neighbour']);
});

test('an answer with another state is refused, and the right one still counts', async () => {
  await open();
  const pages: [number, string][] = [];
  const openBrowser = async (url: string) => {
    const asked = new URL(url).searchParams;
    const back = new URL(asked.get('redirect_uri') ?? '');
    const states = ['', 'x', `${asked.get('state')}x`];
    for (const state of states) {
      const query = new URLSearchParams({ code: 'ac_of_somebody_else', state });
      const response = await fetch(`${back.href}?${query}`);
      pages.push([response.status, await response.text()]);
    }
    pages.push([(await fetch(`${back.origin}/`)).status, '']);
    return agree(url);
  };
  expect((await setup({ openBrowser })).code).toBe(0);
  expect(pages.map(([status]) => status)).toEqual([400, 400, 400, 404]);
  expect(pages.map(([, page]) => page).join('')).not.toContain('somebody');
});

test('every request has a state of its own, which names the program', async () => {
  await open();
  const states: string[] = [];
  const openBrowser = async (url: string) => {
    states.push(new URL(url).searchParams.get('state') ?? '');
    return false;
  };
  for (const _time of [1, 2]) await setup({ openBrowser, clock: hastyClock() });
  const read = states.map((one) => JSON.parse(Buffer.from(one, 'base64url').toString('utf8')));
  expect(read.map(({ program_id }) => program_id)).toEqual(['7', '7']);
  expect(read[0].nonce).not.toBe(read[1].nonce);
  expect(read[0].nonce.length).toBeGreaterThan(40);
});

test('somebody who says no at Stripe, and nobody at all, leave nothing', async () => {
  await open();
  const openBrowser = async (url: string) => {
    const asked = new URL(url).searchParams;
    const query = new URLSearchParams({
      error: 'access_denied',
      error_description: 'The user denied your request',
      state: asked.get('state') ?? '',
    });
    return (await fetch(`${asked.get('redirect_uri')}?${query}`)).ok;
  };
  const denied = await setup({ openBrowser });
  expect([denied.code, denied.json.error]).toEqual([1, 'stripe_oauth_error']);
  expect(denied.json.message).toContain('The user denied your request');
  const nobody = await setup({ openBrowser: async () => false, clock: hastyClock() });
  expect([nobody.code, nobody.json.error]).toEqual([1, 'stripe_oauth_error']);
  expect(nobody.json.message).toContain('120 seconds');
  await expectNothingDone();
});

test('Ctrl-C while waiting ends it and frees the port', async () => {
  await open();
  const stop = new AbortController();
  const openBrowser = async () => {
    stop.abort();
    return true;
  };
  const line = ['setup', 'stripe'];
  const { code } = await at.run(line, { openBrowser, clock: patient(), stopped: stop.signal });
  expect(code).toBe(1);
  await expectNothingDone();
});

test('a port that is taken is passed over', async () => {
  await open();
  // Whoever was faster takes it; either way it is taken.
  const taken = net.createServer().once('error', () => undefined);
  const settled = new Promise((resolve) => taken.once('listening', resolve).once('error', resolve));
  taken.listen(3456, '127.0.0.1');
  await settled;
  expect((await setup()).code).toBe(0);
  const [asked] = stripe.asked;
  const { port } = new URL(asked?.query.get('redirect_uri') ?? '');
  expect(Number(port)).toBeGreaterThan(3456);
  taken.close();
});

const down = { status: 500, body: { error: { type: 'api_error', message: 'down' } } };
const stale = { error: 'invalid_grant', error_description: 'Authorization code expired' };

test.each([
  ['POST', /token/, { status: 400, body: stale }, [1, 'stripe_oauth_error', 'expired']],
  ['GET', /endpoints/, down, [1, 'api_error', 'down']],
  ['POST', /endpoints/, down, [1, 'api_error', 'down']],
  ['GET', /accounts/, down, [1, 'api_error', 'down']],
  ['GET', /accounts/, 'hang up', [5, 'network_error', 'Stripe cannot be reached']],
] as const)('when %s %s fails nothing is left', async (method, where, answer, wanted) => {
  await open();
  // The library tries once more by itself.
  for (const _try of [1, 2]) stripe.failNext({ method, path: where }, answer);
  const [wantedCode, error, message] = wanted;
  const { code, json } = await setup();
  expect([code, json.error]).toEqual([wantedCode, error]);
  expect(json.message).toContain(message);
  expect(service.asked).toEqual([]);
  await expectNothingDone();
});

test('an account with all the endpoints it may have is told so', async () => {
  await open();
  for (let number = 0; number < 16; number += 1) {
    const one = { id: `we_${number}`, url: `https://acme.example/${number}`, metadata: {} };
    stripe.endpoints.push({ ...one, enabled_events: ['*'], api_version: null, livemode: false });
  }
  const { code, json } = await setup();
  expect([code, json.error, json.status]).toEqual([1, 'api_error', 400]);
  expect(json.message).toContain('maximum of 16');
  expect(stripe.endpoints).toHaveLength(16);
});

test('a service at an address of this machine is refused by Stripe, with what helps', async () => {
  await open();
  const { code, json } = await setup({}, ['--api-url', 'http://localhost:3000']);
  expect([code, json.error]).toEqual([1, 'api_error']);
  expect(json.hint).toContain('public https addresses');
  await expectNothingDone();
});

test.each([
  [{ status: 409, body: { error: 'Not now' } }, [6, 'api_error', 409]],
  [{ status: 500, body: { error: 'Internal server error' } }, [1, 'api_error', 500]],
  ['hang up', [5, 'network_error', undefined]],
  [{ status: 200, body: { hello: 'world' } }, [1, 'unexpected_answer', undefined]],
] as const)('when our service answers %j the endpoint is removed again', async (answer, wanted) => {
  await open();
  service.failNext({ method: 'POST', path: /stripe-connect/ }, answer);
  const { code, json } = await setup();
  expect([code, json.error, json.status]).toEqual(wanted);
  await expectNothingDone();
  expect((await setup()).code).toBe(0);
});

test('an endpoint that cannot be removed is named', async () => {
  await open();
  service.failNext({ method: 'POST', path: /stripe-connect/ }, { status: 400, body: {} });
  for (const _try of [1, 2]) stripe.failNext({ method: 'DELETE', path: /endpoints/ }, down);
  const { code, err } = await setup();
  expect(code).toBe(1);
  expect(err).toContain(`Remove the endpoint ${stripe.endpoints[0]?.id} at Stripe yourself`);
});

test.each([
  ['STRIPE_CONNECT_CLIENT_ID', 'missing_stripe_client_id'],
  ['STRIPE_SECRET_KEY', 'missing_stripe_secret_key'],
])('without %s it says so and asks nobody', async (name, error) => {
  await open();
  const env = { STRIPE_CONNECT_CLIENT_ID: 'ca_x', STRIPE_SECRET_KEY: 'sk_x', [name]: '' };
  const { code, json } = await setup({ env });
  expect([code, json.error]).toEqual([2, error]);
  expect(stripe.asked).toEqual([]);
});

test('a wrong secret key is refused and not printed', async () => {
  await open();
  const { code, json, out, err } = await setup({}, ['--stripe-secret-key', 'sk_test_wrong']);
  expect([code, json.error, json.status]).toEqual([3, 'api_error', 401]);
  expect(out + err).not.toContain('sk_test_wrong');
  await expectNothingDone();
});

test('a folder that cannot be written, and none, is found out before Stripe is asked', async () => {
  await open();
  const folder = path.join(at.cwd, '.affitor');
  // Where the attempt to write is made there is a folder: nobody can, not even root.
  fs.mkdirSync(path.join(folder, `.write-test-${process.pid}`));
  const closed = await setup();
  expect([closed.code, closed.json.error]).toEqual([1, 'not_writable']);
  fs.rmSync(folder, { recursive: true });
  const nowhere = await setup();
  expect([nowhere.code, nowhere.json.error]).toEqual([1, 'no_config']);
  expect(stripe.asked).toEqual([]);
});
