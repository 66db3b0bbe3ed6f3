// Owns what the browser SDK keeps in cookies, as a real browser shows it (rows 83–91, 105).
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Visitor } from '../support/browser.js';
import { clickIdOf, open } from '../support/sdk-page.js';
import { type Stage, setStage } from '../support/stage.js';

let stage: Stage;
let visitor: Visitor;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());
beforeEach(async () => {
  visitor = await stage.visit();
});
afterEach(() => visitor.leave());

const daysAhead = (expires: number) => (expires - Date.now() / 1000) / 86_400;

test('rows 83, 85, 87: the click id lies in affitor_click_id, Lax, not Secure on http', async () => {
  await open(visitor.page, `${stage.merchant.origin('www.shop.test')}/?aff=p1`, stage);
  const clickId = await clickIdOf(visitor.page);
  const cookies = await visitor.readCookies();
  const [stored] = await newestClick();
  expect(stored?.clickId).toBe(clickId);
  expect(Object.keys(cookies).sort()).toEqual([
    'affitor_aff_url',
    'affitor_click_id',
    'affitor_click_ids',
    'customer_code',
  ]);
  expect(cookies.affitor_click_id?.value).toBe(clickId);
  expect(cookies.customer_code?.value).toBe(clickId);
  for (const cookie of Object.values(cookies)) {
    expect(cookie.sameSite).toBe('Lax');
    expect(cookie.secure).toBe(false);
    expect(cookie.httpOnly).toBe(false);
    expect(cookie.path).toBe('/');
    expect(daysAhead(cookie.expires)).toBeCloseTo(60, 1);
  }
});

test('row 84: the page makes the cookies; the API sets none', async () => {
  const answer = visitor.page.waitForResponse((response) =>
    response.url().endsWith('/api/v1/track/click'),
  );
  await open(visitor.page, `${stage.merchant.origin('shop.test')}/?aff=p1`, stage);
  expect((await (await answer).allHeaders())['set-cookie']).toBeUndefined();
  const cookies = await visitor.context.cookies(stage.apiBase);
  expect(cookies).toEqual([]);
});

test('row 86: on an https page every cookie is Secure', async () => {
  await open(visitor.page, `${stage.merchant.secureOrigin('shop.test')}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  for (const cookie of Object.values(await visitor.readCookies())) expect(cookie.secure).toBe(true);
});

test('rows 89, 90: the root domain is found, and its subdomains share the click', async () => {
  await open(visitor.page, `${stage.merchant.origin('app.shop.test')}/?aff=p1`, stage);
  const clickId = await clickIdOf(visitor.page);
  const cookies = await visitor.readCookies();
  expect(cookies.affitor_click_id?.domain).toBe('.shop.test');
  expect(cookies.affitor_domain_test).toBeUndefined();
  await open(visitor.page, stage.merchant.origin('www.shop.test'), stage);
  expect(await clickIdOf(visitor.page)).toBe(clickId);
  expect(visitor.calls).toHaveLength(1);
});

test('row 91: a given cookieDomain is used without a probe', async () => {
  await visitor.context.addInitScript(() => {
    const jar = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie') as PropertyDescriptor;
    const names: string[] = [];
    Object.assign(window, { cookieNames: names });
    Object.defineProperty(Document.prototype, 'cookie', {
      configurable: true,
      get(this: Document) {
        return jar.get?.call(this) as string;
      },
      set(this: Document, text: string) {
        names.push(text.split('=')[0] as string);
        jar.set?.call(this, text);
      },
    });
  });
  const options = { cookieDomain: '.shop.test' };
  await open(visitor.page, `${stage.merchant.origin('app.shop.test')}/?aff=p1`, stage, options);
  await clickIdOf(visitor.page);
  expect((await visitor.readCookies()).affitor_click_id?.domain).toBe('.shop.test');
  const names = await visitor.page.evaluate(
    () => (window as unknown as { cookieNames: string[] }).cookieNames,
  );
  expect(names).toContain('affitor_click_id');
  expect(names).not.toContain('affitor_domain_test');
});

test('row 105: the cookie lives as long as the program says', async () => {
  for (const days of [7, 365]) {
    const path = `/api/advertiser/affiliate-programs/${stage.program.id}`;
    await stage.app.call('PUT', path, {
      key: stage.app.managementKey,
      body: { cookie_window_days: days },
    });
    const other = await stage.visit();
    await open(other.page, `${stage.merchant.origin('shop.test')}/?aff=p1`, stage);
    await clickIdOf(other.page);
    const expires = (await other.readCookies()).affitor_click_id?.expires as number;
    expect(Math.abs(daysAhead(expires) - days)).toBeLessThan(60 / 86_400);
    await other.leave();
  }
  await stage.app.call('PUT', `/api/advertiser/affiliate-programs/${stage.program.id}`, {
    key: stage.app.managementKey,
    body: { cookie_window_days: 60 },
  });
});

test('a cookie of an older version is read and carried over', async () => {
  const url = stage.merchant.origin('shop.test');
  await visitor.context.addCookies([{ name: 'customer_code', value: 'cust_1_1712345678901', url }]);
  await open(visitor.page, url, stage);
  expect(await clickIdOf(visitor.page)).toBe('cust_1_1712345678901');
  expect((await visitor.readCookies()).affitor_click_id?.value).toBe('cust_1_1712345678901');
  expect(visitor.calls).toEqual([]);
});

const newestClick = async () => (await stage.readEvents()).clicks.slice(-1);
