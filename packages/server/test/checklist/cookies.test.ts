// Owns the rows of the seed's checklist on cookies that the API keeps: 84, 88, 92, 93 and 94.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  expectLead,
  expectSale,
  expectUnattributedLead,
  select,
  startTwoPrograms,
  type TwoPrograms,
  unique,
} from '../programs-fixture.js';

let app: TwoPrograms;
beforeAll(async () => {
  app = await startTwoPrograms();
});
afterAll(() => app.close());

const customerOf = async (key: string) =>
  (
    await select(
      app.db,
      'select program_id, partner_id, enrollment_id, status from customer where customer_key = $1',
      [key],
    )
  )[0];
const unattributed = () => ({
  program_id: app.a.id,
  partner_id: null,
  enrollment_id: null,
  status: 'lead',
});

test('row 84: no answer sets a cookie', async () => {
  const clickBody = { affiliate_url: 'https://shop.example/?aff=p1' };
  const click = await app.call('POST', '/api/v1/track/click', { body: clickBody });
  const key = unique('user');
  const identifiers = { click_id: click.body.click_id, customer_key: key };
  const lead = await app.lead(identifiers);
  const sale = await app.sale(
    { transaction_id: unique(), amount_cents: 100, customer_key: key },
    app.a.key,
  );
  const answers = [click, lead, sale, await app.refund({}, app.a.key), await app.lead({})];
  for (const { headers } of answers) expect(headers['set-cookie']).toBeUndefined();
});

test('row 88: a signup without its cookie is a lead without a partner', async () => {
  await app.click('p1');
  const key = unique('blocked');
  const signup = {
    click_id: null,
    customer_key: key,
    program_id: app.a.id,
    has_attribution: false,
  };
  expectUnattributedLead(await app.lead(signup));
  expect(await customerOf(key)).toEqual(unattributed());
});

test('row 92: nothing but the cookie links a signup to a click', async () => {
  await app.click('p1');
  const key = unique('fp');
  expectUnattributedLead(await app.lead({ customer_key: key }, app.a.key));
  expect(await customerOf(key)).toEqual(unattributed());
});

test('row 93: customer_key alone gives an unattributed lead, once', async () => {
  const key = unique('k');
  const signup = { click_id: null, customer_key: key, program_id: app.a.id };
  expectUnattributedLead(await app.lead(signup));
  expect(await customerOf(key)).toEqual(unattributed());
  const message = 'Customer status cannot be updated to lead. Current status: lead';
  expectError(await app.lead(signup), 400, message);
});

test('row 93: of ten such leads at once one is recorded', async () => {
  const signup = { customer_key: unique('k') };
  const answers = await Promise.all(Array.from({ length: 10 }, () => app.lead(signup, app.a.key)));
  const statuses = answers.map(({ status }) => status).sort((a, b) => a - b);
  expect(statuses).toEqual([200, ...Array(9).fill(400)]);
});

test('rows 106 and 109: after the cookie is gone the signup is unattributed', async () => {
  await app.click('p1');
  const key = unique('expired');
  expectUnattributedLead(
    await app.lead({ click_id: null, customer_key: key, program_id: String(app.a.id) }),
  );
  expect(await customerOf(key)).toEqual(unattributed());
});

test('row 107: customer_key from the server keeps the attribution', async () => {
  const key = unique('kept');
  expectLead(await app.lead({ click_id: await app.click('p1'), customer_key: key }, app.a.key));
  const sale = { transaction_id: unique(), amount_cents: 100, customer_key: key };
  const { commissionId } = expectSale(await app.sale(sale, app.a.key));
  const rows = await select(app.db, 'select partner_id from commission where id = $1', [
    commissionId,
  ]);
  expect(rows).toEqual([{ partner_id: app.p1 }]);
});

test('row 94: the errors page states the limit of Safari', async () => {
  const { body } = await app.call('GET', '/docs/errors');
  expect(body).toMatch(/Safari[\s\S]{0,200}7 days/);
});

test('the data is sound after all of this', () => assertInvariants(app.db));
