// Shows that a program is set up in the settings: logo, origins, links to share, keys of tables.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DashboardStage, openDashboard, settle, signIn } from '../support/dashboard.js';

let stage: DashboardStage;
let owner: string;
let base: string;

beforeAll(async () => {
  stage = await openDashboard();
  owner = await stage.addMember('owner');
  const program = await stage.app.createProgram({
    name: 'Acme',
    website_url: 'https://acme.example',
  });
  await stage.app.createPartner(program.id, 'ana');
  await stage.app.createPartner(program.id, 'bob');
  base = `${stage.url}/programs/${program.id}`;
}, 120_000);

afterAll(() => stage.close());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** A page in disguise, and an image that tries everything it could. */
const PAGE = '<html><script>document.title = "harmed"</script></html>';
const HOSTILE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="parent.harmed = 1">' +
  '<script>window.harmed = 1; document.title = "harmed"; fetch("/api/account/session")</script>' +
  '<foreignObject width="9" height="9"><iframe xmlns="http://www.w3.org/1999/xhtml" ' +
  'srcdoc="&lt;script>top.harmed = 1&lt;/script>"/></foreignObject>' +
  '<rect width="40" height="40" fill="red"/></svg>';

test('a logo is what its content says, and an image that carries a script does nothing', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(`${base}/settings/branding`);
  const settingsOf = page.getByRole('navigation', { name: 'Settings' });
  await settingsOf.getByRole('link', { name: /^Branding.*open/ }).waitFor();
  const choose = (name: string, mimeType: string, text: string) =>
    page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
  await choose('logo.png', 'image/png', PAGE);
  expect(await page.getByRole('alert').innerText()).toContain('must be a PNG, JPG or SVG');
  await choose('logo.svg', 'image/svg+xml', HOSTILE.replace('width="40"', 'width="4000"'));
  await expect.poll(() => page.getByRole('alert').innerText()).toContain('4000 × 40');

  await choose('logo.svg', 'image/svg+xml', HOSTILE);
  const image = page.getByRole('img', { name: 'Logo of Acme' }).first();
  await image.waitFor();
  await expect.poll(() => image.evaluate((shown: HTMLImageElement) => shown.naturalWidth)).toBe(40);
  await settingsOf.getByRole('link', { name: /^Branding.*done/ }).waitFor();
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false);

  const address = await image.evaluate((shown: HTMLImageElement) => shown.src);
  const alone = await visitor.openTab();
  const asked: string[] = [];
  alone.on('request', (request) => asked.push(request.url()));
  await alone.goto(address);
  expect(await alone.title()).not.toContain('harmed');
  expect(asked.filter((url) => url !== address)).toEqual([]);
  await alone.close();
  await button(page, 'Remove').click();
  await settingsOf.getByRole('link', { name: /^Branding.*open/ }).waitFor();
  await visitor.leave();
}, 90_000);

test('an origin can be tested before a page of it fails, and the answer follows the list', async () => {
  const visitor = await stage.visit();
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(`${base}/settings/origins`);
  const ask = async (address: string) => {
    await page.getByLabel('Address of a page').fill(address);
    await button(page, 'Test').click();
  };
  await ask('https://acme.example/pricing?x=1');
  await page.getByText('https://acme.example may report').waitFor();
  await ask('http://localhost:5173/');
  await page.getByText('http://localhost:5173 may not report').waitFor();
  await ask('acme.example');
  await page.getByText('This is no address of a web page').waitFor();
  await ask('http://localhost:5173/');
  await page.getByLabel('Another origin').fill('localhost');
  await button(page, 'Add').click();
  await page.getByText('http://localhost:5173 may report').waitFor();
  await page.getByText('Because of the entry localhost.').waitFor();
  await visitor.leave();
}, 60_000);

test('a link leads to any allowed page, carries the campaign, and is handed out as a QR code', async () => {
  const visitor = await stage.visit({
    permissions: ['clipboard-read', 'clipboard-write'],
    acceptDownloads: true,
  });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(`${base}/links`);
  await button(page, 'Share ana').click();
  const panel = page.getByRole('dialog');
  await panel.getByLabel('Page').fill('https://evil.example/x');
  await panel.getByText('https://evil.example is no allowed origin').waitFor();
  await panel.getByLabel('Page').fill('https://acme.example/pricing?plan=pro&aff=bob#faq');
  await panel.getByLabel('Campaign').fill('spring & co');
  await button(page, 'Copy the link').click();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  const expected = 'https://acme.example/pricing?plan=pro&utm_campaign=spring+%26+co&aff=ana#faq';
  expect(address).toBe(expected);
  await panel.getByRole('img', { name: `QR code of ${expected}` }).waitFor();
  expect(await panel.getByRole('link', { name: 'Test the link' }).getAttribute('href')).toBe(
    expected,
  );
  const waiting = page.waitForEvent('download');
  await button(page, 'SVG').click();
  const file = await waiting;
  expect(file.suggestedFilename()).toBe('ana.svg');
  expect(await readFile((await file.path()) ?? '', 'utf8')).toMatch(/^<svg .*<path d="M/);
  await visitor.leave();
}, 60_000);

test('keys walk through a table and open a row, and chosen columns stay chosen', async () => {
  const visitor = await stage.visit({ viewport: { width: 1440, height: 900 } });
  const { page } = visitor;
  await signIn(page, stage.url, owner);
  await page.goto(`${base}/partners`);
  await settle(page);
  const header = page.getByRole('columnheader', { name: 'Per customer' });
  expect(await header.count()).toBe(0);
  await button(page, 'Columns').click();
  await page.getByRole('menuitemcheckbox', { name: 'Per customer' }).click();
  await page.keyboard.press('Escape');
  await header.waitFor();
  await page.reload();
  await header.waitFor();
  const { keyboard } = page;
  await keyboard.press('j');
  await keyboard.press('j');
  await keyboard.press('k');
  await keyboard.press('j');
  const second = await page.getByRole('row').nth(2).getByRole('link').innerText();
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: second }).waitFor();
  await visitor.leave();
}, 60_000);
