// Owns rows 69-82 of the seed's checklist: one transaction id, one sale, in every situation.
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  expectSale,
  select,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
  unique,
  withFault,
} from '../programs-fixture.js';

const DUPLICATE = 'Duplicate transaction_id. This sale has already been recorded.';
const TEST_MODE = { additional_data: { test_mode: true } };

let app: TwoPrograms;
let key: string;
beforeAll(async () => {
  app = await startTwoPrograms();
  ({ key } = await signUp(app));
});
afterAll(() => app.close());

const sell = (id: string, body: object = {}, apiKey = app.a.key) =>
  app.sale({ transaction_id: id, amount_cents: 4900, customer_key: key, ...body }, apiKey);
const testSale = (body: object = {}) => app.sale({ ...TEST_MODE, ...body }, app.a.key);

/** Everything that a sale writes, as it stands. */
const everything = async () =>
  Promise.all(
    [
      'select * from sale order by id',
      'select * from commission order by id',
      'select * from customer order by id',
      'select * from link_counter order by link_id',
      'select * from daily_money_stat order by 1, 2, 3, 4, 5',
      'select * from ledger_posting order by id',
      'select * from processor_event order by 1',
    ].map((text) => select(app.db, text)),
  );

test('row 69: the second send conflicts', async () => {
  const id = unique();
  expectSale(await sell(id));
  expectError(await sell(id), 409, DUPLICATE);
});

test('row 70: the second send changes nothing, whatever it says', async () => {
  const id = unique();
  expectSale(await sell(id));
  const before = await everything();
  expectError(await sell(id, { amount_cents: 1, currency: 'EUR' }), 409, DUPLICATE);
  expect(await everything()).toEqual(before);
});

test('row 71: the check is global, not per program', async () => {
  const id = unique();
  const { key: customerOfB } = await signUp(app, 'p3');
  expectSale(await sell(id));
  expectError(await sell(id, { customer_key: customerOfB }, app.b.key), 409, DUPLICATE);
});

test('row 72: transaction_id is kept as processor_event_id', async () => {
  const id = unique('ch_✓ ');
  const { saleId } = expectSale(await sell(id));
  const rows = await select(app.db, 'select id from sale where processor_event_id = $1', [id]);
  expect(rows).toEqual([{ id: BigInt(saleId) }]);
});

test('row 73: of twenty identical sales at once exactly one is recorded', async () => {
  const id = unique();
  const answers = await Promise.all(Array.from({ length: 20 }, () => sell(id)));
  const recorded = answers.filter(({ status }) => status === 200);
  expect(recorded).toHaveLength(1);
  const saleId = String(recorded[0]?.body.sale_id);
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    expectError(answer, 409, DUPLICATE);
    expect(answer.headers['x-affitor-sale-id']).toBe(saleId);
  }
  const rows = await select(app.db, 'select 1 from sale where processor_event_id = $1', [id]);
  expect(rows).toHaveLength(1);
});

test('row 73: two programs that want one id at once get it once', async () => {
  const { key: customerOfB } = await signUp(app, 'p3');
  for (let round = 0; round < 5; round += 1) {
    const id = unique();
    const answers = await Promise.all([
      sell(id),
      sell(id, { customer_key: customerOfB }, app.b.key),
      sell(id),
    ]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409, 409]);
  }
});

test('row 74: a test sale occupies its explicit id', async () => {
  const id = unique();
  expect((await testSale({ transaction_id: id })).status).toBe(200);
  expectError(await sell(id), 409, DUPLICATE);
});

test('row 75: clearing test data frees the id', async () => {
  const id = unique();
  await testSale({ transaction_id: id });
  const path = `/api/advertiser/affiliate-programs/${app.a.id}/test-data`;
  const cleared = await app.call('DELETE', path, { key: app.managementKey });
  expect(cleared.status).toBe(200);
  expectSale(await sell(id));
});

test('row 77: a test sale without an id gets test_txn_<timestamp>', async () => {
  const { status, body } = await testSale();
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      success: true,
      message: 'Test sale event tracked successfully',
      data: { eventId: expect.any(Number), programId: app.a.id, test_mode: true },
    },
  });
  const [event] = await select(
    app.db,
    `select processor_event_id, amount_cents, currency, click_id from test_event where id = $1`,
    [body.data.eventId],
  );
  expect(event).toEqual({
    processor_event_id: expect.stringMatching(/^test_txn_\d{13,}$/),
    amount_cents: 9999n,
    currency: 'USD',
    click_id: expect.stringMatching(/^test_sale_\d{13,}$/),
  });
});

test('row 78: two hundred test sales without an id, in one millisecond, all get one', async () => {
  const moment = app.clock.now();
  app.clock.stopAt(moment);
  const answers = await Promise.all(Array.from({ length: 200 }, () => testSale()));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const [counted] = await select(
    app.db,
    `select count(distinct processor_event_id)::int as ids from test_event
     where created_at = $1`,
    [moment],
  );
  expect(counted).toEqual({ ids: 200 });
});

test('row 79: an explicit id makes a test sale a duplicate', async () => {
  expect((await testSale({ transaction_id: 'test_x' })).status).toBe(200);
  expectError(await testSale({ transaction_id: 'test_x' }), 409, DUPLICATE);
});

test('row 79: a test sale does not take the id of a real one', async () => {
  const id = unique();
  expectSale(await sell(id));
  expectError(await testSale({ transaction_id: id }), 409, DUPLICATE);
});

test('rows 80 and 81: after a commission failed the id is spent, and a new one works', async () => {
  const id = unique();
  const failed = await withFault(app.db, { table: 'commission' }, () => sell(id));
  expectError(failed, 500, 'Failed to create commission');
  const again = await sell(id);
  expectError(again, 409, DUPLICATE);
  expect(again.headers['x-affitor-sale-id']).toMatch(/^\d+$/);
  expect(again.headers['x-affitor-commission-id']).toBeUndefined();
  expectSale(await sell(unique()));
});

/** The pattern that the documentation recommends to clients. */
async function recordSale(baseUrl: string, body: object): Promise<'recorded' | 'known'> {
  const response = await fetch(`${baseUrl}/api/v1/track/sale`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${app.a.key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (response.status === 409) return 'known';
  if (!response.ok) {
    const answer = (await response.json()) as { error: string };
    throw new Error(`Affitor error ${response.status}: ${answer.error}`);
  }
  return 'recorded';
}

test('rows 76 and 82: the documented client pattern works against the listening service', async () => {
  await app.app.http.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.app.http.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const body = { transaction_id: unique(), amount_cents: 4900, customer_key: key };
  expect(await recordSale(url, body)).toBe('recorded');
  expect(await recordSale(url, body)).toBe('known');
  await expect(
    recordSale(url, { ...body, transaction_id: unique(), amount_cents: 0 }),
  ).rejects.toThrow('Affitor error 400: amount_cents is required and must be a positive integer');
});

test('the data is sound after all of this', () => assertInvariants(app.db));
