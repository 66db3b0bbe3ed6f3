// Owns rows 30-42 of the seed's checklist: how a lead finds its customer, and what it is refused.
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
  withFault,
} from '../programs-fixture.js';

const REQUIRED = 'click_id or customer_key is required';
const NOT_FOUND = 'Customer not found. Provide a valid click_id or customer_key.';
const NO_SUCH_CLICK = 'cust_999999_1700000000000';
const STATUS = 'Customer status cannot be updated to lead. Current status: ';

let app: TwoPrograms;
beforeAll(async () => {
  app = await startTwoPrograms();
});
afterAll(() => app.close());

const leadsOf = (customerKey: string) =>
  select(
    app.db,
    `select lead.click_id, lead.program_id, lead.partner_id, customer.status, customer.customer_key
     from lead join customer on customer.id = lead.customer_id
     where customer.customer_key = $1`,
    [customerKey],
  );

test('row 30: a lead needs click_id or customer_key', async () => {
  for (const body of [
    { email: 'a@b.c' },
    { click_id: null, customer_key: null },
    { click_id: '', customer_key: '' },
    {},
  ]) {
    expectError(await app.lead(body, app.a.key), 400, REQUIRED);
    expectError(await app.lead(body), 400, REQUIRED);
  }
});

test('row 31: the click id of the cookie identifies the customer and credits its partner', async () => {
  const clickId = await app.click('p1');
  const key = unique('user');
  expectLead(await app.lead({ click_id: clickId, customer_key: key }, app.a.key));
  expect(await leadsOf(key)).toEqual([
    {
      click_id: clickId,
      program_id: app.a.id,
      partner_id: app.p1,
      status: 'lead',
      customer_key: key,
    },
  ]);
});

test('row 32: the customer_key that was set at signup identifies the customer of a sale', async () => {
  const { key } = await signUp(app);
  const body = { transaction_id: unique(), amount_cents: 100, customer_key: key };
  const { commissionId } = expectSale(await app.sale(body, app.a.key));
  const [commission] = await select(app.db, 'select partner_id from commission where id = $1', [
    commissionId,
  ]);
  expect(commission).toEqual({ partner_id: app.p1 });
});

test('row 33: a click id without a record is not found', async () => {
  const guessed = (await app.click('p1')).replace(/.$/, (digit) =>
    String((Number(digit) + 1) % 10),
  );
  for (const clickId of [NO_SUCH_CLICK, guessed, 'nonsense', '0', "cust_1' or '1'='1"]) {
    expectError(await app.lead({ click_id: clickId }, app.a.key), 400, NOT_FOUND);
    expectError(await app.lead({ click_id: clickId, program_id: app.a.id }), 400, NOT_FOUND);
  }
});

test('row 34: neither identifier matches when both are sent', async () => {
  const body = { click_id: NO_SUCH_CLICK, customer_key: 'never' };
  expectError(await app.lead(body, app.a.key), 400, NOT_FOUND);
  expect(await leadsOf('never')).toEqual([]);
});

test('row 35: a key that was never recorded is not found without a program', async () => {
  for (const program of [{}, { program_id: null }, { program_id: 999_999 }, { program_id: 'x' }]) {
    expectError(await app.lead({ customer_key: 'never2', ...program }), 400, NOT_FOUND);
  }
});

test('row 36: a key of another program refuses the customer', async () => {
  const body = { click_id: await app.click('p3'), customer_key: unique('user') };
  const message = 'Customer does not belong to this program';
  expectError(await app.lead(body, app.a.key), 400, message);
});

test('row 37: without a key the program of the click decides', async () => {
  const key = unique('user');
  const body = { click_id: await app.click('p3'), customer_key: key, program_id: app.a.id };
  expectLead(await app.lead(body));
  expect(await leadsOf(key)).toMatchObject([{ program_id: app.b.id, partner_id: app.p3 }]);
});

test('row 38: the key of the right program records the lead', async () => {
  const body = { click_id: await app.click('p3'), customer_key: unique('user') };
  expect((await app.lead(body, app.a.key)).status).toBe(400);
  expectLead(await app.lead(body, app.b.key));
});

test('row 39: a second lead is refused with the current status', async () => {
  const { clickId, key } = await signUp(app);
  const again = [
    { click_id: clickId },
    { customer_key: key },
    { click_id: clickId, customer_key: key },
    { click_id: clickId, customer_key: 'another' },
  ];
  for (const body of again) {
    expectError(await app.lead(body, app.a.key), 400, `${STATUS}lead`);
    expectError(await app.lead({ ...body, program_id: app.a.id }), 400, `${STATUS}lead`);
  }
});

test('row 39: of twenty leads at once exactly one is recorded', async () => {
  const clickId = await app.click('p1');
  const key = unique('user');
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => app.lead({ click_id: clickId, customer_key: key }, app.a.key)),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    expectError(answer, 400, `${STATUS}lead`);
  }
  expect(await leadsOf(key)).toHaveLength(1);
});

test('row 40: a lead after the sale is refused with the status "conversion"', async () => {
  const { clickId, key } = await signUp(app);
  const sale = { transaction_id: unique(), amount_cents: 100, customer_key: key };
  expectSale(await app.sale(sale, app.a.key));
  expectError(await app.lead({ customer_key: key }, app.a.key), 400, `${STATUS}conversion`);
  expectError(await app.lead({ click_id: clickId }, app.a.key), 400, `${STATUS}conversion`);
});

test('row 41: the refusal changes nothing, and a later sale by key is recorded', async () => {
  const { clickId, key } = await signUp(app);
  const seen = async () => [
    await leadsOf(key),
    await select(app.db, 'select * from customer where customer_key = $1', [key]),
    await select(app.db, 'select leads from link_counter order by link_id'),
  ];
  const before = await seen();
  expect((await app.lead({ click_id: clickId, customer_key: key }, app.a.key)).status).toBe(400);
  expect(await seen()).toEqual(before);
  const sale = { transaction_id: unique(), amount_cents: 100, customer_key: key };
  expectSale(await app.sale(sale, app.a.key));
});

test('row 42: an unhandled failure answers "Lead tracking failed" and can be sent again', async () => {
  const body = { click_id: await app.click('p1'), customer_key: unique('user') };
  const answer = await withFault(app.db, { table: 'lead' }, () => app.lead(body, app.a.key));
  expectError(answer, 500, 'Lead tracking failed');
  expectLead(await app.lead(body, app.a.key));
});

test('the data is sound after all of this', () => assertInvariants(app.db));
