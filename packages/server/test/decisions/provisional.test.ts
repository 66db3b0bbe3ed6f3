// Owns the promise of programs that ask for leads from their server: what a browser says stays
// provisional until the server or a payment proves it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectError,
  expectLead,
  expectSale,
  select,
  startTwoPrograms,
  type TwoPrograms,
  unique,
} from '../programs-fixture.js';
import type { Answer } from '../test-app.js';

let app: TwoPrograms;
beforeAll(async () => {
  app = await startTwoPrograms({ terms: { lead_auth: 'server_required' } });
});
afterAll(() => app.close());

function expectProvisional(answer: Answer): void {
  expect({ status: answer.status, body: answer.body }).toEqual({
    status: 200,
    body: {
      success: true,
      provisional: true,
      message:
        'Lead recorded as provisional. This program requires server-side (Bearer) lead tracking ' +
        'to settle attribution.',
    },
  });
}

async function signUpInBrowser(): Promise<{ clickId: string; key: string }> {
  const key = unique('user');
  const clickId = await app.click('p1');
  const body = { click_id: clickId, customer_key: key, program_id: app.a.id };
  expectProvisional(await app.lead(body));
  return { clickId, key };
}

const sell = (body: object) =>
  app.sale({ transaction_id: unique(), amount_cents: 1000, ...body }, app.a.key);
const partnerPaidBy = async (body: object) => {
  const { commissionId } = expectSale(await sell(body));
  const text = 'select partner_id from commission where id = $1';
  return (await select<{ partner_id: number }>(app.db, text, [commissionId]))[0]?.partner_id;
};
const provisionalOf = (key: string) =>
  select(app.db, 'select provisional from lead where customer_key = $1 order by id', [key]);

test('a browser lead is listed among the events, and counted where its pages are counted', async () => {
  const path = `/api/tracking/events/${app.a.id}`;
  const read = async () => (await app.call('GET', path, { key: app.managementKey })).body;
  const before = (await read()).meta.pagination.total;
  const { key } = await signUpInBrowser();
  const { data, meta } = await read();
  expect(meta.pagination.total).toBe(before + 2);
  expect(data[0]).toMatchObject({ event_type: 'lead', customer_key: key });
  expect(data.filter((event: { event_type: string }) => event.event_type === 'lead').length).toBe(
    1,
  );
});

test('a browser lead leaves its customer as it was and counts nowhere', async () => {
  const { clickId, key } = await signUpInBrowser();
  const [customer] = await select(
    app.db,
    'select status, customer_key, signup_at from customer where id = $1',
    [clickId.split('_')[1]],
  );
  expect(customer).toEqual({ status: 'click', customer_key: null, signup_at: null });
  expect(await provisionalOf(key)).toEqual([{ provisional: true }]);
});

test('a browser lead may be sent again', async () => {
  const { clickId, key } = await signUpInBrowser();
  expectProvisional(await app.lead({ click_id: clickId, customer_key: key }));
});

test('a lead from the server settles it, by the click id', async () => {
  const { clickId, key } = await signUpInBrowser();
  expectLead(await app.lead({ click_id: clickId, customer_key: key }, app.a.key));
  expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
});

test('a lead from the server settles it, by the customer_key alone', async () => {
  const { clickId, key } = await signUpInBrowser();
  expectLead(await app.lead({ customer_key: key }, app.a.key));
  const message = 'Customer status cannot be updated to lead. Current status: lead';
  expectError(await app.lead({ click_id: clickId }, app.a.key), 400, message);
  expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
});

test('a payment settles it, by the customer_key', async () => {
  const { key } = await signUpInBrowser();
  expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
  expect(await provisionalOf(key)).toEqual([{ provisional: false }]);
});

test('a payment settles it, by the click id with the customer_key', async () => {
  const { clickId, key } = await signUpInBrowser();
  expect(await partnerPaidBy({ click_id: clickId, customer_key: key })).toBe(app.p1);
  expect(await provisionalOf(key)).toEqual([{ provisional: false }]);
});

test('two payments at once settle it once', async () => {
  const { key } = await signUpInBrowser();
  const partners = await Promise.all(
    Array.from({ length: 4 }, () => partnerPaidBy({ customer_key: key })),
  );
  expect(new Set(partners)).toEqual(new Set([app.p1]));
  expect(await provisionalOf(key)).toEqual([{ provisional: false }]);
});

test('a payment is recorded when browser and server named the customer differently', async () => {
  const { clickId, key } = await signUpInBrowser();
  expectLead(await app.lead({ click_id: clickId, customer_key: unique('server') }, app.a.key));
  expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
});

test('a browser cannot move a known customer to another partner', async () => {
  const key = unique('user');
  expectLead(await app.lead({ click_id: await app.click('p1'), customer_key: key }, app.a.key));
  const thief = await app.click('p2');
  const body = { click_id: thief, customer_key: key, program_id: app.a.id };
  const message = 'Customer status cannot be updated to lead. Current status: lead';
  expectError(await app.lead(body), 400, message);
  expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
});

test('each provisional lead leaves a row among the refusals', async () => {
  const before = await select(
    app.db,
    "select 1 from tracking_refusal where code='lead_provisional'",
  );
  await signUpInBrowser();
  const after = await select(
    app.db,
    "select 1 from tracking_refusal where code='lead_provisional'",
  );
  expect(after.length).toBe(before.length + 1);
});

test('the data is sound after all of this', () => assertInvariants(app.db));
