// Owns the places where a page may live: hosts, policies and protocols that change what a browser
// lets the SDK do.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clickIdOf, open, signUp } from '../support/sdk-page.js';
import { type Stage, setStage } from '../support/stage.js';
import type { TagWindow } from '../support/tag-page.js';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

test.each([
  ['localhost', 'localhost'],
  ['127.0.0.1', '127.0.0.1'],
])('on %s the cookies belong to that host alone', async (host, domain) => {
  const visitor = await stage.visit();
  await open(visitor.page, `${stage.merchant.origin(host)}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  expect((await visitor.readCookies()).affitor_click_id?.domain).toBe(domain);
  await visitor.leave();
});

test('localhost and 127.0.0.1 are two sites: neither sees the other’s click', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${stage.merchant.origin('localhost')}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  await open(visitor.page, stage.merchant.origin('127.0.0.1'), stage);
  expect(await visitor.page.evaluate(() => document.cookie)).toBe('');
  await visitor.leave();
});

test('on a shared host a visitor’s click is not shown to the neighbours', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${stage.merchant.origin('me.github.io')}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  expect((await visitor.readCookies()).affitor_click_id?.domain).toMatch(/^\.?me\.github\.io$/);
  await visitor.page.goto(stage.merchant.origin('neighbour.github.io'));
  expect(await visitor.page.evaluate(() => document.cookie)).toBe('');
  await visitor.leave();
});

test('under a country’s second level the site’s own domain is found', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${stage.merchant.origin('www.shop.co.uk')}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  expect((await visitor.readCookies()).affitor_click_id?.domain).toBe('.shop.co.uk');
  await visitor.leave();
});

test('a strict Content Security Policy without inline scripts needs two sources', async () => {
  const visitor = await stage.visit();
  await visitor.page.goto(`${stage.merchant.origin('shop.test')}/tag?csp=strict&aff=p1`);
  await expect
    .poll(() => visitor.page.evaluate(() => (window as TagWindow).affitor?.getClickId()))
    .toMatch(/^cust_/);
  expect(visitor.lines.filter(({ level }) => level === 'error')).toEqual([]);
  await visitor.leave();
});

test('a page from an origin that the program does not list records nothing and breaks nothing', async () => {
  const visitor = await stage.visit();
  const before = await stage.readEvents();
  await open(visitor.page, `${stage.merchant.origin('unlisted.test')}/?aff=p1`, stage);
  await signUp(visitor.page, 'unlisted');
  // The API records what arrives; the browser keeps the answer from a page that is not listed.
  expect(await visitor.readCookies()).toEqual({});
  expect((await stage.readEvents()).sales).toEqual(before.sales);
  await visitor.leave();
});

test('where third-party cookies are blocked nothing changes: none is used', async () => {
  const visitor = await stage.visit();
  const session = await visitor.context.newCDPSession(visitor.page);
  await session.send('Network.enable');
  await session.send('Network.setCookieControls', {
    enableThirdPartyCookieRestriction: true,
  });
  await open(visitor.page, `${stage.merchant.origin('shop.test')}/?aff=p1`, stage);
  const clickId = await clickIdOf(visitor.page);
  await open(visitor.page, stage.merchant.origin('shop.test'), stage);
  expect(await clickIdOf(visitor.page)).toBe(clickId);
  await visitor.leave();
});
