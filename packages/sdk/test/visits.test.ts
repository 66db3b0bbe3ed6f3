// Owns the guarantees of which visits are landings, and of the click id that servers read.
import { afterEach, describe, expect, test } from 'vitest';
import { clickIdFromState, readClickIds, withClickId } from '../src/landing/index.js';
import { OpenShops, openWebShop, type ShopOptions, serveApi } from './shops.js';
import { Visitor } from './visitor.js';

const shops = new OpenShops();
afterEach(() => shops.stop());

const openApi = (answer: Parameters<typeof serveApi>[0]) => shops.open(serveApi(answer));
const openShop = (options: ShopOptions) =>
  shops.open(openWebShop({ timeoutMs: 10_000, ...options }));

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
    const apiUrl = await openApi((_request, response) => {
      clicks += 1;
      response.end('{"success":true,"click_id":"cust_1_2","cookie_window_days":60}');
    });
    const url = await openShop({ apiUrl });
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
    const apiUrl = await openApi((_request, response) => {
      calls += 1;
      response.end('{}');
    });
    const consent = () => false;
    const url = await openShop({ apiUrl, consent });
    const page = await new Visitor().open(`${url}/?aff=p`);
    expect([calls, Object.keys(page.cookies)]).toEqual([0, ['theme']]);
  });

  test('of a link that was switched off stores nothing', async () => {
    const apiUrl = await openApi((_request, response) => response.end('{"success":false}'));
    const reasons: unknown[] = [];
    const onError = (error: unknown) => reasons.push(error);
    const url = await openShop({ apiUrl, onError });
    expect(Object.keys((await new Visitor().open(`${url}/?aff=p`)).cookies)).toEqual(['theme']);
    expect(reasons).toEqual([]);
  });

  test.each(['cust_1_2; Domain=evil.example', 'cust_1\r\nSet-Cookie: a=b'])(
    'never lets an answer write cookies of its own (%j)',
    async (clickId) => {
      const body = JSON.stringify({ success: true, click_id: clickId });
      const apiUrl = await openApi((_request, response) => response.end(body));
      const url = await openShop({ apiUrl });
      expect(Object.keys((await new Visitor().open(`${url}/?aff=p`)).cookies)).toEqual(['theme']);
    },
  );

  test('whose address is too long for the API keeps its partner', async () => {
    const seen: string[] = [];
    const apiUrl = await openApi((request, response) => {
      request.on('data', (chunk: Buffer) => seen.push(JSON.parse(chunk.toString()).affiliate_url));
      request.on('end', () => response.end('{"success":false}'));
    });
    const url = await openShop({ apiUrl });
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
