// Shows that the frame of the dashboard leads everywhere by keys, and changes its theme at once.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DashboardStage, openDashboard, settle, signIn } from '../support/dashboard.js';
import { liveHistory, type ProgramHistory } from '../support/program-history.js';

let stage: DashboardStage;
let history: ProgramHistory;
let owner: string;

beforeAll(async () => {
  stage = await openDashboard();
  history = await liveHistory(stage.app);
  owner = await stage.addMember('owner');
}, 120_000);

afterAll(() => stage.close());

const pageOf = (path: string) => `${stage.url}/programs/${history.programId}${path}`;

/** Opens the palette, types, and takes what it found. */
async function take(page: Page, text: string, option: string | RegExp = text): Promise<void> {
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search or jump to' });
  await palette.waitFor();
  await page.keyboard.type(text);
  await palette.getByRole('option', { name: option }).click();
  await palette.waitFor({ state: 'detached' });
}

test('the palette leads to every section of settings and account, and into its actions', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  for (const [nav, address, detail] of [
    ['Settings', pageOf('/settings'), 'Settings'],
    ['Account', `${stage.url}/account`, 'Your account'],
  ] as const) {
    await page.goto(address);
    const sections = page.getByRole('navigation', { name: nav, exact: true }).getByRole('link');
    await sections.first().waitFor();
    const texts = await sections.allInnerTexts();
    await page.goto(pageOf('/lab'));
    await page.getByRole('heading', { name: 'Test lab' }).waitFor();
    for (const text of texts) {
      const label = text.replace(/\s*\((?:done|open)\)\s*/, '').trim();
      await take(page, label, new RegExp(`^${label} ?${detail}$`));
      const chosen = page.getByRole('navigation', { name: nav, exact: true });
      await chosen.locator('[aria-current=page]').filter({ hasText: label }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'Test lab' }).waitFor();
    }
  }
  await page.goto(pageOf('/lab'));
  await settle(page);
  await take(page, 'Create a link');
  await page.getByRole('dialog', { name: 'New link' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await take(page, 'Add a partner');
  await page.getByRole('dialog', { name: 'Add a partner' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await take(page, 'Switch to the dark theme');
  await page.locator('html.dark').waitFor();
  await take(page, 'Keyboard shortcuts');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await visitor.leave();
}, 120_000);

test('who may only look finds no action in the palette that the service would refuse', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, await stage.addMember('read_only'));
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: 'Sign out' }).waitFor();
  const refused = page.getByRole('option', { name: /^(?:Create|Add|New|Invite)/ });
  expect(await refused.count()).toBe(0);
  await visitor.leave();
}, 60_000);

test('colours of another theme are there at once, so that no text fades through too little contrast', async () => {
  const visitor = await stage.visit({ colorScheme: 'light' });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(pageOf('/partners'));
  await settle(page);
  await page.evaluate(() => {
    const html = document.documentElement;
    new MutationObserver(() => {
      if (!html.classList.contains('dark')) return;
      document.body.dataset.fading = String(document.getAnimations().length);
    }).observe(html, { attributeFilter: ['class'] });
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('body[data-fading]').waitFor();
  expect(await page.locator('body').getAttribute('data-fading')).toBe('0');
  await visitor.leave();
}, 60_000);

test('j, k and enter walk through events as through every other table', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(pageOf('/events'));
  const rows = page.locator('tr[data-event]');
  await rows.nth(1).waitFor();
  const isFocused = (index: number) =>
    rows.nth(index).evaluate((row) => row === document.activeElement);
  await page.keyboard.press('j');
  expect(await isFocused(0)).toBe(true);
  await page.keyboard.press('j');
  expect(await isFocused(1)).toBe(true);
  await page.keyboard.press('k');
  expect(await isFocused(0)).toBe(true);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await visitor.leave();
}, 60_000);

test('j and x choose commissions by keys, and enter opens the one that has the focus', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByRole('heading', { name: 'Commissions' }).waitFor();
  const rows = page.locator('tr[data-row]');
  await rows.nth(1).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('2 selected').waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: /^Commission \d+/ }).waitFor();
  await visitor.leave();
}, 60_000);

test('partners are put in order by the heads of their table, and the order stands in the address', async () => {
  const visitor = await stage.visit({ viewport: { width: 1440, height: 900 } });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(pageOf('/partners'));
  const table = page.getByRole('table');
  const head = table.getByRole('columnheader', { name: 'Net revenue' });
  await head.getByRole('button').click();
  await page.waitForURL(/order=revenue/);
  await page.locator('th[aria-sort=descending]', { hasText: 'Net revenue' }).waitFor();
  const report = async (direction: string) => {
    const route = `/api/advertiser/affiliate-programs/${history.programId}/partner-report`;
    const query = `order=revenue&direction=${direction}`;
    const { data } = await stage.app.manage(stage.app.managementKey, `GET ${route}?${query}`);
    return data as { name: string; recent_clicks: number[] }[];
  };
  const shownInOrder = async (rows: { name: string }[]) => {
    for (const [index, { name }] of rows.entries()) {
      await table.locator('[data-row]').nth(index).getByText(name).waitFor();
    }
  };
  const most = await report('desc');
  await shownInOrder(most);
  const sum = most[0]?.recent_clicks.reduce((total, clicks) => total + clicks, 0);
  const line = table.locator('[data-row]').first().getByRole('img');
  expect(await line.getAttribute('aria-label')).toContain(`${sum} clicks in the last 30 days`);
  await head.getByRole('button').click();
  await page.locator('th[aria-sort=ascending]').waitFor();
  await shownInOrder(await report('asc'));
  await page.reload();
  await page.locator('th[aria-sort=ascending]').waitFor();
  await head.getByRole('button').click();
  await page.waitForURL((url) => !url.search.includes('order'));
  await visitor.leave();
}, 60_000);
