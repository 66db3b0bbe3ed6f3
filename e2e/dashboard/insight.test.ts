// Shows that the overview and the traces say what the API says, and let people find out why.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAMS } from '../../packages/server/test/test-app.js';
import { type DashboardStage, openDashboard, settle, signIn } from '../support/dashboard.js';
import {
  liveHistory,
  liveStory,
  MARKUP,
  type ProgramHistory,
  type Story,
} from '../support/program-history.js';

let stage: DashboardStage;
let history: ProgramHistory;
let story: Story;
let owner: string;

beforeAll(async () => {
  stage = await openDashboard();
  history = await liveHistory(stage.app);
  story = await liveStory(stage.app, history.key);
  owner = await stage.addMember('owner');
}, 120_000);

afterAll(() => stage.close());

const pageOf = (path: string) => `${stage.url}/programs/${history.programId}${path}`;

async function readApi(path: string) {
  const route = `GET ${PROGRAMS}/${history.programId}${path}`;
  return (await stage.app.manage(stage.app.managementKey, route)).data;
}

const tile = (page: Page, label: string) =>
  page
    .getByRole('region', { name: 'Figures' })
    .getByRole('button', { name: new RegExp(`^${label}`) });

const money = (cents: number) =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' }).format(cents / 100);

test('the overview is narrowed by a row and compared with another year, all of it in the address', async () => {
  const visitor = await stage.visit({ viewport: { width: 1440, height: 1000 } });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  const whole = await readApi('/overview');
  const [clicks] = whole.metrics;
  expect(await tile(page, 'Clicks').innerText()).toContain(String(clicks.current));

  // What a figure counts is said to those who come by keyboard, too.
  await tile(page, 'Clicks').focus();
  await page.getByRole('tooltip').filter({ hasText: clicks.definition }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/metric=clicks/);
  const plot = page.getByRole('figure', { name: 'Clicks per day' });
  await plot.locator('svg[tabindex]').first().focus();
  await page.keyboard.press('ArrowRight');
  const [, second] = whole.series;
  const shown = await plot.locator('.recharts-tooltip-wrapper').innerText();
  const figures = shown.split('\n').map((line) => line.trim());
  expect(figures).toContain(String(second.clicks));
  expect(figures).toContain(String(whole.previous_series[1].clicks));

  await page.getByRole('link', { name: /^google\.com/ }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/source=google\.com/);
  const narrowed = await readApi('/overview?source=google.com');
  await expect
    .poll(() => tile(page, 'Clicks').innerText())
    .toContain(`\n${narrowed.metrics[0].current}\n`);
  expect(await tile(page, 'Revenue').innerText()).toContain('not counted');

  await page.getByLabel('Compared with').selectOption('Same days last year');
  await page.waitForURL(/compare=year/);
  await page.reload();
  await settle(page);
  const { previous_range: before } = await readApi('/overview?compare=year');
  expect(await page.getByText(/^Compared: /).innerText()).toContain(before.to.slice(0, 4));
  await page.getByRole('link', { name: 'Remove the filter Source' }).click();
  await expect.poll(() => tile(page, 'Clicks').innerText()).toContain(String(clicks.current));
  expect(page.url()).toContain('compare=year');
  await visitor.leave();
}, 90_000);

test('the trace of a refunded sale explains every amount, and its ledger sums to zero', async () => {
  const id = story.commissionId;
  const trace = await readApi(`/trace/commissions/${id}`);
  const { arithmetic, ledger } = trace.commissions[0];
  const [taken] = trace.refunds;

  const visitor = await stage.visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(pageOf(`/commissions?open=${id}`));
  const panel = page.getByRole('dialog');
  await panel.getByText(arithmetic.formula).waitFor();
  await panel.getByRole('link', { name: 'The whole story' }).click();
  await page.waitForURL(pageOf(`/trace/commissions/${id}`));
  const lines = await page.getByRole('table', { name: 'Arithmetic' }).innerText();
  expect(lines.split('\n').map((line) => line.split('\t'))).toEqual([
    ['Paid', money(10_001)],
    ['Rate', '× 20%'],
    ['Commission, rounded half up', money(arithmetic.amount_cents)],
    ['Refund of $25.00', money(-taken.deduction_cents)],
    ['Remains', money(arithmetic.remaining_cents)],
  ]);
  const told = page.getByRole('list').filter({ hasText: 'Sale of' });
  expect(await told.innerText()).toContain('A later click of another partner');
  await page.getByText(`Ledger: ${ledger.length} lines, together $0.00`).click();
  const books = page.getByRole('region', { name: 'Ledger lines' });
  expect(await books.getByRole('row').count()).toBe(ledger.length + 2);

  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.getByRole('button', { name: 'link: copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  await page.getByRole('button', { name: 'Raw JSON' }).click();
  const raw = await page.getByRole('region', { name: 'the trace as JSON' }).innerText();
  expect(JSON.parse(raw)).toEqual(trace);
  await visitor.leave();
}, 90_000);

test('what waits leads to its page, and a refused call is explained with what to do', async () => {
  const { refused } = story;
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  const actions = await readApi('/action-center');
  for (const { id } of actions) expect(id).not.toBe('no_event');
  const waiting = actions.find(({ id }: { id: string }) => id === 'commissions_to_decide');
  await page.getByRole('link', { name: /to approve or reject/ }).click();
  await settle(page);
  const total = page.getByRole('table').locator('tfoot');
  expect(await total.innerText()).toContain(`${waiting.count} in total`);
  await page.goBack();
  await page.getByRole('link', { name: /refused or not credited/ }).click();
  await settle(page);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText('What to do').waitFor();
  expect(page.url()).toContain(refused.requestId);
  const docs = page.getByRole('link', { name: 'Read about this error' });
  expect(await docs.getAttribute('href')).toBe(`/docs/errors#${refused.code}`);
  await visitor.leave();
}, 60_000);

test('markup in names and addresses of pages is text in the lists and in the trace', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.getByText(MARKUP, { exact: true }).first().waitFor();
  await page.getByText('acme.example/blog/<img src=x', { exact: false }).first().waitFor();
  const [ana] = history.partners;
  const [commission] = await readApi(`/commissions?limit=1&partner_id=${ana}`);
  await page.goto(pageOf(`/trace/commissions/${commission.id}`));
  await page.getByText(MARKUP, { exact: true }).first().waitFor();
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
  expect(await page.locator('img[src=x]').count()).toBe(0);
  await visitor.leave();
}, 60_000);
