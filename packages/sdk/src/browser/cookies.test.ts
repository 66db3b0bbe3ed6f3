// Owns the proof of what is written into cookies: values, attributes, domain, migration.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clickAnswer, FakeBrowser } from '../../test/fake-page.js';

const ALL = ['affitor_aff_url', 'affitor_click_id', 'affitor_click_ids', 'customer_code'];
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

let browser: FakeBrowser;

beforeEach(() => {
  browser = new FakeBrowser();
});

afterEach(() => vi.unstubAllGlobals());

const visit = (url: string, options?: object) => browser.visit(url, options);

describe('after a click', () => {
  test('the four cookies hold the click, its landing and the list', async () => {
    const landing = 'https://www.example.com/a;b?aff=p1&q=ä';
    await visit(landing);
    const { href } = new URL(landing);
    expect(browser.jar.names()).toEqual(ALL);
    expect(browser.jar.find('affitor_click_id')?.value).toBe('cust_1_1712345678901');
    expect(browser.jar.find('customer_code')?.value).toBe('cust_1_1712345678901');
    expect(browser.jar.find('affitor_click_ids')?.value).toBe('cust_1_1712345678901');
    expect(browser.jar.find('affitor_aff_url')?.value).toBe(encodeURIComponent(href));
  });

  test.each(ALL)('%s is for all paths, Lax, and Secure on https', async (name) => {
    await visit('https://www.example.com/?aff=p1');
    expect(browser.jar.find(name)).toMatchObject({
      path: '/',
      sameSite: 'Lax',
      isSecure: true,
      domain: '.example.com',
    });
  });

  test('no cookie is Secure on http', async () => {
    await visit('http://www.example.com/?aff=p1');
    expect(ALL.map((name) => browser.jar.find(name)?.isSecure)).toEqual(ALL.map(() => false));
  });

  test.each([7, 60, 365])('each lasts %i days if the service says so', async (days) => {
    browser.answer = () => clickAnswer(1, days);
    await visit('https://www.example.com/?aff=p1');
    for (const name of ALL) {
      const lastsMs = (browser.jar.find(name)?.expiresAtMs ?? 0) - Date.now();
      expect(Math.abs(lastsMs - days * DAY_MS)).toBeLessThan(MINUTE_MS);
    }
  });

  test('each lasts 60 days if the service says nothing', async () => {
    browser.answer = () => Response.json({ success: true, click_id: 'cust_1_1' });
    await visit('https://www.example.com/?aff=p1');
    const lastsMs = (browser.jar.find('affitor_click_id')?.expiresAtMs ?? 0) - Date.now();
    expect(Math.abs(lastsMs - 60 * DAY_MS)).toBeLessThan(MINUTE_MS);
  });

  test('the list keeps the last twenty, oldest first, each once', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `cust_${index}_1`);
    const list = encodeURIComponent(ids.join('|'));
    browser.jar.write('www.example.com', true, `affitor_click_ids=${list}; domain=.example.com`);
    browser.answer = () => Response.json({ success: true, click_id: 'cust_5_1' });
    const sdk = await visit('https://www.example.com/?aff=p1');
    const moved = [...ids.filter((id) => id !== 'cust_5_1'), 'cust_5_1'];
    expect(sdk.getTracker()?.getClickIds()).toEqual(moved);
    browser.answer = () => Response.json({ success: true, click_id: 'cust_99_1' });
    const next = await visit('https://www.example.com/?aff=p2');
    expect(next.getTracker()?.getClickIds()).toEqual([...moved.slice(1), 'cust_99_1']);
  });
});

describe('the list of click ids', () => {
  test('stays as it is when it holds the single id already', async () => {
    const list = encodeURIComponent('cust_3_1|cust_4_1');
    browser.jar.write('www.example.com', true, `affitor_click_ids=${list}`);
    browser.jar.write('www.example.com', true, 'affitor_click_id=cust_3_1');
    const sdk = await visit('https://www.example.com/');
    expect(sdk.getTracker()?.getClickIds()).toEqual(['cust_3_1', 'cust_4_1']);
  });

  test.each([
    ['is missing', ''],
    ['cannot be decoded', '%E0%A4%A'],
  ])('heals itself from the single id when it %s', async (_name, text) => {
    if (text) browser.jar.write('www.example.com', true, `affitor_click_ids=${text}`);
    browser.jar.write('www.example.com', true, 'affitor_click_id=cust_3_1');
    const sdk = await visit('https://www.example.com/');
    expect(sdk.getTracker()?.getClickIds()).toEqual(['cust_3_1']);
  });
});

describe('the domain is', () => {
  test.each([
    ['https://app.shop.test/?aff=p1', '.shop.test'],
    ['https://shop.test/?aff=p1', '.shop.test'],
    ['https://a.b.example.co.uk/?aff=p1', '.example.co.uk'],
    ['https://brand.github.io/?aff=p1', '.brand.github.io'],
    ['http://localhost:3000/?aff=p1', 'localhost'],
    ['http://127.0.0.1:3000/?aff=p1', '127.0.0.1'],
    ['http://[::1]:3000/?aff=p1', '[::1]'],
    ['http://intranet/?aff=p1', 'intranet'],
  ])('on %s: %s', async (url, domain) => {
    await visit(url);
    expect(browser.jar.names()).toEqual(ALL);
    expect(browser.jar.find('affitor_click_id')?.domain).toBe(domain);
  });

  test('never probed on an address', async () => {
    await visit('http://127.0.0.1/?aff=p1');
    expect(browser.jar.writes.filter((text) => text.startsWith('affitor_domain_test'))).toEqual([]);
  });

  test('probed once per tracker, by a session cookie that is removed at once', async () => {
    await visit('https://app.shop.test/?aff=p1');
    history.pushState(null, '', '/?aff=p2');
    await browser.settle();
    const probes = browser.jar.writes.filter((text) => text.startsWith('affitor_domain_test'));
    expect(probes[0]).toBe('affitor_domain_test=1; domain=.shop.test; path=/');
    expect(probes[1]).toMatch(/^affitor_domain_test=; expires=Thu, 01 Jan 1970 00:00:00 GMT/);
    expect(probes).toHaveLength(2);
    expect(browser.jar.find('affitor_domain_test')).toBeUndefined();
  });

  test('the option cookieDomain, without a probe', async () => {
    await visit('https://app.shop.test/?aff=p1', { cookieDomain: '.shop.test' });
    expect(browser.jar.writes.filter((text) => text.startsWith('affitor_domain_test'))).toEqual([]);
    expect(browser.jar.find('affitor_click_id')?.domain).toBe('.shop.test');
  });

  test('shared: a click on www is known on app', async () => {
    await visit('https://www.shop.test/?aff=p1');
    const sdk = await visit('https://app.shop.test/');
    expect(sdk.getClickId()).toBe('cust_1_1712345678901');
  });
});

test('the cookie of an older integration is taken over with the same value', async () => {
  browser.jar.write('www.example.com', true, 'customer_code=cust_8_1; path=/');
  const sdk = await visit('https://www.example.com/');
  expect(sdk.getData()).toMatchObject({ clickId: 'cust_8_1', hasAttribution: true });
  expect(browser.jar.find('affitor_click_id')?.value).toBe('cust_8_1');
  expect(browser.calls).toEqual([]);
});

test('a cookie whose name only ends like ours is not ours', async () => {
  browser.jar.write('www.example.com', true, 'my_affitor_click_id=cust_8_1; path=/');
  expect((await visit('https://www.example.com/')).getClickId()).toBeNull();
});

test('a sandboxed frame, where reading cookies throws, does not break the page', async () => {
  const sdk = await browser.open('https://www.example.com/?aff=p1');
  const forbid = () => {
    throw new DOMException('The document is sandboxed', 'SecurityError');
  };
  Object.defineProperty(document, 'cookie', { get: forbid, set: forbid });
  expect(() => sdk.init({ programId: 123 })).not.toThrow();
  await browser.settle();
  expect(sdk.getClickId()).toBe('cust_1_1712345678901');
});
