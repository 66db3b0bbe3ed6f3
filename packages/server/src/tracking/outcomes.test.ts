// Guards the figure of tracking calls: each call is counted once, as what became of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTwoPrograms, type TwoPrograms, unique } from '../../test/programs-fixture.js';

let app: TwoPrograms;
beforeAll(async () => {
  app = await startTwoPrograms();
});
afterAll(() => app.close());

async function outcomes(): Promise<Record<string, number>> {
  const { body } = await app.call('GET', '/metrics');
  const lines = String(body).matchAll(
    /^affitor_tracked_events_total\{kind="(\w+)",outcome="(\w+)"\} (\d+)$/gm,
  );
  return Object.fromEntries(
    [...lines].map(([, kind, outcome, count]) => [`${kind} ${outcome}`, Number(count)]),
  );
}

test('a call is counted as recorded, test, refused or not recorded, whatever it is', async () => {
  await app.db.pool.query("update referral_link set status = 'inactive' where short_link = 'p2'");
  const key = unique('customer');
  const sale = { transaction_id: unique(), amount_cents: 100, customer_key: key };
  const asTest = { additional_data: { test_mode: true } };
  const url = (code: string) => ({ affiliate_url: `https://shop.example/?aff=${code}` });
  const click = (body: object) => app.call('POST', '/api/v1/track/click', { body });

  const clickId = await app.click('p1');
  expect((await click(url('p2'))).body.success).toBe(false);
  await click(url('nobody'));
  await click({ ...url('p1'), ...asTest });
  await app.lead({ click_id: clickId, customer_key: key }, app.a.key);
  await app.lead(asTest, app.a.key);
  await app.lead({}, app.a.key);
  await app.sale(sale, app.a.key);
  await app.sale(sale, app.a.key);
  await app.sale({ ...sale, amount_cents: 'a lot' }, app.a.key);
  await app.sale(asTest, app.a.key);
  await app.refund({ transaction_id: sale.transaction_id }, app.a.key);
  await app.refund({}, app.a.key);

  expect(await outcomes()).toEqual({
    'click recorded': 1,
    'click link_inactive': 1,
    'click referral_link_not_found': 1,
    'click test': 1,
    'lead recorded': 1,
    'lead test': 1,
    'lead lead_identifier_required': 1,
    'sale recorded': 1,
    'sale duplicate_transaction_id': 1,
    'sale amount_cents_invalid': 1,
    'sale test': 1,
    'refund recorded': 1,
    'refund refund_transaction_id_required': 1,
  });
});
