// Owns rows 95-101 of the seed's checklist: which web pages may call click and lead.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  LISTED_ORIGIN,
  startTwoPrograms,
  type TwoPrograms,
  unique,
} from '../programs-fixture.js';
import type { Answer } from '../test-app.js';

const CLICK = '/api/v1/track/click';
const LEAD = '/api/v1/track/lead';
const ALLOW = 'access-control-allow-origin';
const BODY = { affiliate_url: 'https://shop.example/?aff=p1' };

let app: TwoPrograms;
beforeAll(async () => {
  app = await startTwoPrograms();
});
afterAll(() => app.close());

const preflight = (path: string, origin: string, requestHeaders = 'content-type') =>
  app.call('OPTIONS', path, {
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': requestHeaders,
    },
  });

function expectAllowed(answer: Answer, origin: string): void {
  expect(answer.status).toBeLessThan(300);
  expect(answer.headers[ALLOW]).toBe(origin);
  expect(answer.headers.vary).toMatch(/\bOrigin\b/);
  expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
}

const settings = (origins: string[]) =>
  app.call('PUT', `/api/advertiser/affiliate-programs/${app.a.id}`, {
    key: app.managementKey,
    body: { allowed_origins: origins },
  });

test.each([CLICK, LEAD, '/api/tracking/click', '/api/tracking/lead'])(
  'rows 95 and 96: a listed origin may call %s',
  async (path) => {
    const answer = await preflight(path, LISTED_ORIGIN);
    expectAllowed(answer, LISTED_ORIGIN);
    expect(answer.headers['access-control-allow-methods']).toMatch(/\bPOST\b/);
    expect(answer.headers['access-control-allow-headers']).toBe('Content-Type');
  },
);

test('row 95: the answer to a click may be read by the page, also when it is an error', async () => {
  const headers = { origin: LISTED_ORIGIN };
  expectAllowed(await app.call('POST', CLICK, { body: BODY, headers }), LISTED_ORIGIN);
  const refused = await app.call('POST', CLICK, { body: {}, headers });
  expectError(refused, 400, 'affiliate_url is required');
  expect(refused.headers[ALLOW]).toBe(LISTED_ORIGIN);
});

test('row 96: the answer to a lead may be read by the page, also when it is an error', async () => {
  const headers = { origin: LISTED_ORIGIN };
  const body = { click_id: await app.click('p1'), customer_key: unique('user') };
  expectAllowed(await app.call('POST', LEAD, { body, headers }), LISTED_ORIGIN);
  const again = await app.call('POST', LEAD, { body, headers });
  expect(again.status).toBe(400);
  expect(again.headers[ALLOW]).toBe(LISTED_ORIGIN);
});

test('row 97: an origin that is not listed gets no allow header, and its call is processed', async () => {
  for (const origin of [
    'https://evil.example',
    'null',
    'https://localhost:5173',
    'http://localhost:5174',
    'http://localhost:5173.evil.example',
  ]) {
    for (const path of [CLICK, LEAD]) {
      expect((await preflight(path, origin)).headers[ALLOW]).toBeUndefined();
    }
    const answer = await app.call('POST', CLICK, { body: BODY, headers: { origin } });
    expect(answer.body.success).toBe(true);
    expect(answer.headers[ALLOW]).toBeUndefined();
  }
});

test("row 97: the origin of one program does not read another program's answers", async () => {
  const body = { affiliate_url: 'https://shop.example/?aff=p3' };
  const answer = await app.call('POST', CLICK, { body, headers: { origin: LISTED_ORIGIN } });
  expect(answer.body.success).toBe(true);
  expect(answer.headers[ALLOW]).toBeUndefined();
});

test('row 98: origins that are added or removed in the settings count at once', async () => {
  const origin = 'https://new.example';
  const post = () => app.call('POST', CLICK, { body: BODY, headers: { origin } });
  expect((await preflight(CLICK, origin)).headers[ALLOW]).toBeUndefined();
  expect((await post()).headers[ALLOW]).toBeUndefined();
  expect((await settings([LISTED_ORIGIN, origin])).status).toBe(200);
  expectAllowed(await preflight(CLICK, origin), origin);
  expectAllowed(await post(), origin);
  expect((await settings([LISTED_ORIGIN])).status).toBe(200);
  expect((await preflight(CLICK, origin)).headers[ALLOW]).toBeUndefined();
  expect((await post()).headers[ALLOW]).toBeUndefined();
});

test('row 99: sale and refund do not offer CORS', async () => {
  for (const path of ['sale', 'refund']) {
    const url = `/api/v1/track/${path}`;
    expect((await preflight(url, LISTED_ORIGIN)).headers[ALLOW]).toBeUndefined();
    for (const key of [app.a.key, undefined]) {
      const headers = { origin: LISTED_ORIGIN };
      const answer = await app.call('POST', url, { body: {}, key, headers });
      expect(answer.headers[ALLOW]).toBeUndefined();
    }
  }
});

test('row 100: a lead with a key is not offered to browsers', async () => {
  const answer = await preflight(LEAD, LISTED_ORIGIN, 'authorization, content-type');
  expect(String(answer.headers['access-control-allow-headers'])).not.toMatch(/authorization/i);
  const body = { customer_key: unique('user') };
  const headers = { origin: LISTED_ORIGIN };
  const recorded = await app.call('POST', LEAD, { body, key: app.a.key, headers });
  expect(recorded.status).toBe(200);
  expect(recorded.headers[ALLOW]).toBeUndefined();
});

test('row 101: localhost and 127.0.0.1 are different origins', async () => {
  const number = 'http://127.0.0.1:5173';
  expect((await preflight(CLICK, number)).headers[ALLOW]).toBeUndefined();
  await settings([number]);
  expectAllowed(await preflight(CLICK, number), number);
  expect((await preflight(CLICK, LISTED_ORIGIN)).headers[ALLOW]).toBeUndefined();
  await settings(['localhost']);
  expectAllowed(await preflight(CLICK, 'https://localhost:3000'), 'https://localhost:3000');
  expect((await preflight(CLICK, number)).headers[ALLOW]).toBeUndefined();
});

test('the data is sound after all of this', () => assertInvariants(app.db));
