// Owns rows 43-56 of the seed's checklist: what a sale must bring, and whom it may be credited to.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  expectSale,
  expectUnattributedLead,
  select,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
  unique,
  withFault,
} from '../programs-fixture.js';

const ID_REQUIRED = 'transaction_id is required and must be a string';
const AMOUNT_REQUIRED = 'amount_cents is required and must be a positive integer';
const NOT_FOUND = 'Customer not found. Provide customer_key or click_id.';
const ELSEWHERE = 'No affiliate attribution found for this customer in this program';
const NO_RELATIONSHIP = 'No partner-program relationship found for this customer';

let app: TwoPrograms;
let key: string;
beforeAll(async () => {
  app = await startTwoPrograms();
  ({ key } = await signUp(app));
});
afterAll(() => app.close());

const sell = (body: object, apiKey = app.a.key) =>
  app.sale({ transaction_id: unique(), amount_cents: 100, customer_key: key, ...body }, apiKey);
const salesOf = (transactionId: string) =>
  select(app.db, 'select amount_cents, currency from sale where processor_event_id = $1', [
    transactionId,
  ]);
const claimsOf = (transactionId: string) =>
  select(app.db, 'select 1 from processor_event where processor_event_id = $1', [transactionId]);

test('row 43: transaction_id is required', async () => {
  for (const id of [undefined, null, '']) {
    expectError(await sell({ transaction_id: id }), 400, ID_REQUIRED);
  }
});

test('row 44: transaction_id must be a string', async () => {
  for (const id of [12345, 0, {}, true, ['x'], 1.5]) {
    expectError(await sell({ transaction_id: id }), 400, ID_REQUIRED);
  }
});

test('row 45: amount_cents is required', async () => {
  expectError(await sell({ amount_cents: undefined }), 400, AMOUNT_REQUIRED);
});

test('row 46: amount_cents must be positive', async () => {
  for (const amount of [0, -0, -1, -4900]) {
    expectError(await sell({ amount_cents: amount }), 400, AMOUNT_REQUIRED);
  }
});

test('row 47: amount_cents must be a whole number that JSON carries exactly', async () => {
  const wrong = ['4900', 49.5, null, [], [100], {}, true, 2 ** 53, 1e300];
  for (const amount of wrong) {
    expectError(await sell({ amount_cents: amount }), 400, AMOUNT_REQUIRED);
  }
});

test('C-38: 4900.0 is the integer 4900', async () => {
  const id = unique();
  const headers = { authorization: `Bearer ${app.a.key}`, 'content-type': 'application/json' };
  const answer = await app.app.http.inject({
    method: 'POST',
    url: '/api/v1/track/sale',
    headers,
    payload: `{"transaction_id":"${id}","amount_cents":4900.0,"customer_key":"${key}"}`,
  });
  expect(answer.statusCode).toBe(200);
  expect(await salesOf(id)).toEqual([{ amount_cents: 4900n, currency: 'USD' }]);
});

test('row 48: the amount is kept in the smallest currency unit', async () => {
  const id = unique();
  const { commissionId } = expectSale(await sell({ transaction_id: id, amount_cents: 4900 }));
  expect(await salesOf(id)).toEqual([{ amount_cents: 4900n, currency: 'USD' }]);
  const [commission] = await select(
    app.db,
    'select amount_cents, basis_cents, currency from commission where id = $1',
    [commissionId],
  );
  expect(commission).toEqual({ amount_cents: 980n, basis_cents: 4900n, currency: 'USD' });
});

test('row 49: neither identifier resolves', async () => {
  for (const identifiers of [
    { customer_key: undefined },
    { customer_key: null, click_id: null },
    { customer_key: 'nobody' },
    { customer_key: undefined, click_id: 'cust_999999_1700000000000' },
    { customer_key: 'nobody', click_id: 'cust_999999_1700000000000' },
  ]) {
    const id = unique();
    expectError(await sell({ transaction_id: id, ...identifiers }), 400, NOT_FOUND);
    expect(await claimsOf(id)).toEqual([]);
  }
});

test('row 50: the same sale works once lead tracking ran', async () => {
  const body = { transaction_id: unique(), customer_key: unique('user') };
  expectError(await sell(body), 400, NOT_FOUND);
  const clickId = await app.click('p1');
  await app.lead({ click_id: clickId, customer_key: body.customer_key }, app.a.key);
  expectSale(await sell(body));
});

test('row 51: a click id alone resolves the customer', async () => {
  expectSale(await sell({ customer_key: undefined, click_id: await app.click('p1') }));
});

test('row 51: a sale by click id binds the customer_key it brings', async () => {
  const customerKey = unique('user');
  const clickId = await app.click('p1');
  const first = expectSale(await sell({ customer_key: customerKey, click_id: clickId }));
  const second = expectSale(await sell({ customer_key: customerKey }));
  expect(second.saleId).not.toBe(first.saleId);
});

test('row 52: a customer that is attributed in another program is refused', async () => {
  expectError(await sell({}, app.b.key), 400, ELSEWHERE);
  const byClick = { customer_key: undefined, click_id: await app.click('p1') };
  expectError(await sell(byClick, app.b.key), 400, ELSEWHERE);
});

test('row 53: the refusal does not consume the transaction id', async () => {
  const body = { transaction_id: unique() };
  expectError(await sell(body, app.b.key), 400, ELSEWHERE);
  expectSale(await sell(body));
});

test('row 54: a customer that no partner brought has no relationship', async () => {
  const organic = unique('organic');
  expectUnattributedLead(await app.lead({ customer_key: organic }, app.a.key));
  const body = { transaction_id: unique(), customer_key: organic };
  expectError(await sell(body), 400, NO_RELATIONSHIP);
  expect(await claimsOf(body.transaction_id)).toEqual([]);
});

test('row 55: a customer without a partner is refused before anything is written', async () => {
  const broken = (await signUp(app)).key;
  const setPartner = (partnerId: number | null) =>
    app.db.pool.query('update customer set partner_id = $2 where customer_key = $1', [
      broken,
      partnerId,
    ]);
  await setPartner(null);
  const body = { transaction_id: unique(), customer_key: broken };
  expectError(await sell(body), 400, 'partnerId required to create commission');
  expect(await claimsOf(body.transaction_id)).toEqual([]);
  await setPartner(app.p1);
  expectSale(await sell(body));
});

test('row 56: an unhandled failure answers "Sale tracking failed" and consumes nothing', async () => {
  const body = { transaction_id: unique() };
  const answer = await withFault(app.db, { table: 'sale' }, () => sell(body));
  expectError(answer, 500, 'Sale tracking failed');
  expectSale(await sell(body));
});

test('the checks run in the order of the documented table', async () => {
  const taken = unique();
  expectSale(await sell({ transaction_id: taken }));
  expectError(await sell({ transaction_id: 1, amount_cents: 'x' }), 400, ID_REQUIRED);
  expectError(await sell({ transaction_id: taken, amount_cents: 'x' }), 400, AMOUNT_REQUIRED);
  const duplicate = 'Duplicate transaction_id. This sale has already been recorded.';
  expectError(await sell({ transaction_id: taken, customer_key: 'nobody' }), 409, duplicate);
});

test('the data is sound after all of this', () => assertInvariants(app.db));
