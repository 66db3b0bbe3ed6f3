// Shows a program's Stripe account in the settings, and that ending it takes the account's name.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DashboardStage, openDashboard, signIn } from '../support/dashboard.js';

let stage: DashboardStage;

beforeAll(async () => {
  stage = await openDashboard();
}, 120_000);
afterAll(() => stage.close());

test('the account is shown, and disconnected once its name is typed', async () => {
  const { app } = stage;
  const owner = await stage.addMember('owner');
  const program = await app.createProgram({ name: 'Acme', website_url: 'https://acme.example' });
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  const address = `${stage.url}/programs/${program.id}/settings/payments`;
  await page.goto(address);
  await page.getByRole('heading', { name: 'Where payments come from' }).waitFor();
  expect(await page.getByText('Webhook endpoint').count()).toBe(0);
  const connected = await app.call('POST', '/api/v1/cli/stripe-connect', {
    key: program.key,
    body: {
      program_id: program.id,
      stripe_user_id: 'acct_1Acme',
      webhook_endpoint_id: 'we_1Acme',
      webhook_secret: 'whsec_1Acme',
      charges_enabled: true,
    },
  });
  expect(connected.status).toBe(200);
  await page.goto(address);
  await page.getByText('acct_1Acme').waitFor();
  await page.getByText('Connected', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Disconnect…' }).click();
  const deed = page.getByRole('button', { name: 'Disconnect Stripe' });
  expect(await deed.isDisabled()).toBe(true);
  await page.getByLabel('Type “acct_1Acme” to confirm').fill('acct_1Acme');
  await deed.click();
  await page.getByText('What Stripe delivers is refused.').waitFor();
  const status = await app.call('GET', '/api/v1/cli/status', { key: program.key });
  expect(status.data.stripe_connected).toBe(false);
  await visitor.leave();
}, 90_000);
