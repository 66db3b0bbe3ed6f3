// Shows that people can do their work in the dashboard, with the mouse and with the keyboard alone.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD } from '../../packages/server/test/people.js';
import { PROGRAMS } from '../../packages/server/test/test-app.js';
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

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const pageOf = (path: string) => `${stage.url}/programs/${history.programId}${path}`;

test('whoever is not signed in comes back to the page they asked for, and to no other site', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await page.goto(pageOf('/links?status=active'));
  await page.getByLabel('Email').fill(owner);
  await page.getByLabel('Password').fill('a wrong password');
  await button(page, 'Sign in').click();
  expect(await page.getByRole('alert').innerText()).toContain('Email or password is wrong');
  await page.getByLabel('Password').fill(PASSWORD);
  await button(page, 'Sign in').click();
  await page.waitForURL(pageOf('/links?status=active'));

  await button(page, /^Account of/).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(`${stage.url}/sign-in`);
  await page.goto(`${stage.url}/sign-in?next=${encodeURIComponent('//evil.example/')}`);
  await page.getByLabel('Email').fill(owner);
  await page.getByLabel('Password').fill(PASSWORD);
  await button(page, 'Sign in').click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  expect(new URL(page.url()).origin).toBe(new URL(stage.url).origin);
  await visitor.leave();
}, 60_000);

test('commissions are approved together and rejected with a reason, and the sums follow', async () => {
  const visitor = await stage.visit({ viewport: { width: 1440, height: 1000 } });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(pageOf('/commissions?status=pending&to=2999-01-01'));
  await settle(page);
  const rows = page.getByRole('checkbox', { name: /^Select commission/ });
  const last = (await rows.count()) - 1;
  await rows.nth(last).check();
  await rows.nth(last - 1).check();
  await rows.nth(0).check();
  await button(page, 'Approve…').click();
  const dialog = page.getByRole('dialog');
  expect(await dialog.innerText()).toMatch(/Left out\s+1 on hold/);
  await button(page, 'Approve 2').click();
  await page.getByText('2 approved').waitFor();
  const tab = page
    .getByRole('navigation', { name: 'Status' })
    .getByRole('link', { name: /^Approved/ });
  await expect.poll(() => tab.innerText()).toMatch(/\b2 · \$/);

  await tab.click();
  await page.getByRole('table').getByRole('button').first().click();
  await button(page, 'Reject…').click();
  await button(page, 'Reject').click();
  await page.getByText('Choose a reason.').waitFor();
  await page.getByLabel('Reason').selectOption('fraud');
  await button(page, 'Reject').click();
  await page.getByText('Invalid · Fraud').waitFor();
  await visitor.leave();
}, 60_000);

test('the CSV has the rows of the filter, and no cell that a spreadsheet would run', async () => {
  const [, partnerId] = history.partners;
  const name = '=HYPERLINK("http://evil.example";"Bob")';
  const route = `PUT ${PROGRAMS}/${history.programId}/partners/${partnerId}`;
  await stage.app.manage(stage.app.managementKey, route, { name });
  const visitor = await stage.visit({ acceptDownloads: true });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(pageOf(`/commissions?partner=${partnerId}`));
  await settle(page);
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const text = await readFile((await (await waiting).path()) ?? '', 'utf8');
  const lines = text.trim().split('\r\n');
  const { data } = await stage.app.manage(
    stage.app.managementKey,
    `GET ${PROGRAMS}/${history.programId}/commissions?limit=100&partner_id=${partnerId}`,
  );
  expect(lines.length - 1).toBe(data.length);
  expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.example""`);
  await visitor.leave();
}, 60_000);

test('a new API key is shown once, after its program was typed, and the old one is dead', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(pageOf('/settings/api-key'));
  await button(page, 'Regenerate…').click();
  const deed = button(page, 'Regenerate the key');
  expect(await deed.isDisabled()).toBe(true);
  await page.getByLabel(/^Type/).fill('Acme Analytics');
  await deed.click();
  const key = (await page.getByRole('region', { name: 'API key' }).innerText()).trim();
  await button(page, 'I have kept it').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await page.content()).not.toContain(key);
  const sale = { transaction_id: 'after', customer_key: 'nobody', amount_cents: 100 };
  expect((await stage.app.sale(sale, history.key)).code).toBe('api_token_invalid');
  expect((await stage.app.sale(sale, key)).code).toBe('sale_customer_not_found');
  await visitor.leave();
}, 60_000);

test('keys alone lead to every page, through the palette, and out of every dialog', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  const { keyboard } = page;
  await keyboard.press('g');
  await keyboard.press('c');
  await page.getByRole('heading', { name: 'Commissions' }).waitFor();
  await keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await keyboard.type('Links');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Links' }).waitFor();
  await keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.goto(pageOf('/commissions'));
  await settle(page);
  await page.getByRole('table').getByRole('button').first().focus();
  await keyboard.press('Enter');
  await page.getByRole('dialog', { name: /^Commission \d+/ }).waitFor();
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await visitor.leave();
}, 60_000);

test('a link is made, copied and switched off', async () => {
  const visitor = await stage.visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(pageOf('/links'));
  await button(page, 'New link').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Partner').selectOption({ label: 'Growth Letters' });
  await dialog.getByLabel('Code').fill('spring');
  await dialog.getByLabel('Leads to').fill('https://acme.example/spring');
  await button(page, 'Create the link').click();
  await button(page, 'Copy the link').click();
  const url = await page.evaluate(() => navigator.clipboard.readText());
  expect(url).toBe('https://acme.example/spring?aff=spring');
  await button(page, 'Done').click();
  await button(page, 'Deactivate spring').click();
  // Exactly, or the button that switches it off would do.
  await page.getByRole('button', { name: 'Activate spring', exact: true }).waitFor();
  const click = { affiliate_url: url, user_agent: 'Firefox' };
  const answer = await stage.app.call('POST', '/api/v1/track/click', { body: click });
  expect(answer.body.success).toBe(false);
  await visitor.leave();
}, 60_000);

test('tags that a partner is given lead to everybody who has them', async () => {
  const visitor = await stage.visit({ viewport: { width: 1440, height: 900 } });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  const [first, second] = history.partners;
  for (const [partnerId, tags] of [
    [first, 'podcast, agency'],
    [second, 'podcast'],
  ]) {
    await page.goto(pageOf(`/partners/${partnerId}`));
    await button(page, 'Edit tags').click();
    await page.getByLabel('Tags').fill(String(tags));
    await button(page, 'Save tags').click();
    await page.getByRole('link', { name: 'podcast' }).waitFor();
  }
  await page.getByRole('link', { name: 'podcast' }).click();
  await page.waitForURL(/\?tag=podcast$/);
  await settle(page);
  expect(await page.getByRole('row').count()).toBe(2 + 2);
  await button(page, 'Remove the filter podcast').click();
  await page.waitForURL(pageOf('/partners'));
  await expect.poll(() => page.getByRole('row').count()).toBeGreaterThan(4);
  await visitor.leave();
}, 60_000);

test('a person who may only look finds nothing to press that the service would refuse', async () => {
  const reader = await stage.addMember('read_only');
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, reader);
  for (const path of ['/partners', '/links', '/groups', '/commissions', '/settings/origins']) {
    await page.goto(pageOf(path));
    await settle(page);
    const deeds = /^(?:Add|New|Approve|Reject|Save|Deactivate|Activate|Remove|Delete)/;
    expect(await button(page, deeds).count(), path).toBe(0);
  }
  await visitor.leave();
}, 60_000);
