// Owns the life of pages: tabs, routers, the back button, and people who share a browser.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createVisitor, launchBrowser } from '../support/browser.js';
import { clickIdOf, open, signUp, start } from '../support/sdk-page.js';
import { type Stage, type StoredEvents, setStage } from '../support/stage.js';

let stage: Stage;
let home: string;
let before: StoredEvents;
beforeAll(async () => {
  stage = await setStage();
  home = stage.merchant.origin('shop.test');
});
afterAll(() => stage.close());
beforeEach(async () => {
  before = await stage.readEvents();
});

const added = () => stage.readEventsSince(before);

const navigate = (page: Page, address: string) =>
  page.evaluate((to) => history.pushState({}, '', to), address);

test('a router that brings another partner’s code takes the credit there', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  const first = await clickIdOf(visitor.page);
  await navigate(visitor.page, '/pricing');
  await navigate(visitor.page, '/pricing?aff=p2');
  await expect
    .poll(async () => (await added()).clicks.map(({ partnerId }) => partnerId))
    .toEqual([stage.partners.p1, stage.partners.p2]);
  expect(visitor.calls[1]?.body.existing_click_id).toBe(first);
  await navigate(visitor.page, '/pricing?aff=p2');
  await signUp(visitor.page, 'routed');
  expect(await added()).toMatchObject({
    clicks: [{}, {}],
    leads: [{ customerKey: 'routed', partnerId: stage.partners.p2 }],
  });
  await visitor.leave();
});

test('two tabs that open one link at once leave one customer with one lead', async () => {
  const visitor = await stage.visit();
  const second = await visitor.openTab();
  await Promise.all([
    open(visitor.page, `${home}/?aff=p1`, stage),
    open(second, `${home}/?aff=p1`, stage),
  ]);
  await Promise.all([clickIdOf(visitor.page), clickIdOf(second)]);
  await signUp(second, 'two-tabs');
  const { clicks, leads } = await added();
  expect(clicks.length).toBeGreaterThanOrEqual(1);
  expect(clicks.length).toBeLessThanOrEqual(2);
  expect(leads).toMatchObject([{ customerKey: 'two-tabs', partnerId: stage.partners.p1 }]);
  await visitor.leave();
});

test('coming back with the back button counts no second click', async () => {
  // Playwright turns the back-forward cache off; a person's browser has it.
  const browser = await launchBrowser({ withoutFlags: ['--disable-back-forward-cache'] });
  const visitor = await createVisitor(browser);
  await open(visitor.page, `${home}/?aff=p1`, stage);
  const clickId = await clickIdOf(visitor.page);
  await visitor.page.evaluate(() => {
    addEventListener('pageshow', (event) => {
      if (event.persisted) document.title = 'from the cache';
    });
  });
  await visitor.page.goto(`${stage.merchant.origin('app.shop.test')}/bare`);
  // Not goBack(), which waits for a load: a page from the cache does not load again.
  await visitor.page.evaluate(() => history.back());
  await expect.poll(() => visitor.page.title()).toBe('from the cache');
  expect(await clickIdOf(visitor.page)).toBe(clickId);
  expect((await added()).clicks).toHaveLength(1);
  await visitor.leave();
  await browser.close();
});

test('a second person in the same browser does not inherit the first one’s lead', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await signUp(visitor.page, 'first-person');
  await open(visitor.page, home, stage);
  await signUp(visitor.page, 'second-person');
  const { leads } = await added();
  expect(leads.filter(({ customerKey }) => customerKey === 'first-person')).toMatchObject([
    { partnerId: stage.partners.p1 },
  ]);
  const sale = { transaction_id: 'second-1', amount_cents: 100, customer_key: 'second-person' };
  const { status } = await stage.app.sale(sale, stage.program.key);
  // The second person came by nobody's link: no partner earns by them.
  expect(status).toBe(400);
  expect((await added()).sales).toEqual([]);
  await visitor.leave();
});

test('starting the SDK twice on a page counts once', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await start(visitor.page, stage);
  await clickIdOf(visitor.page);
  await start(visitor.page, stage);
  await visitor.page.waitForLoadState('networkidle');
  expect((await added()).clicks).toHaveLength(1);
  await visitor.leave();
});

test('a page that is rendered ahead is counted when it is shown, not before', async () => {
  const visitor = await stage.visit();
  await visitor.context.addInitScript(() => {
    Object.defineProperty(document, 'prerendering', { value: true, configurable: true });
  });
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await visitor.page.waitForLoadState('networkidle');
  expect(visitor.calls).toEqual([]);
  await visitor.page.evaluate(() => {
    Object.defineProperty(document, 'prerendering', { value: false });
    document.dispatchEvent(new Event('prerenderingchange'));
  });
  await clickIdOf(visitor.page);
  expect((await added()).clicks).toHaveLength(1);
  await visitor.leave();
});

test('a page that froze its history, and one in a sandbox without cookies, lose nothing else', async () => {
  const visitor = await stage.visit();
  await visitor.context.addInitScript(() => Object.freeze(history));
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  const sandbox = `<iframe sandbox="allow-scripts" src="${home}/tag?aff=p1"></iframe>`;
  await visitor.page.setContent(sandbox);
  await visitor.page.waitForLoadState('networkidle');
  await visitor.leave();
});
