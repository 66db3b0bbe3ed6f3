// Owns the decisions on whose customer somebody is: D-05, D-06, D-10, D-12, C-14 and the lead table
// of C-05.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import {
  addPartner,
  expectError,
  expectLead,
  expectSale,
  expectUnattributedLead,
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

const reClick = (code: string, clickId: string) => app.click(code, { existing_click_id: clickId });
const lead = (body: object) => app.lead(body, app.a.key);
const sell = (body: object) =>
  app.sale({ transaction_id: unique(), amount_cents: 1000, ...body }, app.a.key);
const partnerPaidBy = async (body: object) => {
  const { commissionId } = expectSale(await sell(body));
  const text = 'select partner_id from commission where id = $1';
  return (await select<{ partner_id: number }>(app.db, text, [commissionId]))[0]?.partner_id;
};
const customerOf = async (clickId: string) => {
  const id = clickId.split('_')[1];
  return (await select(app.db, 'select * from customer where id = $1', [id]))[0];
};
const decisions = async (clickId: string) =>
  (
    await select<{ rule: string }>(
      app.db,
      'select rule from attribution_decision where customer_id = $1 order by id',
      [clickId.split('_')[1]],
    )
  ).map(({ rule }) => rule);
const hour = 3_600_000;
const CURRENT = 'Customer status cannot be updated to lead. Current status: lead';

describe('D-05: the last click of a different partner', () => {
  test('D-05: moves the customer before the first sale', async () => {
    const clickId = await reClick('p2', await app.click('p1'));
    expect(await partnerPaidBy({ click_id: clickId })).toBe(app.p2);
    expect(await decisions(clickId)).toEqual(['last_click', 'stored_attribution']);
  });

  test('D-05: moves a customer that has signed up already', async () => {
    const { clickId, key } = await signUp(app);
    await reClick('p2', clickId);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p2);
  });

  test('D-05: moves nothing after the first sale, and stays visible', async () => {
    const { clickId, key } = await signUp(app);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
    const later = await reClick('p2', clickId);
    expect(later).not.toBe(clickId);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
    expect(await partnerPaidBy({ click_id: later })).toBe(app.p1);
    const clicks = await select(
      app.db,
      'select partner_id from click where customer_id = $1 order by clicked_at',
      [clickId.split('_')[1]],
    );
    expect(clicks).toEqual([{ partner_id: app.p1 }, { partner_id: app.p2 }]);
    expect(await decisions(clickId)).toContain('customer_already_bought');
  });

  test('D-05: comes back when the first partner is clicked again', async () => {
    const first = await app.click('p1');
    const third = await reClick('p1', await reClick('p2', first));
    expect(new Set([first, third]).size).toBe(2);
    expect(await partnerPaidBy({ click_id: first })).toBe(app.p1);
  });

  test('D-05: ignores an existing click id of another program or of nobody', async () => {
    const foreign = await app.click('p3');
    for (const existing of [foreign, 'cust_1_1700000000000', 'junk']) {
      const clickId = await reClick('p1', existing);
      expect(clickId.split('_')[1]).not.toBe(existing.split('_')[1]);
      expect(await partnerPaidBy({ click_id: clickId })).toBe(app.p1);
    }
  });

  test('D-05: of many clicks of one browser at once, each is recorded', async () => {
    const clickId = await app.click('p1');
    const codes = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? 'p2' : 'p1'));
    await Promise.all(codes.map((code) => reClick(code, clickId)));
    const clicks = await select(app.db, 'select 1 from click where customer_id = $1', [
      clickId.split('_')[1],
    ]);
    expect(clicks).toHaveLength(13);
  });
});

describe('C-14: the click id of a browser that is known', () => {
  test('C-14: stays the same for the same partner', async () => {
    const clickId = await app.click('p1');
    app.clock.advanceMs(2 * hour);
    expect(await reClick('p1', clickId)).toBe(clickId);
    await addPartner(app, app.a.id, 'p1-other-partner');
    expect(await reClick('p1-other-partner', clickId)).not.toBe(clickId);
  });

  test('C-14: is new for another partner, on the same customer, and the old one still works', async () => {
    const old = await app.click('p1');
    const fresh = await reClick('p2', old);
    const [, customer, rest] = fresh.split('_');
    expect(customer).toBe(old.split('_')[1]);
    expect(rest).not.toBe(old.split('_')[2]);
    const key = unique('user');
    expectLead(await lead({ click_id: old, customer_key: key }));
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p2);
  });
});

test('C-51: a sale goes by the customer_key first, and by the click id without one', async () => {
  const { key } = await signUp(app);
  const clickId = await app.click('p2');
  expect(await partnerPaidBy({ customer_key: key, click_id: clickId })).toBe(app.p1);
  expect(await partnerPaidBy({ customer_key: unique('new'), click_id: clickId })).toBe(app.p2);
});

describe('C-05: a lead of an unknown customer', () => {
  const NOT_FOUND = 'Customer not found. Provide a valid click_id or customer_key.';
  const unknownClick = 'cust_999999_1700000000000';
  const programs = () => [
    { named: { program_id: app.a.id }, apiKey: undefined },
    { named: {}, apiKey: app.a.key },
  ];

  test('C-05: a known key is normal in its program, and cannot be scoped without one', async () => {
    const { key } = await signUp(app);
    for (const { named, apiKey } of programs()) {
      expectError(await app.lead({ customer_key: key, ...named }, apiKey), 400, CURRENT);
    }
    expectError(await app.lead({ customer_key: key }), 400, NOT_FOUND);
  });

  test('C-05: a new key alone is recorded unattributed where the program is known', async () => {
    for (const { named, apiKey } of programs()) {
      const body = { customer_key: unique('new'), ...named };
      expectUnattributedLead(await app.lead(body, apiKey));
    }
    expectError(await app.lead({ customer_key: unique('new') }), 400, NOT_FOUND);
  });

  test('C-05: an unknown click id is never accepted, with a new key or without', async () => {
    for (const { named, apiKey } of [...programs(), { named: {}, apiKey: undefined }]) {
      for (const customer of [{ customer_key: unique('new') }, {}]) {
        const body = { click_id: unknownClick, ...customer, ...named };
        expectError(await app.lead(body, apiKey), 400, NOT_FOUND);
      }
    }
  });

  test('C-05: a known key beats an unknown click id', async () => {
    const { key } = await signUp(app);
    expectError(await lead({ customer_key: key, click_id: unknownClick }), 400, CURRENT);
  });

  test('C-21: two programs may use one customer_key', async () => {
    const key = unique('same');
    expectUnattributedLead(await app.lead({ customer_key: key }, app.b.key));
    const ofA = { click_id: await app.click('p1'), customer_key: key };
    expectLead(await lead(ofA));
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
  });
});

describe('D-06: an anonymous visitor that turns out to be a known customer', () => {
  test('D-06: brings its later click before the first sale, and its id keeps working', async () => {
    const { key } = await signUp(app);
    const visitor = await app.click('p2');
    expectError(await lead({ click_id: visitor, customer_key: key }), 400, CURRENT);
    expect(await partnerPaidBy({ click_id: visitor })).toBe(app.p2);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p2);
    const [customer] = await select(
      app.db,
      'select sale_count from customer where customer_key=$1',
      [key],
    );
    expect(customer).toEqual({ sale_count: 2 });
  });

  test('D-06: brings nothing after the first sale', async () => {
    const { key } = await signUp(app);
    await partnerPaidBy({ customer_key: key });
    const visitor = await app.click('p2');
    expect((await lead({ click_id: visitor, customer_key: key })).status).toBe(400);
    expect(await partnerPaidBy({ click_id: visitor })).toBe(app.p1);
  });

  test('D-06: gives a partner to a customer that had none', async () => {
    const key = unique('organic');
    expectUnattributedLead(await lead({ customer_key: key }));
    const visitor = await app.click('p2');
    expect((await lead({ click_id: visitor, customer_key: key })).status).toBe(400);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p2);
  });

  test('D-06: an earlier click of the visitor does not win', async () => {
    const visitor = await app.click('p2');
    const { key } = await signUp(app);
    expect((await lead({ click_id: visitor, customer_key: key })).status).toBe(400);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
  });

  test("D-06: the customer's own repeated click counts as its last one", async () => {
    const { clickId, key } = await signUp(app);
    const visitor = await app.click('p2');
    app.clock.advanceMs(hour);
    expect(await reClick('p1', clickId)).toBe(clickId);
    expect((await lead({ click_id: visitor, customer_key: key })).status).toBe(400);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
  });

  test('D-06: never joins visitors of another program, nor customers with a key of their own', async () => {
    const { key } = await signUp(app);
    const foreign = await app.click('p3');
    expectError(await lead({ click_id: foreign, customer_key: key }), 400, CURRENT);
    expect(await customerOf(foreign)).toMatchObject({ merged_into: null });
    const other = await signUp(app, 'p2');
    expectError(await lead({ click_id: other.clickId, customer_key: key }), 400, CURRENT);
    expect(await customerOf(other.clickId)).toMatchObject({ merged_into: null });
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
  });

  test('D-06: clicks of a joined browser go on with the surviving customer', async () => {
    const { clickId, key } = await signUp(app);
    const visitor = await app.click('p1');
    expect((await lead({ click_id: visitor, customer_key: key })).status).toBe(400);
    const moved = await reClick('p2', visitor);
    expect(moved.split('_')[1]).toBe(clickId.split('_')[1]);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p2);
  });
});

describe('D-10: bots', () => {
  const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

  test('D-10: get a normal answer, count nowhere, and stay visible', async () => {
    const count = async () =>
      (
        await select(
          app.db,
          `select clicks, bot_clicks from link_counter
           join referral_link on id = link_id where short_link = 'p1'`,
        )
      )[0] as { clicks: bigint; bot_clicks: bigint };
    const before = await count();
    const clickId = await app.click('p1', { user_agent: crawler });
    expect(clickId).toMatch(/^cust_\d+_\d{52}$/);
    const after = await count();
    expect(after.clicks).toBe(before.clicks);
    expect(after.bot_clicks).toBe(before.bot_clicks + 1n);
  });

  test('D-10: earn nothing, and a real click after them does', async () => {
    const bot = await app.click('p1', { user_agent: crawler });
    const { status, body } = await sell({ click_id: bot });
    expect([status, body.commission_id]).toEqual([200, null]);
    const visitor = await app.click('p1', { user_agent: crawler });
    await reClick('p1', visitor);
    expect(await partnerPaidBy({ click_id: visitor })).toBe(app.p1);
  });

  test('D-10: do not take a customer away from its partner', async () => {
    const clickId = await app.click('p1');
    await app.click('p2', { existing_click_id: clickId, user_agent: crawler });
    expect(await partnerPaidBy({ click_id: clickId })).toBe(app.p1);
  });

  test('D-10: a page fetched ahead of anyone looking is no click', async () => {
    const answer = await app.call('POST', '/api/v1/track/click', {
      body: { affiliate_url: 'https://shop.example/?aff=p1' },
      headers: { 'sec-purpose': 'prefetch;prerender' },
    });
    const rows = await select(app.db, 'select is_bot from click where customer_id = $1', [
      answer.body.click_id.split('_')[1],
    ]);
    expect(rows).toEqual([{ is_bot: true }]);
  });
});

describe('D-12: an attribution window that the program opted into', () => {
  const setWindow = (days: number | null) =>
    app.call('PUT', `/api/advertiser/affiliate-programs/${app.a.id}`, {
      key: app.managementKey,
      body: { attribution_window_days: days },
    });

  test('D-12: records a sale beyond it without commission', async () => {
    const { key } = await signUp(app);
    await setWindow(30);
    app.clock.advanceDays(29);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
    app.clock.advanceDays(2);
    const { status, body } = await sell({ customer_key: key });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        success: true,
        sale_id: expect.any(Number),
        commission_id: null,
        message: 'Sale tracked successfully',
        attributed: false,
        reason: 'attribution_window_expired',
      },
    });
    await setWindow(null);
    expect(await partnerPaidBy({ customer_key: key })).toBe(app.p1);
  });

  test('D-12: counts from the last click of the partner, not from the first', async () => {
    await setWindow(30);
    const clickId = await app.click('p1');
    app.clock.advanceDays(20);
    await reClick('p1', clickId);
    app.clock.advanceDays(20);
    expect(await partnerPaidBy({ click_id: clickId })).toBe(app.p1);
    app.clock.advanceDays(20);
    await reClick('p1', clickId);
    expect(await partnerPaidBy({ click_id: clickId })).toBe(app.p1);
    await setWindow(null);
  });
});

test('the data is sound after all of this', () => assertInvariants(app.db));
