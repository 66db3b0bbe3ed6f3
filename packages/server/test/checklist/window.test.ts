// Owns rows 102-111 of the seed's checklist: the attribution window, and the last touch.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  expectLead,
  expectSale,
  select,
  signUp,
  startTwoPrograms,
  type TwoPrograms,
  unique,
} from '../programs-fixture.js';

let app: TwoPrograms;
beforeAll(async () => {
  app = await startTwoPrograms();
});
afterAll(() => app.close());

const visit = async (code: string) => {
  const body = { affiliate_url: `https://shop.example/?aff=${code}` };
  return (await app.call('POST', '/api/v1/track/click', { body })).body;
};
const partnerOf = async (commissionId: number) =>
  (await select(app.db, 'select partner_id from commission where id = $1', [commissionId]))[0];

test('row 102: the window is 60 days unless it is changed', async () => {
  expect((await visit('p1')).cookie_window_days).toBe(60);
});

test('row 103: the window is set per program and counts from the next click on', async () => {
  const path = `/api/advertiser/affiliate-programs/${app.a.id}`;
  const body = { cookie_window_days: 30 };
  const saved = await app.call('PUT', path, { key: app.managementKey, body });
  expect(saved.status).toBe(200);
  expect((await visit('p1')).cookie_window_days).toBe(30);
  expect((await visit('p3')).cookie_window_days).toBe(60);
});

test('row 104: the answer to a click has the documented shape', async () => {
  expect(await visit('p1')).toEqual({
    success: true,
    click_id: expect.stringMatching(/^cust_\d+_\d{13}\d*$/),
    partner_code: 'p1',
    cookie_window_days: expect.any(Number),
  });
});

test('row 108: the last link of a different partner is credited', async () => {
  const first = await app.click('p1');
  const second = await app.click('p2', { existing_click_id: first });
  expect(second).not.toBe(first);
  const key = unique('user');
  expectLead(await app.lead({ click_id: second, customer_key: key }, app.a.key));
  const sale = { transaction_id: unique(), amount_cents: 100, customer_key: key };
  const { commissionId } = expectSale(await app.sale(sale, app.a.key));
  expect(await partnerOf(commissionId)).toEqual({ partner_id: app.p2 });
});

test('row 110: a sale long after the window is recorded and credited as ever', async () => {
  const { key } = await signUp(app);
  app.clock.advanceDays(200);
  const sale = { transaction_id: unique(), amount_cents: 100, customer_key: key };
  const { commissionId } = expectSale(await app.sale(sale, app.a.key));
  expect(await partnerOf(commissionId)).toEqual({ partner_id: app.p1 });
});

test('row 111: no endpoint rejects a click by its age', async () => {
  const clickId = await app.click('p1');
  app.clock.advanceDays(200);
  const key = unique('user');
  expectLead(await app.lead({ click_id: clickId, customer_key: key }, app.a.key));
  const sale = { transaction_id: unique(), amount_cents: 100, click_id: clickId };
  expectSale(await app.sale(sale, app.a.key));
  const kept = await app.click('p1', { existing_click_id: clickId });
  expect(kept).toBe(clickId);
});

test('the data is sound after all of this', () => assertInvariants(app.db));
