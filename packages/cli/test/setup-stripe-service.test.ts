// Shows `affitor setup stripe` on the real service: from then on a payment at Stripe is credited.
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Project, type Stage } from './projects.js';
import { type StripeStandIn, startStripe } from './stripe-stand-in.js';

/** Stripe is told this address; the service that the test runs stands behind it. */
const ADDRESS = 'https://affiliates.example.com';
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

let stage: Stage;
let stripe: StripeStandIn;
let project: Project;
const real = fetch;

beforeAll(async () => {
  stage = await openStage();
  stripe = await startStripe();
  stripe.isLive = true;
  project = await stage.createProject();
  globalThis.fetch = (input, init) =>
    real(
      input instanceof Request ? input : String(input).replace(ADDRESS, stage.service.url),
      init,
    );
}, 90_000);
afterAll(async () => {
  globalThis.fetch = real;
  await stripe.close();
  await stage.close();
});

const run = (line: string) =>
  project.at.run(`${line} --json`, {
    env: {
      STRIPE_CONNECT_CLIENT_ID: stripe.clientId,
      STRIPE_SECRET_KEY: stripe.secretKey,
      AFFITOR_STRIPE_API_URL: stripe.url,
      AFFITOR_STRIPE_CONNECT_URL: stripe.url,
    },
    openBrowser: async (url) => (await real(url)).ok,
  });

async function post(path: string, body: object, headers: Record<string, string> = {}) {
  const answer = await real(stage.service.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as Record<string, unknown>;
}

/** Delivers an event as Stripe does: signed with the secret of the endpoint. */
function deliver(type: string, object: object) {
  const [endpoint] = stripe.endpoints;
  const address = new URL(endpoint?.url ?? '');
  expect(address.origin).toBe(ADDRESS);
  const event = {
    id: `evt_${type}`,
    type,
    livemode: true,
    created: Math.floor(Date.now() / 1000),
    data: { object },
  };
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: stripe.secret });
  return post(address.pathname, event, { 'stripe-signature': signature });
}

test('after the set-up, what Stripe delivers is credited to the partner', async () => {
  const { key, programId } = project;
  const { id: partner_id } = await stage.service.createPartner(programId, 'ana');
  const click = await post('/api/v1/track/click', {
    affiliate_url: 'https://acme.example/?aff=ana',
    user_agent: BROWSER,
  });
  const customer_key = 'user-1';
  const lead = { click_id: click.click_id, customer_key };
  await post('/api/v1/track/lead', lead, { authorization: `Bearer ${key}` });

  const connected = await run(`setup stripe --api-url ${ADDRESS}`);
  expect([connected.code, connected.json.status]).toEqual([0, 'connected']);
  const status = await run('status');
  expect(status.json).toMatchObject({
    stripe_connected: true,
    stripe_charges_enabled: true,
    readiness: { gates: { payout: { status: 'pass', mode: 'stripe' } } },
  });

  await deliver('checkout.session.completed', {
    id: 'cs_live_1',
    mode: 'payment',
    payment_status: 'paid',
    amount_total: 4900,
    currency: 'usd',
    payment_intent: 'pi_1',
    metadata: { program_id: String(programId), affitor_customer_key: customer_key },
  });
  const explained = await run('explain cs_live_1');
  expect(explained.code).toBe(0);
  const sold = { transaction_id: 'cs_live_1', refunded_cents: 0, partner: { partner_id } };
  expect(explained.json.trace.sales).toMatchObject([sold]);

  await deliver('charge.refunded', {
    id: 'ch_1',
    payment_intent: 'pi_1',
    amount: 4900,
    amount_refunded: 4900,
    currency: 'usd',
  });
  const refunded = await run('explain cs_live_1');
  expect(refunded.json.trace.sales).toMatchObject([{ ...sold, refunded_cents: 4900 }]);
});
