// Owns which clicks and leads a visit makes, and whom they are credited to (rows 28, 88, 106–109).
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { clickIdOf, open, signUp } from '../support/sdk-page.js';
import { type Stage, type StoredEvents, setStage } from '../support/stage.js';

let stage: Stage;
let home: string;
let before: StoredEvents;
beforeAll(async () => {
  stage = await setStage();
  home = stage.merchant.origin('shop.test');
});
afterAll(() => stage.close());
beforeEach(async () => {
  before = await stage.readEvents();
});

/** What the database holds beyond what it held before the test. */
const added = () => stage.readEventsSince(before);

test('row 28: a page without aff calls nothing; with aff it records one click', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, home, stage);
  await visitor.page.waitForLoadState('networkidle');
  expect(visitor.calls).toEqual([]);
  await open(visitor.page, `${home}/?aff=p1`, stage);
  const clickId = await clickIdOf(visitor.page);
  expect(visitor.calls.map(({ path }) => path)).toEqual(['/api/v1/track/click']);
  expect(visitor.calls[0]?.headers.authorization).toBeUndefined();
  expect(await added()).toEqual({
    clicks: [{ clickId, partnerId: stage.partners.p1 }],
    leads: [],
    sales: [],
  });
  await visitor.leave();
});

test('the same link again counts no second click', async () => {
  const visitor = await stage.visit();
  for (const path of ['/?aff=p1', '/next', '/?aff=p1&utm=x']) {
    await open(visitor.page, `${home}${path}`, stage);
    await clickIdOf(visitor.page);
  }
  expect((await added()).clicks).toHaveLength(1);
  await visitor.leave();
});

test('row 108: another partner’s link takes over, with the lead and the sale', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  const first = await clickIdOf(visitor.page);
  await visitor.page.goto(`${home}/?aff=p2`);
  await open(visitor.page, `${home}/?aff=p2`, stage);
  await expect.poll(() => visitor.calls.length).toBe(2);
  expect(visitor.calls[1]?.body.existing_click_id).toBe(first);
  await expect
    .poll(async () => (await visitor.readCookies()).affitor_click_id?.value)
    .not.toBe(first);
  await signUp(visitor.page, 'taken-over', 'someone@example.com');
  const sale = { transaction_id: 'taken-over-1', amount_cents: 4900, customer_key: 'taken-over' };
  expect((await stage.app.sale(sale, stage.program.key)).status).toBe(200);
  const { clicks, leads, sales } = await added();
  expect(clicks.map(({ partnerId }) => partnerId)).toEqual([stage.partners.p1, stage.partners.p2]);
  expect(leads).toMatchObject([{ customerKey: 'taken-over', partnerId: stage.partners.p2 }]);
  expect(sales).toMatchObject([{ partnerId: stage.partners.p2 }]);
  await visitor.leave();
});

test('row 88: with cookies blocked the lead is recorded without a partner', async () => {
  const visitor = await stage.visit();
  await visitor.context.addInitScript(() => {
    Object.defineProperty(Document.prototype, 'cookie', { get: () => '', set() {} });
  });
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  await open(visitor.page, home, stage);
  await signUp(visitor.page, 'b1');
  expect(visitor.calls.at(-1)?.body.click_id).toBeNull();
  expect((await added()).leads).toMatchObject([{ customerKey: 'b1', partnerId: null }]);
  await visitor.leave();
});

test('rows 106, 109: cleared or expired cookies leave the lead without a partner', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  await clickIdOf(visitor.page);
  await visitor.context.clearCookies();
  await open(visitor.page, home, stage);
  await signUp(visitor.page, 'c1');
  expect(visitor.calls.at(-1)?.body).toMatchObject({
    click_id: null,
    customer_key: 'c1',
    has_attribution: false,
    program_id: stage.program.id,
  });
  expect((await added()).leads).toMatchObject([{ customerKey: 'c1', partnerId: null }]);
  await visitor.leave();
});

test('row 107: what the server binds survives the loss of the cookies', async () => {
  const visitor = await stage.visit();
  await open(visitor.page, `${home}/?aff=p1`, stage);
  const clickId = await clickIdOf(visitor.page);
  await stage.app.lead({ click_id: clickId, customer_key: 'u7' }, stage.program.key);
  await visitor.context.clearCookies();
  const sale = { transaction_id: 'kept-u7', amount_cents: 4900, customer_key: 'u7' };
  const { status, body } = await stage.app.sale(sale, stage.program.key);
  expect(status).toBe(200);
  expect(body.data?.commission_id ?? body.commission_id).toBeTruthy();
  expect((await added()).sales).toMatchObject([{ partnerId: stage.partners.p1 }]);
  await visitor.leave();
});

test('a signup right after the landing waits for the click and is credited', async () => {
  const visitor = await stage.visit();
  await visitor.page.goto(`${home}/?aff=p1`);
  await Promise.all([open(visitor.page, `${home}/?aff=p1`, stage)]);
  await signUp(visitor.page, 'hasty');
  expect((await added()).leads).toMatchObject([
    { customerKey: 'hasty', partnerId: stage.partners.p1 },
  ]);
  await visitor.leave();
});
