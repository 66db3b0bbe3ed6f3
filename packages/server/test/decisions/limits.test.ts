// Owns decision D-08: what is too large, damaged or of the wrong kind is told so, and never a 500.
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  expectLead,
  expectSale,
  select,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
  unique,
} from '../programs-fixture.js';
import { type Answer, toAnswer } from '../test-app.js';

const NOT_JSON = 'Invalid JSON body';

let app: TwoPrograms;
let key: string;
beforeAll(async () => {
  app = await startTwoPrograms();
  ({ key } = await signUp(app));
});
afterAll(() => app.close());

async function send(
  payload: string | Buffer,
  { path = 'sale', contentType = 'application/json' } = {},
): Promise<Answer> {
  const response = await app.app.http.inject({
    method: 'POST',
    url: `/api/v1/track/${path}`,
    headers: { authorization: `Bearer ${app.a.key}`, 'content-type': contentType },
    payload,
  });
  return toAnswer(response.statusCode, response.headers, response.body);
}
const click = (body: object) =>
  app.call('POST', '/api/v1/track/click', {
    body: { affiliate_url: 'https://shop.example/?aff=p1', ...body },
  });
const sell = (body: object) =>
  app.sale({ transaction_id: unique(), amount_cents: 1, customer_key: key, ...body }, app.a.key);
const tooLong = (field: string, limit: number) => `${field} must be at most ${limit} characters`;
const contextOf = async (clickId: string) =>
  (
    await select<{ context: Record<string, string> }>(
      app.db,
      'select context from click where customer_id = $1',
      [clickId.split('_')[1]],
    )
  )[0]?.context;

test('D-08: a body that is no JSON object answers 400', async () => {
  const bodies = ['', '{', '[]', 'null', '1', '"x"', '{"a":1}{', 'undefined', '{"a":NaN}'];
  for (const payload of bodies) {
    for (const path of ['click', 'lead', 'sale', 'refund']) {
      expectError(await send(payload, { path }), 400, NOT_JSON);
    }
  }
  expectError(await send(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), 400, NOT_JSON);
});

test('D-08: names that would reach into prototypes are refused', async () => {
  expectError(await send('{"__proto__":{"x":1}}'), 400, NOT_JSON);
  expectError(await send('{"a":{"constructor":{"prototype":{"x":1}}}}'), 400, NOT_JSON);
});

test('D-08: a nesting of a hundred levels is refused, and of thirty is not', async () => {
  const nest = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  const sale = (depth: number) =>
    `{"transaction_id":"${unique()}","amount_cents":1,"customer_key":"${key}",` +
    `"line_items":${nest(depth)}}`;
  expectSale(await send(sale(30)));
  expectError(await send(sale(100)), 400, NOT_JSON);
  expectError(await send(sale(20_000)), 400, NOT_JSON);
});

test('D-08: brackets inside a text are no nesting', async () => {
  const text = '[{"'.repeat(100);
  expect((await sell({ event_name: text })).status).toBe(200);
});

test('D-08: a body above 64 KiB answers 413, and one of 64 KiB does not', async () => {
  const padded = (bytes: number) => {
    const fields = `"transaction_id":"${unique()}","amount_cents":1,"customer_key":"${key}"`;
    const start = `{${fields},"pad":"`;
    return `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
  };
  expectSale(await send(padded(65_536)));
  const answer = await send(padded(65_537));
  expect(answer.status).toBe(413);
  expectError(answer, 413, answer.body.error);
});

test('D-08: another content type answers 415', async () => {
  for (const contentType of ['text/plain', 'application/x-www-form-urlencoded', 'image/png']) {
    const answer = await send('{}', { contentType });
    expectError(answer, 415, answer.body.error);
  }
});

test('D-08: an unknown route answers 404, and a wrong method 405 with what is allowed', async () => {
  for (const path of ['/nothing', '/api/v1/track', '/api/v1/track/clicks', '/api/v1/track/sale/']) {
    const answer = await app.call('POST', path, { body: {} });
    expectError(answer, 404, answer.body.error);
  }
  for (const path of ['/api/v1/track/click', '/api/tracking/refund']) {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const answer = await app.call(method, path);
      expectError(answer, 405, answer.body.error);
      expect(answer.headers.allow).toBe('POST');
    }
  }
});

test('D-08: URL fields take 2,048 characters', async () => {
  const url = (length: number) => 'https://shop.example/?aff=p1&x='.padEnd(length, 'y');
  expect((await click({ affiliate_url: url(2048), page_url: url(2048) })).status).toBe(200);
  expectError(await click({ affiliate_url: url(2049) }), 400, tooLong('affiliate_url', 2048));
  expectError(await click({ page_url: url(2049) }), 400, tooLong('page_url', 2048));
});

test('D-08: other texts take 512 characters, and identifiers are never cut', async () => {
  const long = 'x'.repeat(513);
  for (const field of ['click_id', 'customer_key', 'email', 'session_id']) {
    const body = { customer_key: 'k', [field]: long };
    expectError(await app.lead(body, app.a.key), 400, tooLong(field, 512));
  }
  for (const field of ['transaction_id', 'customer_key', 'click_id', 'product_id']) {
    expectError(await sell({ [field]: long }), 400, tooLong(field, 512));
  }
  expectError(await click({ existing_click_id: long }), 400, tooLong('existing_click_id', 512));
  expectSale(await sell({ transaction_id: unique('x'.repeat(500)) }));
});

test('D-08: titles, referrers and user agents are cut, not refused', async () => {
  const long = `${'x'.repeat(511)}😀${'y'.repeat(5000)}`;
  const { body } = await click({ page_title: long, referrer_url: long, user_agent: long });
  const context = await contextOf(body.click_id);
  expect(context?.page_title).toBe(`${'x'.repeat(511)}\uFFFD`);
  expect(context?.referrer_url).toHaveLength(2048);
  expect(context?.user_agent).toHaveLength(512);
});

test('D-08: line_items take 16 KiB and additional_data 4 KiB', async () => {
  const items = (bytes: number) => ['x'.repeat(bytes - 4)];
  const data = (bytes: number) => ({ a: 'x'.repeat(bytes - 8) });
  expectSale(await sell({ line_items: items(16_384), additional_data: data(4096) }));
  const tooLarge = (field: string, limit: number) => `${field} must be at most ${limit} bytes`;
  expectError(await sell({ line_items: items(16_385) }), 400, tooLarge('line_items', 16_384));
  const answer = await sell({ additional_data: data(4097) });
  expectError(answer, 400, tooLarge('additional_data', 4096));
});

test.each([
  ['a NUL', '\0'],
  ['half a surrogate pair', '\ud800'],
])('D-08: %s never reaches the database and never causes a 500', async (_name, junk) => {
  const text = `a${junk}b`;
  const unstorable = (field: string) => `${field} contains characters that cannot be stored`;
  const described = await click({
    page_title: text,
    page_url: `https://x.example/${text}`,
    referrer_url: text,
    session_id: text,
    language: text,
    user_agent: text,
  });
  expect((await contextOf(described.body.click_id))?.page_title).toBe('a\uFFFDb');
  expectError(await click({ existing_click_id: text }), 400, unstorable('existing_click_id'));
  expectError(await app.lead({ customer_key: text }, app.a.key), 400, unstorable('customer_key'));
  expectError(await sell({ transaction_id: text }), 400, unstorable('transaction_id'));
  expectError(await sell({ line_items: [{ [text]: 1 }] }), 400, unstorable('line_items'));
  expectError(await sell({ additional_data: { x: text } }), 400, unstorable('additional_data'));
  const signup = { click_id: await app.click('p1'), customer_key: unique('user') };
  const texts = { email: text, page_url: text, event_name: text, click_ids: [text] };
  expectLead(await app.lead({ ...signup, ...texts }, app.a.key));
  const refund = { transaction_id: text, refund_reason: text };
  expectError(await app.refund(refund, app.a.key), 404, 'Sale not found for transaction_id');
  const testMode = { additional_data: { test_mode: true, note: text } };
  for (const endpoint of ['click', 'lead', 'sale']) {
    const body = { ...testMode, click_id: text, customer_key: text, email: text };
    const answer = await app.call('POST', `/api/v1/track/${endpoint}`, { body, key: app.a.key });
    expect(answer.status).toBe(400);
  }
});

test('D-08: a look-up with a damaged path is answered as a client error', async () => {
  for (const id of ['%00', '%zz', '%ff', 'x'.repeat(7000), '%F0%9F%98%80']) {
    const answer = await app.call('GET', `/api/v1/track/sale/${id}`, { key: app.a.key });
    expect([400, 404, 414]).toContain(answer.status);
    expectError(answer, answer.status, answer.body.error);
  }
});

test('D-08: what is not HTTP is answered in the same shape', async () => {
  await app.app.http.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.app.http.server.address() as net.AddressInfo;
  for (const text of ['nonsense\r\n\r\n', `GET / HTTP/1.1\r\nX: ${'y'.repeat(70_000)}\r\n\r\n`]) {
    const socket = net.connect(port, '127.0.0.1');
    socket.write(text);
    let received = '';
    for await (const chunk of socket) received += String(chunk);
    const [head = '', body = ''] = received.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(head).toMatch(/x-request-id: [0-9a-f-]{36}/i);
    expect(head).toMatch(/x-affitor-error-code: \w+/i);
    expect(JSON.parse(body)).toEqual({ error: expect.any(String) });
  }
});

test('the data is sound after all of this', () => assertInvariants(app.db));
