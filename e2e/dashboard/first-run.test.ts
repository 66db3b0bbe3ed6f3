// Shows the real first run, as the README tells it: empty database, npm start, browser, shop.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../packages/server/test/harness.js';
import { PASSWORD } from '../../packages/server/test/people.js';
import {
  findFreePort,
  type ServiceProcess,
  spawnService,
} from '../../packages/server/test/service-process.js';
import { createVisitor, launchBrowser } from '../support/browser.js';
import { settle } from '../support/dashboard.js';
import { openShop, signUpFor } from '../support/shop.js';

/** Six weeks of visits on a busy machine. */
const FILLED_MAX_MS = 120_000;

let database: TestDatabase;
let service: ServiceProcess;
let browser: Browser;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const port = await findFreePort();
  url = `http://127.0.0.1:${port}`;
  service = spawnService(port, { DATABASE_URL: database.url, PUBLIC_URL: url });
  [browser] = await Promise.all([launchBrowser(), service.ready()]);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await service.stop();
  await database.drop();
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
/** The sample that was looked at before had the first number. */
const PROGRAM = 2;
const programPage = (path: string) => `${url}/app/programs/${PROGRAM}${path}`;

async function becomeOwner(page: Page): Promise<void> {
  await page.goto(url);
  await page.waitForURL(`${url}/app/setup`);
  await page.getByLabel('Your name').fill('Robin Vale');
  await page.getByLabel('Email').fill('robin@acme.example');
  await page.getByLabel('Password').fill('short');
  await page.getByLabel('Company').fill('Acme Inc.');
  await button(page, 'Create the owner account').click();
  await page.getByRole('alert').waitFor();
  await page.getByLabel('Password').fill(PASSWORD);
  await button(page, 'Create the owner account').click();

  await page.waitForURL(`${url}/app/welcome`);
}

/** Looks around in sample data, which leaves nothing behind. */
async function lookAtSample(page: Page): Promise<void> {
  await button(page, /Skip: look around/).click();
  await page
    .getByText('Everything in this program is invented.')
    .waitFor({ timeout: FILLED_MAX_MS });
  await page.goto(`${url}/app/programs/1/events`);
  await page.locator('tr[data-event]').first().waitFor();
  await button(page, 'Remove sample data…').click();
  await page.getByText('no page, call or export shows them').waitFor();
  await button(page, 'Remove the sample data').click();
  await page.waitForURL(`${url}/app/welcome`);
}

/** The program and its terms; gives the API key. */
async function takeFirstSteps(page: Page): Promise<string> {
  expect(await page.getByLabel('Name').inputValue()).toBe('Acme Inc.');
  await page.getByLabel('Website').fill('https://acme.example/pricing');
  await page.getByText('Pages of https://acme.example may report').waitFor();
  await button(page, 'Create the program').click();

  await page
    .getByText('A $100 sale earns the partner $20 for 12 months, payable after 15 days.')
    .waitFor();
  await page.getByLabel('Percent of the sale').fill('25');
  await page.getByText('A $100 sale earns the partner $25 for 12 months').waitFor();
  await button(page, 'These are the terms').click();

  await page.getByRole('heading', { name: 'Who integrates it?' }).waitFor();
  const key = await page.getByRole('region', { name: 'API key' }).innerText();
  await button(page, /My coding agent/).click();
  const prompt = await page.getByRole('region', { name: 'Prompt for a coding agent' }).innerText();
  expect(prompt).toContain(`src="${url}/js/affitor-tracker.js"`);
  expect(prompt).toContain(`data-affitor-program-id="${PROGRAM}"`);
  expect(prompt).not.toContain(key.trim());
  await button(page, /^I do/).click();
  // Whoever leaves in the middle finds the step again; the key is not shown a second time.
  await page.goto(`${url}/app`);
  await page.getByRole('heading', { name: 'Who integrates it?' }).waitFor();
  expect(await page.content()).not.toContain(key.trim());
  await button(page, 'Show me the code').click();
  await page.waitForURL(programPage('/settings/tracking'));
  return key.trim();
}

async function allowShopAndAddPartner(page: Page): Promise<void> {
  await button(page, 'Quick start: 5 open').waitFor();
  await page.goto(programPage('/settings/origins'));
  const origin = page.getByLabel('Another origin');
  await origin.fill('http://localhost/cart');
  await button(page, 'Add').click();
  expect(await page.getByRole('alert').innerText()).toContain('http://localhost');
  await origin.fill('localhost');
  await button(page, 'Add').click();
  await button(page, 'Remove localhost').waitFor();

  await page.goto(programPage('/partners'));
  await settle(page);
  await button(page, 'Add a partner').first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Ana');
  await dialog.getByLabel('Email').fill('ana@mail.example');
  await dialog.getByLabel('Link code').fill('ana');
  await dialog.getByRole('button', { name: 'Add the partner' }).click();
  await page.getByRole('heading', { name: 'Ana' }).waitFor();
}

test('an empty installation becomes an attributed sale that the open page shows and explains', async () => {
  const owner = await createVisitor(browser, { locale: 'en-US' });
  const { page } = owner;
  await becomeOwner(page);
  await lookAtSample(page);
  const key = await takeFirstSteps(page);
  await allowShopAndAddPartner(page);

  await page.goto(programPage('/events'));
  await page.getByText('Connected').waitFor();
  await page.getByText('Nothing has happened yet').waitFor();
  const shop = await openShop({
    AFFITOR_API_URL: url,
    AFFITOR_PROGRAM_ID: String(PROGRAM),
    AFFITOR_API_KEY: key,
    AFFITOR_PARTNER_CODE: 'ana',
  });
  const customer = await createVisitor(browser);
  await customer.page.goto(`${shop.origin('localhost')}/?aff=ana&mode=browser`);
  await customer.page.locator('[data-kind=click]').waitFor();
  await signUpFor(customer.page, { plan: 'Team', email: 'jo@example.com' });
  await button(customer.page, 'Pay $49.00').click();

  // Nobody reloads the page, and each event stands there once.
  const rows = page.getByRole('table').getByRole('row');
  const sale = rows.filter({ hasText: 'Sale' });
  await sale.getByText('$49.00').waitFor();
  await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(4);
  expect(await sale.innerText()).toMatch(/Live[\s\S]*Ana[\s\S]*Credited to the partner/);
  await sale.getByRole('link', { name: /^Why/ }).click();
  await page.waitForURL(/\/trace\/sales\/\d+$/);
  await page.getByRole('main').getByText('$12.25').first().waitFor();

  await page.goto(programPage('/events'));
  await button(page, 'Quick start: 1 open').click();
  const next = page.getByRole('dialog').getByRole('link', { name: /Go live/ });
  expect(await next.innerText()).toContain('open');
  await customer.leave();
  await shop.close();
  await owner.leave();
}, 240_000);
