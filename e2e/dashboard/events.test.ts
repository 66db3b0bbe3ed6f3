// Shows the page of events while things happen: what comes, what waits, what is narrowed down.
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DashboardStage, openDashboard, settle, signIn } from '../support/dashboard.js';
import { liveHistory, type ProgramHistory } from '../support/program-history.js';
import { openShop, signUpFor } from '../support/shop.js';

/** Fifteen seconds of 200 events a second, at the least. */
const BURST = 3_000;
const AT_ONCE = 20;
const ROWS_MAX = 300;
/** A busy machine takes its time; nothing here depends on it. */
const PATIENCE = { timeout: 30_000 };

let stage: DashboardStage;
let history: ProgramHistory;
let owner: string;

beforeAll(async () => {
  stage = await openDashboard();
  history = await liveHistory(stage.app);
  stage.app.clock.run();
  owner = await stage.addMember('owner');
}, 120_000);

afterAll(() => stage.close());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const eventsPage = (search = '') => `${stage.url}/programs/${history.programId}/events${search}`;
const rowsOf = (page: Page) => page.locator('tr[data-event]');

async function openEvents(page: Page, search = ''): Promise<void> {
  await page.goto(eventsPage(search));
  await settle(page);
  await page.getByText('Connected').waitFor();
}

test('a purchase in the shop appears on the open page, among weeks of history', async () => {
  const { app } = stage;
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await openEvents(page);
  expect(await rowsOf(page).count()).toBe(50);
  const { port } = app.app.http.server.address() as AddressInfo;
  const shop = await openShop({
    AFFITOR_API_URL: `http://127.0.0.1:${port}`,
    AFFITOR_PROGRAM_ID: String(history.programId),
    AFFITOR_API_KEY: history.key,
    AFFITOR_PARTNER_CODE: 'bob',
  });
  const customer = await stage.visit();
  await customer.page.goto(`${shop.origin('localhost')}/?aff=bob&mode=server`);
  await customer.page.locator('[data-kind=click]').waitFor();
  await signUpFor(customer.page, { plan: 'Team', email: 'kim@example.com' });
  await button(customer.page, 'Pay $49.00').click();
  const first = rowsOf(page).first();
  await expect
    .poll(() => first.innerText(), PATIENCE)
    .toMatch(/Sale[\s\S]*Bob’s Review Blog[\s\S]*\$49\.00/);
  await button(customer.page, /^Refund/)
    .first()
    .click();
  await expect.poll(() => first.innerText(), PATIENCE).toMatch(/Refund[\s\S]*-\$49\.00/);

  await first.getByRole('button').click();
  const panel = page.getByRole('dialog');
  const raw = JSON.parse(await panel.getByRole('region', { name: 'Raw JSON' }).innerText());
  expect(raw).toMatchObject({ kind: 'refund', is_test: false, amount_cents: 4900 });
  await customer.leave();
  await shop.close();
  await visitor.leave();
}, 90_000);

test('filters stand in the address, hold for what comes, and keep test and live apart', async () => {
  const { app } = stage;
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await openEvents(page, '?kind=sale');
  expect(await page.getByLabel('Kind of event').inputValue()).toBe('sale');
  await page.getByLabel('Kind of event').selectOption('lead');
  await page.waitForURL(eventsPage('?kind=lead'));
  await page.getByText('Connected').waitFor();
  await app.click('ana');
  const click_id = await app.click('bob');
  await app.lead({ click_id, customer_key: 'filtered' }, history.key);
  await expect.poll(() => rowsOf(page).first().innerText(), PATIENCE).toContain('filtered');
  expect(await rowsOf(page).filter({ hasText: 'Click' }).count()).toBe(0);

  await button(page, 'Test').click();
  await page.waitForURL(eventsPage('?kind=lead&mode=test'));
  await page.getByText('No event fits these filters').waitFor();
  await button(page, 'Take the filters away').click();
  await page.getByText('Connected').waitFor();
  const data = { test_mode: true };
  await app.lead({ additional_data: data, customer_key: 'tester' }, history.key);
  await expect
    .poll(() => rowsOf(page).first().innerText(), PATIENCE)
    .toMatch(/Sign-up[\s\S]*Test[\s\S]*tester/);
  expect(await rowsOf(page).count()).toBe(1);
  await visitor.leave();
}, 60_000);

test('what the test lab sends arrives in four rows by itself and can be deleted', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(`${stage.url}/programs/${history.programId}/lab`);
  await settle(page);
  await page.getByText('Connected').waitFor();
  const before = await rowsOf(page).count();
  await button(page, 'Run one through').click();
  await page.getByText(/The sale was credited; under the terms in force it earns/).waitFor();
  await expect.poll(() => rowsOf(page).count(), PATIENCE).toBe(before + 4);
  const words = await rowsOf(page).allInnerTexts();
  for (const kind of ['Click', 'Sign-up', 'Sale', 'Refund']) {
    expect(words.filter((text) => text.includes(kind) && text.includes('Test'))).not.toEqual([]);
  }
  await button(page, 'Send a test sale').click();
  await expect.poll(() => rowsOf(page).count(), PATIENCE).toBe(before + 5);
  await button(page, 'Delete test data').click();
  await page.getByText('The test data is deleted').waitFor();
  await page.getByText('No test event yet').waitFor();
  expect(await rowsOf(page).count()).toBe(0);
  await visitor.leave();
}, 60_000);

test('the page answers while thousands of events arrive, and keeps no more rows than it can hold', async () => {
  const { app } = stage;
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await openEvents(page);
  let sent = 0;
  let isOver = false;
  const send = async () => {
    while (!isOver || sent < BURST) {
      sent += 1;
      await app.click(['ana', 'bob', 'growth'][sent % 3] as string);
    }
  };
  const burst = Promise.all(Array.from({ length: AT_ONCE }, send));
  try {
    // Events come without a rest until the page has answered all of this.
    await expect.poll(() => rowsOf(page).count(), PATIENCE).toBe(ROWS_MAX);
    await button(page, 'Pause').click();
    const still = await rowsOf(page).first().getAttribute('data-event');
    await button(page, /· [1-9][\d,]* waiting/).waitFor();
    expect(await rowsOf(page).first().getAttribute('data-event')).toBe(still);
  } finally {
    isOver = true;
    await burst;
  }
  const last = await app.click('ana');
  await button(page, /^Resume/).click();
  await page.locator(`tr[data-event="click ${last}"]`).waitFor();
  expect(await rowsOf(page).count()).toBeLessThanOrEqual(ROWS_MAX);
  expect(await page.locator('tr[data-event]').first().getAttribute('data-event')).toBe(
    `click ${last}`,
  );
  await button(page, 'Read the list again').click();
  await expect.poll(() => rowsOf(page).count(), PATIENCE).toBe(50);
  await button(page, 'Show older').click();
  await expect.poll(() => rowsOf(page).count(), PATIENCE).toBe(100);
  await visitor.leave();
}, 120_000);
