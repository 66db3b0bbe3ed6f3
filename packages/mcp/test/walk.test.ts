// Owns the guarantee that an agent gets from nothing to a verified integration by the tools alone,
// on a real service and over a real connection.
import { exec } from 'node:child_process';
import { promisify } from 'node:util';
import { renderSkill } from '@affitor/recipes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AffitorService, startAffitorService } from '../../sdk/test/affitor-service.js';
import { type Agent, startAgent } from './agent.js';
import { paymentsOf, runSnippet } from './payments.js';

const shell = promisify(exec);

const CODE = 'agents1';
const PROFILE = {
  logo_url: 'https://acme.example/logo.png',
  category: 'SaaS',
  short_description: 'Anvils by subscription',
  long_description: 'Anvils, delivered every month',
  payment_tracking_mode: 's2s',
};

let service: AffitorService;
let program: { id: number; key: string };
let agent: Agent;

beforeAll(async () => {
  service = await startAffitorService();
  program = await service.createProgram(PROFILE);
  await service.createPartner(program.id, CODE);
  agent = await startAgent({
    AFFITOR_API_KEY: program.key,
    AFFITOR_API_URL: service.url,
    AFFITOR_MANAGEMENT_KEY: service.managementKey,
  });
}, 120_000);

afterAll(async () => {
  await agent?.client.close();
  await service?.stop();
});

test('an agent gets from the readiness to a verified integration and a told sale', async () => {
  const before = await agent.call('affitor_readiness');
  expect(before.data).toMatchObject({ program_id: program.id, integration_verified: false });
  expect(before.data.gates.tracking.next_action).toBe('install_tracker_or_send_events');

  const plan = await agent.call('affitor_get_integration_plan', {
    framework: 'express',
    mode: 's2s',
  });
  expect(plan.data.steps).toHaveLength(6);
  expect(plan.data.recipe.sale_path).toBe('webhook_sdk');

  const verification = await agent.call('affitor_run_verification');
  expect(verification.data.data.verdict).toEqual({
    click: 'attributed',
    lead: 'attributed',
    sale: 'attributed',
  });
  expect(JSON.parse(verification.text)).toEqual(verification.data);

  const click = await agent.call('affitor_track_click', {
    affiliateUrl: `https://acme.example/?aff=${CODE}`,
  });
  expect(click.data).toMatchObject({ ok: true, status: 200 });
  const customer = { customerExternalId: 'user_1', clickId: click.data.data.click_id };
  const lead = await agent.call('affitor_track_lead', { ...customer, email: 'ann@example.com' });
  expect(lead.data.ok).toBe(true);
  const sale = await agent.call('affitor_track_sale', {
    ...customer,
    amount: 4900,
    invoiceId: 'in_1',
  });
  expect(sale.data.data.commission_id).toEqual(expect.any(Number));

  const after = await agent.call('affitor_readiness');
  expect(after.data).toMatchObject({ integration_verified: true, state: 'live_verified' });
  expect(Object.values(after.data.gates).map((gate: any) => gate.status)).toEqual(
    Array.from({ length: 5 }, () => 'pass'),
  );

  const events = await agent.call('affitor_list_events', { kind: 'sale' });
  expect(events.data.data).toMatchObject([{ kind: 'sale', transaction_id: 'in_1' }]);

  const story = await agent.call('affitor_explain_conversion', { invoiceId: 'in_1' });
  expect(story.data.trace.sales).toMatchObject([{ transaction_id: 'in_1' }]);
  const text = story.data.sentences.join(' ');
  expect(text).toContain('Sale in_1 over 4900 USD cents is recorded.');
  expect(text).toContain('The customer is credited to Partner 1');

  const report = await agent.call('affitor_report', { period: '7d' });
  const clicks = report.data.metrics.find((metric: any) => metric.id === 'clicks');
  expect(clicks).toMatchObject({ unit: 'count', current: 1 });
});

test('the steps of a verification are listed among the test events, and nowhere else', async () => {
  await agent.call('affitor_run_verification');
  const tests = await agent.call('affitor_list_events', { mode: 'test' });
  const kinds = new Set(tests.data.data.map((event: any) => event.kind));
  expect(kinds).toEqual(new Set(['click', 'lead', 'refund', 'sale']));
  const live = await agent.call('affitor_list_events');
  expect(live.data.data.every((event: any) => !event.is_test)).toBe(true);
});

test('a sale told twice is an error that says that it is recorded', async () => {
  const input = { customerExternalId: 'user_1', amount: 4900, invoiceId: 'in_1' };
  expect(await agent.call('affitor_track_sale', input)).toMatchObject({
    isError: true,
    text: 'Duplicate transaction_id. This sale has already been recorded.',
  });
});

test('a refund takes back the commission of its sale', async () => {
  const input = { customerExternalId: 'user_1', amount: 1000, invoiceId: 'in_refunded' };
  await agent.call('affitor_track_sale', input);
  const refund = await agent.call('affitor_track_refund', { invoiceId: 'in_refunded' });
  expect(refund.data.data).toMatchObject({ success: true, status: 'reversed' });
});

test('a sale that is not recorded is answered with the calls that were refused', async () => {
  const input = { customerExternalId: 'nobody', amount: 100, invoiceId: 'in_refused' };
  const sale = await agent.call('affitor_track_sale', input);
  expect(sale).toMatchObject({
    isError: true,
    text: 'Customer not found. Provide customer_key or click_id.',
  });
  const story = await agent.call('affitor_explain_conversion', { invoiceId: 'in_refused' });
  expect(story.data).toMatchObject({ sale: null, trace: null });
  const text = story.data.sentences.join(' ');
  expect(text).toContain('Nothing is recorded under “in_refused”');
  expect(text).toContain('The buyer is not known to Affitor.');
});

test('the events of a verification are explained as tests', async () => {
  const chain = await agent.call('affitor_run_verification');
  const customerExternalId = chain.data.data.customer_key;
  const story = await agent.call('affitor_explain_conversion', { customerExternalId });
  expect(story.data.sentences.join(' ')).toContain('They earn nothing and have no story');
});

test('with a wrong key every tool says that the key is invalid', async () => {
  const wrong = await startAgent({
    AFFITOR_API_KEY: 'aff_wrong',
    AFFITOR_API_URL: service.url,
    AFFITOR_MANAGEMENT_KEY: 'affk_wrong',
  });
  try {
    const readiness = await wrong.call('affitor_readiness');
    expect(readiness).toMatchObject({ isError: true, text: 'Invalid API token.' });
    const sale = { customerExternalId: 'u', amount: 1, invoiceId: 'i' };
    expect(await wrong.call('affitor_track_sale', sale)).toMatchObject({
      isError: true,
      text: 'Invalid API token',
    });
    const verification = await wrong.call('affitor_run_verification');
    expect(verification).toMatchObject({ isError: false, data: { http_status: 401 } });
    const report = await wrong.call('affitor_report');
    expect(report.text).toMatch(/^Invalid API token\. Copy \(or regenerate\) the API key/);
  } finally {
    await wrong.client.close();
  }
});

test('with the API key alone a sale is found, and the rest asks for the other key', async () => {
  const alone = await startAgent({ AFFITOR_API_KEY: program.key, AFFITOR_API_URL: service.url });
  try {
    const story = await alone.call('affitor_explain_conversion', { invoiceId: 'in_1' });
    expect(story.data).toMatchObject({ trace: null, sale: { sale: { transaction_id: 'in_1' } } });
    for (const tool of ['affitor_list_events', 'affitor_report']) {
      const refused = await alone.call(tool);
      expect(refused.isError).toBe(true);
      expect(refused.text).toContain('AFFITOR_MANAGEMENT_KEY');
    }
  } finally {
    await alone.client.close();
  }
});

test('the code of every plan records the payment that its provider tells of', async () => {
  const customer = await signUp('user_snippets');
  for (const [provider, { around, id }] of Object.entries(paymentsOf(customer))) {
    const stack = { framework: 'express', mode: 's2s', provider };
    const { data } = await agent.call('affitor_get_integration_plan', stack);
    const settings = { AFFITOR_API_KEY: program.key, AFFITOR_API_URL: service.url };
    await runSnippet(data.recipe.sale.snippet, { ...around, process: { env: settings } });
    if (provider === 'stripe') {
      const code = `switch (event.type) { ${data.recipe.renewal.snippet} }`;
      await runSnippet(code, { ...around, process: { env: settings } });
    }
    for (const invoiceId of provider === 'stripe' ? [id, 'in_cycle'] : [id]) {
      const story = await agent.call('affitor_explain_conversion', { invoiceId });
      expect(story.data.sale?.sale, provider).toMatchObject({
        amount_cents: 1900,
        currency: 'EUR',
      });
      expect(story.data.trace.customer.customer_key).toBe(customer.customerExternalId);
    }
  }
});

test('first invoices and free cycles of a subscription record nothing', async () => {
  const customer = await signUp('user_invoices');
  const { event } = paymentsOf(customer).stripe.around;
  const plan = await agent.call('affitor_get_integration_plan', { framework: 'node', mode: 's2s' });
  const code = `switch (event.type) { ${plan.data.recipe.renewal.snippet} }`;
  const env = { AFFITOR_API_KEY: program.key, AFFITOR_API_URL: service.url };
  const changes = [
    { id: 'in_first', billing_reason: 'subscription_create' },
    { id: 'in_free', amount_paid: 0 },
  ];
  for (const change of changes) {
    const changed = { ...event, data: { object: { ...event.data.object, ...change } } };
    await runSnippet(code, { event: changed, process: { env } });
    const story = await agent.call('affitor_explain_conversion', { invoiceId: change.id });
    expect(story.data.sale).toBeNull();
  }
});

test('the commands of the runbook verify an integration as they stand there', async () => {
  const blocks = [...renderSkill({ apiUrl: service.url }).matchAll(/```sh\n(.*?)```/gs)];
  const commands = blocks.map(([, code = '']) => code).filter((code) => code.includes('curl'));
  const env = { PATH: process.env.PATH, AFFITOR_API_KEY: program.key };
  const run = async (code = '') => JSON.parse((await shell(code, { env })).stdout);
  expect(await run(commands[0])).toMatchObject({ data: { attributed: true } });
  expect(await run(commands[1])).toMatchObject({ integration_verified: true });
});

async function signUp(customerExternalId: string) {
  const click = await agent.call('affitor_track_click', {
    affiliateUrl: `https://acme.example/?aff=${CODE}`,
  });
  const customer = { customerExternalId, clickId: click.data.data.click_id as string };
  await agent.call('affitor_track_lead', customer);
  return customer;
}

// The last one: it uses up the chains of the hour.
test('the eleventh verification of an hour says how long to wait, and is no error', async () => {
  let last = await agent.call('affitor_run_verification');
  for (let run = 0; run < 10 && last.data.http_status === undefined; run += 1) {
    last = await agent.call('affitor_run_verification');
  }
  expect(last.isError).toBe(false);
  expect(last.data).toMatchObject({
    http_status: 429,
    error: { code: 'rate_limited', retry_after_seconds: expect.any(Number) },
  });
});
