// Shows that every page of the example shop is usable by everybody, and with Affitor out of reach.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listBarriers } from '../support/accessibility.js';
import { createVisitor, launchBrowser } from '../support/browser.js';
import { openShop, readPanel, type Shop, type ShopSettings, spawnShop } from '../support/shop.js';

const HOST = 'www.storefront.localhost';
/** Nothing answers there: the shop has to do without. */
const SETTINGS: ShopSettings = {
  AFFITOR_API_URL: 'http://127.0.0.1:9',
  AFFITOR_PROGRAM_ID: '1',
  AFFITOR_API_KEY: 'none',
};

let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  browser = await launchBrowser();
  shop = await openShop(SETTINGS);
});

afterAll(async () => {
  await browser.close();
  await shop.close();
});

/** Walks through every page and looks at each before going on. */
async function walk(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
  await page.goto(`${shop.origin(HOST)}/?aff=any`);
  await look('landing');
  await page.getByRole('link', { name: 'Pricing', exact: true }).click();
  await look('pricing');
  await page.getByRole('link', { name: 'Choose Business' }).click();
  await look('signup');
  await page.getByLabel('Name').fill(' ');
  await page.getByLabel('Email').fill('a@example.com');
  await button('Create account').click();
  await look('signup with a problem');
  await page.getByLabel('Name').fill('A <b>bold</b> name & a long one');
  await page
    .getByLabel('Email')
    .fill(`${'long'.repeat(12)}.${Math.trunc(performance.now())}@example.com`);
  await button('Create account').click();
  await look('welcome');
  await page.getByRole('link', { name: 'Continue with Business' }).click();
  await look('checkout');
  await button(/^Pay/).click();
  await button('Renew subscription').click();
  await button(/^Refund/).click();
  for (const summary of await page.locator('summary').all()) await summary.click();
  await look('account');
  await page.goto(`${shop.origin(HOST)}/nowhere`);
  await look('no such page');
}

const SCREENS = [390, 1440].flatMap((width) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
);

describe.each(SCREENS)('at $width px, $colorScheme', ({ width, colorScheme }) => {
  test('every page is accessible and needs no scrolling sideways', async () => {
    const visitor = await createVisitor(browser, { viewport: { width, height: 900 }, colorScheme });
    const { page } = visitor;
    await walk(page, async (name) => {
      // A click returns when the next page has begun, which may still be empty.
      await page.waitForLoadState('load');
      await page.locator('main h1').first().waitFor();
      expect(await listBarriers(page), name).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, name).toBe(0);
    });
    await visitor.leave();
  }, 120_000);
});

test('the shop sells while Affitor is out of reach, and says so', async () => {
  for (const mode of ['browser', 'server']) {
    const visitor = await createVisitor(browser);
    const { page } = visitor;
    await page.goto(`${shop.origin(HOST)}/?aff=any&mode=${mode}`);
    await page.locator('[data-kind=click]').waitFor();
    await walk(page, async () => undefined);
    await page.goto(`${shop.origin('app.storefront.localhost')}/account`);
    expect(await page.locator('.invoice').allInnerTexts()).toEqual([
      expect.stringMatching(/Renewal[\s\S]*Refunded/),
      expect.stringMatching(/First payment[\s\S]*Not in Affitor[\s\S]*Paid/),
    ]);
    for (const sentence of await readPanel(page)) {
      expect(sentence).toMatch(/did not answer|was not recorded/);
    }
    await visitor.leave();
  }
}, 120_000);

test('a missing setting and a taken port are told in a sentence', async () => {
  const taken = http.createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  const endOf = async (settings: ShopSettings) => {
    const child = spawnShop(settings);
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const [code] = await once(child, 'close');
    return { code, said: said.trim() };
  };
  const incomplete = await endOf({ AFFITOR_PROGRAM_ID: 'one' });
  expect(incomplete.code).toBe(1);
  expect(incomplete.said).toMatch(/AFFITOR_PROGRAM_ID must be[\s\S]+AFFITOR_API_KEY must be/);
  const crowded = await endOf({ ...SETTINGS, PORT: String(port) });
  expect(crowded).toEqual({
    code: 1,
    said: `The shop cannot open: port ${port} is in use; choose another: PORT=4401`,
  });
  taken.close();
});

test('a shop that the demo started ends when the demo is gone, even killed', async () => {
  const child = spawnShop({ ...SETTINGS, PORT: '0' }, 'ipc');
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  const ended = once(child, 'exit');
  // What the death of the parent, of whatever cause, does to the channel.
  child.disconnect();
  expect(await ended).toEqual([0, null]);
});
