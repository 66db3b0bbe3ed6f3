// Owns rows 9-20 of the seed's checklist: which calls need a key, and what a usable key is.
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  expectLead,
  expectSale,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
  unique,
} from '../programs-fixture.js';
import { type Answer, toAnswer } from '../test-app.js';

const SALE = '/api/v1/track/sale';
const REFUND = '/api/v1/track/refund';
const ABSENT = 'Missing or invalid Authorization header';
const INVALID = 'Invalid API token';

let app: TwoPrograms;
let port: number;
beforeAll(async () => {
  app = await startTwoPrograms();
  await app.app.http.listen({ port: 0, host: '127.0.0.1' });
  port = (app.app.http.server.address() as net.AddressInfo).port;
});
afterAll(() => app.close());

/** Sends a request byte by byte, since HTTP clients trim the header that is tested. */
async function sendRaw(path: string, authorization: string, body: object): Promise<Answer> {
  const text = JSON.stringify(body);
  const socket = net.connect(port, '127.0.0.1');
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: affitor.test\r\nConnection: close\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n` +
      `Authorization: ${authorization}\r\n\r\n${text}`,
  );
  let received = '';
  for await (const chunk of socket) received += String(chunk);
  const [head = '', answer = ''] = received.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return toAnswer(Number(statusLine.split(' ')[1]), Object.fromEntries(headers), answer);
}

test('row 09: a sale without an Authorization header answers 401', async () => {
  const body = { transaction_id: unique(), amount_cents: 100, customer_key: 'u' };
  expectError(await app.sale(body), 401, ABSENT);
});

test('row 09: a missing key is told before anything about the body', async () => {
  expectError(await app.sale({}), 401, ABSENT);
  expectError(await app.call('POST', SALE), 401, ABSENT);
});

test('row 10: a refund without an Authorization header answers 401', async () => {
  expectError(await app.refund({ transaction_id: unique() }), 401, ABSENT);
});

test('row 11: a header that does not start with "Bearer " answers 401', async () => {
  const body = { transaction_id: unique(), amount_cents: 100, customer_key: 'u' };
  for (const authorization of [
    `Token ${app.a.key}`,
    `Basic ${app.a.key}`,
    `bearer ${app.a.key}`,
    `Bearer\t${app.a.key}`,
    app.a.key,
  ]) {
    const answer = await app.call('POST', SALE, { body, headers: { authorization } });
    expectError(answer, 401, ABSENT);
  }
});

test('row 12: "Bearer " with nothing but blanks after it answers 401', async () => {
  for (const path of [SALE, REFUND]) {
    expectError(await sendRaw(path, 'Bearer    ', { transaction_id: unique() }), 401, ABSENT);
    // Without a parser that trims the header, the token itself is trimmed.
    const inner = { body: {}, headers: { authorization: 'Bearer    ' } };
    expectError(await app.call('POST', path, inner), 401, 'Missing API token');
  }
});

test('row 13: blanks around the token do not matter', async () => {
  const body = { amount_cents: 100 };
  const message = 'transaction_id is required and must be a string';
  expectError(await sendRaw(SALE, `Bearer   ${app.a.key}  `, body), 400, message);
});

test('row 14: a token that matches no program answers 401', async () => {
  expectError(await app.sale({}, 'aff_nope'), 401, INVALID);
  expectError(await app.refund({}, 'aff_nope'), 401, INVALID);
});

test('row 15: a replaced key is dead at once, and its successor works', async () => {
  const program = await app.createProgram({ name: 'Rotated' });
  const path = `/api/advertiser/affiliate-programs/${program.id}/regenerate-api-token`;
  const rotated = await app.call('POST', path, { key: app.managementKey, body: {} });
  expect(rotated.status).toBe(200);
  const message = 'transaction_id is required and must be a string';
  expectError(await app.sale({}, program.key), 401, INVALID);
  expectError(await app.sale({}, rotated.body.data.api_token), 400, message);
});

test('row 16: a key of another program finds neither the customer nor the sale', async () => {
  const { key } = await signUp(app);
  const transactionId = unique();
  const body = { transaction_id: transactionId, amount_cents: 100, customer_key: key };
  const elsewhere = 'No affiliate attribution found for this customer in this program';
  expectError(await app.sale(body, app.b.key), 400, elsewhere);
  expectSale(await app.sale(body, app.a.key));
  const refund = await app.refund({ transaction_id: transactionId }, app.b.key);
  expectError(refund, 404, 'Sale not found for transaction_id');
});

test('row 17: the key that program settings show once authenticates a sale', async () => {
  const program = await app.createProgram({ name: 'Shown once' });
  const path = `/api/advertiser/affiliate-programs/${program.id}`;
  const shown = await app.call('GET', path, { key: app.managementKey });
  expect(shown.body.data.api_token).toBeUndefined();
  expect(shown.body.data.api_token_masked).toMatch(/^aff_.{8}\*{4}.{4}$/);
  expect(JSON.stringify(shown.body)).not.toContain(program.key);
  const message = 'transaction_id is required and must be a string';
  expectError(await app.sale({}, program.key), 400, message);
});

test('row 18: only sale and refund ask for a key', async () => {
  expectError(await app.sale({}), 401, ABSENT);
  expectError(await app.refund({}), 401, ABSENT);
  expectError(await app.lead({}), 400, 'click_id or customer_key is required');
  const click = await app.call('POST', '/api/v1/track/click', { body: {} });
  expectError(click, 400, 'affiliate_url is required');
});

test('row 18: a lead treats a header without a usable token as no header', async () => {
  for (const authorization of ['Bearer ', 'Bearer    ', 'Basic abc', `bearer ${app.a.key}`]) {
    const body = { click_id: await app.click('p1'), customer_key: unique('user') };
    expectLead(await app.call('POST', '/api/v1/track/lead', { body, headers: { authorization } }));
  }
});

test('row 19: a lead with the key of its program is recorded', async () => {
  const body = { click_id: await app.click('p1'), customer_key: unique('user') };
  expectLead(await app.lead(body, app.a.key));
});

test('row 19: a lead with a key that nobody has answers 401', async () => {
  expectError(await app.lead({ customer_key: 'u' }, 'aff_nope'), 401, INVALID);
});

test('row 20: a lead without a key is recorded', async () => {
  expectLead(await app.lead({ click_id: await app.click('p1'), customer_key: unique('user') }));
});

test('the data is sound after all of this', () => assertInvariants(app.db));
