// Owns the guarantees of landings that the brand's own server records, for every framework.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clickIdFromState, readClickIds, withClickId } from '../src/landing/index.js';
import { type AffitorService, startAffitorService } from './affitor-service.js';
import { listen, type OpenShop, SHOPS, type Shop, type ShopOptions } from './shops.js';
import { Visitor } from './visitor.js';

let service: AffitorService;
let programId: number;
const shops: Shop[] = [];

beforeAll(async () => {
  service = await startAffitorService();
});
afterAll(() => service.stop());

afterEach(async () => {
  for (const shop of shops.splice(0)) await shop.stop();
});

let programs = 0;

/** Two partner codes of a program whose window is 30 days. */
async function makePartners(): Promise<[string, string]> {
  programs += 1;
  ({ id: programId } = await service.createProgram({ cookie_window_days: 30 }));
  const codes: [string, string] = [`first${programs}`, `second${programs}`];
  for (const code of codes) await service.createPartner(programId, code);
  return codes;
}

async function open(openShop: OpenShop, options: Partial<ShopOptions> = {}): Promise<string> {
  // Generous, because the machine of the tests may be busy; the budget has tests of its own.
  const shop = await openShop({ apiUrl: service.url, timeoutMs: 10_000, ...options });
  shops.push(shop);
  return shop.url;
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
    for (const headers of [{}, { 'x-list': 'yes' }]) {
      const landing = await new Visitor().open(`${url}/?aff=${code}`, headers);
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
    const nothing = await serveApi(() => {});
    const refused = await open(openShop, { apiUrl: 'http://127.0.0.1:1', onError });
    const slow = await open(openShop, { apiUrl: nothing, timeoutMs: 60, onError });
    const html = await serveApi((_request, response) => response.end('<p>Welcome</p>'));
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
      const apiUrl = await serveApi((request, response) => {
        seen.push(request.headers['x-forwarded-for']?.toString());
        response.end('{"success":false}');
      });
      const url = await open(openShop, { apiUrl, isBehindProxy: true });
      await new Visitor().open(`${url}/?aff=any`, { 'x-forwarded-for': '203.0.113.7' });
      expect(seen).toEqual(['203.0.113.7']);
    });
  },
);

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;

/** An API that answers as the test says. */
async function serveApi(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  const api = await listen(server);
  shops.push(api);
  return api.url;
}

const [, openWebShop] = SHOPS.find(([name]) => name === 'a server of Request and Response') ?? [];

/** What a server of Request and Response does; the others stand on the same code. */
describe('a visit', () => {
  /** How many clicks one visit makes. */
  async function countClicks(
    path: string,
    headers: Record<string, string | null>,
    method = 'GET',
    visitor = new Visitor(),
  ): Promise<number> {
    let clicks = 0;
    const apiUrl = await serveApi((_request, response) => {
      clicks += 1;
      response.end('{"success":true,"click_id":"cust_1_2","cookie_window_days":60}');
    });
    const url = await open(openWebShop as OpenShop, { apiUrl });
    await visitor.open(url + path, headers, method);
    return clicks;
  }

  test.each([
    ['a link that was followed', '/?aff=p', {}],
    ['a browser of before Sec-Fetch', '/?aff=p', { 'sec-fetch-dest': null }],
  ])('of %s is a click', async (_name, path, headers) => {
    expect(await countClicks(path, headers)).toBe(1);
  });

  test.each<[string, string, Record<string, string | null>, string?]>([
    ['a page without a partner', '/?utm=a', {}],
    ['an empty code', '/?aff=', {}],
    ['a form', '/?aff=p', {}, 'POST'],
    ['a look at the headers', '/?aff=p', {}, 'HEAD'],
    ['an image', '/?aff=p', { 'sec-fetch-dest': 'image' }],
    ['a hidden frame', '/?aff=p', { 'sec-fetch-dest': 'iframe' }],
    ['a script of the page', '/?aff=p', { 'sec-fetch-dest': 'empty', accept: '*/*' }],
    ['an old browser’s request for data', '/?aff=p', { 'sec-fetch-dest': null, accept: '*/*' }],
    ['a prefetch', '/?aff=p', { 'sec-purpose': 'prefetch' }],
    ['a prerender', '/?aff=p', { 'sec-purpose': 'prefetch;prerender' }],
    ['a preview', '/?aff=p', { 'x-purpose': 'preview' }],
    ['a monitor', '/?aff=p', { 'user-agent': 'curl/8.5.0' }],
    ['a client without a name', '/?aff=p', { 'user-agent': null }],
  ])('of %s is no click', async (_name, path, headers, method) => {
    expect(await countClicks(path, headers, method)).toBe(0);
  });

  test('with the cookie that older integrations set is one of a known visitor', async () => {
    const visitor = new Visitor();
    visitor.jar.set('customer_code', 'cust_9_9');
    visitor.jar.set('affitor_aff_url', 'https://shop.test/?aff=p');
    expect(await countClicks('/?aff=p', {}, 'GET', visitor)).toBe(0);
  });

  test('with a click id but without its page is a change of the partner', async () => {
    const visitor = new Visitor();
    visitor.jar.set('affitor_click_id', 'cust_9_9');
    expect(await countClicks('/?aff=p', {}, 'GET', visitor)).toBe(1);
    expect(visitor.jar.get('affitor_click_ids')).toBe('cust_9_9%7Ccust_1_2');
  });

  test('without consent sends and stores nothing', async () => {
    let calls = 0;
    const apiUrl = await serveApi((_request, response) => {
      calls += 1;
      response.end('{}');
    });
    const consent = () => false;
    const url = await open(openWebShop as OpenShop, { apiUrl, consent });
    const page = await new Visitor().open(`${url}/?aff=p`);
    expect([calls, Object.keys(page.cookies)]).toEqual([0, ['theme']]);
  });

  test('of a link that was switched off stores nothing', async () => {
    const apiUrl = await serveApi((_request, response) => response.end('{"success":false}'));
    const reasons: unknown[] = [];
    const onError = (error: unknown) => reasons.push(error);
    const url = await open(openWebShop as OpenShop, { apiUrl, onError });
    expect(Object.keys((await new Visitor().open(`${url}/?aff=p`)).cookies)).toEqual(['theme']);
    expect(reasons).toEqual([]);
  });

  test.each(['cust_1_2; Domain=evil.example', 'cust_1\r\nSet-Cookie: a=b'])(
    'never lets an answer write cookies of its own (%j)',
    async (clickId) => {
      const body = JSON.stringify({ success: true, click_id: clickId });
      const apiUrl = await serveApi((_request, response) => response.end(body));
      const url = await open(openWebShop as OpenShop, { apiUrl });
      expect(Object.keys((await new Visitor().open(`${url}/?aff=p`)).cookies)).toEqual(['theme']);
    },
  );

  test('whose address is too long for the API keeps its partner', async () => {
    const seen: string[] = [];
    const apiUrl = await serveApi((request, response) => {
      request.on('data', (chunk: Buffer) => seen.push(JSON.parse(chunk.toString()).affiliate_url));
      request.on('end', () => response.end('{"success":false}'));
    });
    const url = await open(openWebShop as OpenShop, { apiUrl });
    await new Visitor().open(`${url}/?q=${'x'.repeat(3_000)}&aff=p%20q`);
    expect(seen).toEqual([`${url}/?aff=p%20q`]);
  });
});

describe('the click id on the server', () => {
  const request = (cookie: string) => ({ headers: { cookie } });

  test('is read with the earlier ones, without junk and repeats', () => {
    const list = encodeURIComponent('cust_1_1|<b>|cust_2_2|cust_1_1');
    const cookie = `a=b; affitor_click_ids=${list}; affitor_click_id=cust_3_3; broken`;
    expect(readClickIds(request(cookie))).toEqual(['cust_2_2', 'cust_1_1', 'cust_3_3']);
    expect(readClickIds(request('affitor_click_ids=%E0%A4%A; affitor_click_id=%'))).toEqual([]);
    expect(readClickIds(new Request('http://a', { headers: {} }))).toEqual([]);
  });

  test('travels in an OAuth state and comes back', () => {
    const state = withClickId('random.state~1', 'cust_1_2');
    expect(encodeURIComponent(state)).toBe(state);
    expect(clickIdFromState(state)).toBe('cust_1_2');
    expect(withClickId(state, 'cust_3_4')).toBe(withClickId('random.state~1', 'cust_3_4'));
    expect(withClickId('plain', null)).toBe('plain');
    expect(withClickId('plain', 'cust_1; Path=/')).toBe('plain');
  });

  test.each([
    undefined,
    null,
    7,
    {},
    '',
    'plain',
    '~affitor~',
    'x~affitor~<script>',
    `x~affitor~${'1'.repeat(500)}`,
  ])('is never read from a state that somebody made up (%j)', (state) => {
    expect(clickIdFromState(state)).toBeNull();
  });
});
