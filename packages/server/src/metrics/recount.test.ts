// Proves that counters equal their rows, and that a recount brings them back to that.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants, silentLog } from '../../test/harness.js';
import { startTestApp, type TestApp, type TestProgram } from '../../test/test-app.js';
import { rebuildProgramCounters } from './rebuild.js';
import { reconcileCounters } from './reconcile.js';

let app: TestApp;
let program: TestProgram;

beforeAll(async () => {
  app = await startTestApp();
  program = await app.createProgram({ time_zone: 'Europe/Berlin' });
  await app.createPartner(program.id, 'recount-1');
  await app.createPartner(program.id, 'recount-2');
});
afterAll(() => app.close());

let customers = 0;

async function buy(code: string): Promise<string> {
  customers += 1;
  const key = `customer-${customers}`;
  const transactionId = `order-${customers}`;
  const clickId = await app.click(code);
  await app.lead({ click_id: clickId, customer_key: key }, program.key);
  const sale = { transaction_id: transactionId, amount_cents: 4900, customer_key: key };
  const answer = await app.sale(sale, program.key);
  expect(answer.status).toBe(200);
  return transactionId;
}

async function recordHistory(): Promise<void> {
  for (const at of ['2026-03-28T22:30:00Z', '2026-03-28T23:30:00Z', '2026-03-29T21:59:00Z']) {
    app.clock.stopAt(new Date(at));
    const first = await buy('recount-1');
    await buy('recount-2');
    await app.click('recount-2', { user_agent: 'Googlebot/2.1' });
    const refund = { transaction_id: first, refund_amount_cents: 1000 };
    expect((await app.refund(refund, program.key)).status).toBe(200);
  }
}

async function clicksByDay(): Promise<Record<string, number>> {
  const { rows } = await app.db.pool.query<{ day: string; clicks: bigint }>(
    'select day, sum(clicks)::bigint as clicks from daily_stat group by day having sum(clicks) > 0',
  );
  return Object.fromEntries(rows.map(({ day, clicks }) => [day, Number(clicks)]));
}

test('a full recount always equals the counters', async () => {
  await recordHistory();
  await assertInvariants(app.db);
  expect(await rebuildProgramCounters(app.db, program.id, app.clock.now())).toEqual({});
});

test('changing the time zone moves every event to its new local day', async () => {
  expect(await clicksByDay()).toEqual({ '2026-03-28': 2, '2026-03-29': 4 });
  const path = `/api/advertiser/affiliate-programs/${program.id}`;
  const change = { body: { time_zone: 'America/New_York' }, key: app.managementKey };
  expect((await app.call('PUT', path, change)).status).toBe(200);
  await app.runJob('metrics.rebuild', { programId: program.id });
  expect(await clicksByDay()).toEqual({ '2026-03-28': 4, '2026-03-29': 2 });
  await assertInvariants(app.db);
});

test('counters that were lost or spoiled are put right, and the log says so once', async () => {
  await app.db.pool.query('delete from link_counter');
  await app.db.pool.query('update daily_stat set clicks = clicks + 7, leads = 0');
  await app.db.pool.query("delete from daily_money_stat where day = '2026-03-29'");
  await expect(assertInvariants(app.db)).rejects.toThrow('counters of a day');
  const warnings: unknown[] = [];
  const log = Object.assign(Object.create(silentLog), {
    warn: (line: unknown) => warnings.push(line),
  });
  const corrections = await reconcileCounters(app.db, app.clock.now(), log, { allDays: true });
  expect(corrections).toHaveLength(1);
  expect(corrections[0]?.metrics).toMatchObject({ leads: 6n, link_sales: 6n });
  expect(warnings).toHaveLength(1);
  await assertInvariants(app.db);
  expect(await reconcileCounters(app.db, app.clock.now(), log)).toEqual([]);
});

test('a recount while events arrive loses none and counts none twice', async () => {
  await app.db.pool.query('update daily_stat set clicks = 0');
  await app.db.pool.query('update link_counter set clicks = 0');
  const now = app.clock.now();
  const clicks = Array.from({ length: 60 }, (_, index) => app.click(`recount-${(index % 2) + 1}`));
  const recounts = [1, 2, 3].map(() => rebuildProgramCounters(app.db, program.id, now));
  await Promise.all([...clicks, ...recounts]);
  await assertInvariants(app.db);
});

test('recounts that run at once add what is missing once', async () => {
  const now = app.clock.now();
  for (let round = 0; round < 10; round += 1) {
    await app.db.pool.query('update daily_stat set clicks = 0, sales = sales + 1');
    const recounts = [1, 2, 3, 4].map(() => rebuildProgramCounters(app.db, program.id, now));
    await Promise.all(recounts);
    await assertInvariants(app.db);
  }
});
