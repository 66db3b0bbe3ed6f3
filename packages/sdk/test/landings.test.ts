// Owns the guarantees of landings that the brand's own server records, for every framework.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AffitorService, startAffitorService } from './affitor-service.js';
import { type OpenShop, OpenShops, SHOPS, type ShopOptions, serveApi } from './shops.js';
import { Visitor } from './visitor.js';

let service: AffitorService;
let programId: number;
const shops = new OpenShops();

beforeAll(async () => {
  service = await startAffitorService();
});
afterAll(() => service.stop());

afterEach(() => shops.stop());

let programs = 0;

/** Two partner codes of a program whose window is 30 days. */
async function makePartners(): Promise<[string, string]> {
  programs += 1;
  ({ id: programId } = await service.createProgram({ cookie_window_days: 30 }));
  const codes: [string, string] = [`first${programs}`, `second${programs}`];
  for (const code of codes) await service.createPartner(programId, code);
  return codes;
}

function open(openShop: OpenShop, options: Partial<ShopOptions> = {}): Promise<string> {
  // Generous, because the machine of the tests may be busy; the budget has tests of its own.
  return shops.open(openShop({ apiUrl: service.url, timeoutMs: 10_000, ...options }));
}

const COOKIE_NAMES = ['affitor_click_id', 'customer_code', 'affitor_click_ids', 'affitor_aff_url'];
const SECONDS_OF_30_DAYS = 30 * 86_400;

describe.each(SHOPS)('%s', (_name, openShop) => {
  test('records a landing as what it was, and keeps it as the browser SDK would', async () => {
    const [code] = await makePartners();
    const url = `${await open(openShop)}/?aff=${code}&utm=a;b`;
    const page = await new Visitor().open(url, { referer: 'https://blog.example/post' });
    const clickId = page.cookies.affitor_click_id?.value ?? '';
    expect(page.text).toBe(`<p>${clickId}</p>`);
    expect(await service.listEvents(programId, 'click')).toMatchObject([
      {
        click_id: clickId,
        page_url: url,
        referrer_url: 'https://blog.example/post',
        browser_name: 'Firefox',
        device_os: 'Linux',
      },
    ]);
    const attributes = [`Max-Age=${SECONDS_OF_30_DAYS}`, 'Path=/', 'SameSite=Lax'];
    expect(page.cookies).toMatchObject({
      affitor_click_id: { value: clickId, attributes },
      customer_code: { value: clickId, attributes },
      affitor_click_ids: { value: clickId, attributes },
      affitor_aff_url: { value: encodeURIComponent(url), attributes },
    });
    expect(clickId).toMatch(/^cust_\d+_\d+$/);
  });

  test('counts the same partner once, however often the page is opened', async () => {
    const [code] = await makePartners();
    const url = await open(openShop);
    const visitor = new Visitor();
    const first = await visitor.open(`${url}/?aff=${code}`);
    const again = await visitor.open(`${url}/?aff=${code}&utm=mail`);
    expect(again.text).toBe(first.text);
    expect(Object.keys(again.cookies)).toEqual(['theme']);
    expect(await service.listEvents(programId, 'click')).toHaveLength(1);
  });

  test('moves a visitor to the partner of the last link, as one customer', async () => {
    const [first, second] = await makePartners();
    const url = await open(openShop);
    const visitor = new Visitor();
    const before = await visitor.open(`${url}/?aff=${first}`);
    const after = await visitor.open(`${url}/?aff=${second}`);
    const ids = [before, after].map(({ cookies }) => cookies.affitor_click_id?.value ?? '');
    const customers = ids.map((id) => id.split('_')[1]);
    expect(ids[0]).not.toBe(ids[1]);
    expect(customers[0]).toBe(customers[1]);
    expect(visitor.jar.get('affitor_click_ids')).toBe(encodeURIComponent(ids.join('|')));
    expect(after.text).toBe(`<p>${ids[1]}</p>`);
  });

  test('never lets a shared cache keep somebody’s cookies, and keeps those of the page', async () => {
    const [code] = await makePartners();
    const url = await open(openShop);
    for (const form of ['object', 'list', 'pairs']) {
      const landing = await new Visitor().open(`${url}/?aff=${code}`, { 'x-form': form });
      expect(landing.headers['cache-control']).toBe('private, no-cache');
      expect(Object.keys(landing.cookies).sort()).toEqual([...COOKIE_NAMES, 'theme'].sort());
    }
    const other = await new Visitor().open(url);
    expect(other.headers['cache-control']).toBe('public, max-age=60');
  });

  test('shares the cookies with the whole site where the option names it', async () => {
    const [code] = await makePartners();
    const url = await open(openShop, { cookieDomain: '.shop.test' });
    const page = await new Visitor().open(`${url}/?aff=${code}`);
    for (const name of COOKIE_NAMES) {
      expect(page.cookies[name]?.attributes).toContain('Domain=.shop.test');
    }
  });

  test('serves the page at once when the API is down, slow or talks nonsense', async () => {
    const reasons: unknown[] = [];
    const onError = (error: unknown) => {
      reasons.push(error);
      throw new Error('the hook fails as well');
    };
    const nothing = await shops.open(serveApi(() => {}));
    const refused = await open(openShop, { apiUrl: 'http://127.0.0.1:1', onError });
    const slow = await open(openShop, { apiUrl: nothing, timeoutMs: 60, onError });
    const html = await shops.open(serveApi((_request, response) => response.end('<p>Welcome</p>')));
    const nonsense = await open(openShop, { apiUrl: html, onError });
    for (const url of [refused, slow, nonsense]) {
      const page = await new Visitor().open(`${url}/?aff=any`);
      expect(page).toMatchObject({ status: 200, text: '<p>nobody</p>' });
      expect(Object.keys(page.cookies)).toEqual(['theme']);
      expect(page.headers['cache-control']).toBe('public, max-age=60');
    }
    expect(reasons).toHaveLength(3);
  });
});

describe.each(SHOPS.filter(([name]) => name !== 'the http server of Node'))(
  '%s behind a proxy',
  (_name, openShop) => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'www.shop.test' };

    test('that it trusts marks the cookies Secure and names the address that was visited', async () => {
      const [code] = await makePartners();
      const url = await open(openShop, { isBehindProxy: true });
      const page = await new Visitor().open(`${url}/?aff=${code}`, headers);
      expect(page.cookies.affitor_click_id?.attributes.at(-1)).toBe('Secure');
      expect(decodeURIComponent(page.cookies.affitor_aff_url?.value ?? '')).toBe(
        `https://www.shop.test/?aff=${code}`,
      );
    });

    test('that it does not trust believes none of it', async () => {
      const [code] = await makePartners();
      const url = await open(openShop);
      const page = await new Visitor().open(`${url}/?aff=${code}`, headers);
      expect(page.cookies.affitor_click_id?.attributes).not.toContain('Secure');
      expect(page.cookies.affitor_aff_url?.value).toBe(encodeURIComponent(`${url}/?aff=${code}`));
    });

    test('tells the API where the visitor is', async () => {
      const seen: (string | undefined)[] = [];
      const api = serveApi((request, response) => {
        seen.push(request.headers['x-forwarded-for']?.toString());
        response.end('{"success":false}');
      });
      const apiUrl = await shops.open(api);
      const url = await open(openShop, { apiUrl, isBehindProxy: true });
      await new Visitor().open(`${url}/?aff=any`, { 'x-forwarded-for': '203.0.113.7' });
      expect(seen).toEqual(['203.0.113.7']);
    });
  },
);
