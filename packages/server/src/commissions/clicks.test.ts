// Proves that clicks are paid once, for days that are over, by the terms of their day.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { startTestApp, type TestApp, type TestProgram } from '../../test/test-app.js';

let app: TestApp;
let program: TestProgram;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

async function startProgram(code: string, timeZone = 'Europe/Berlin'): Promise<void> {
  app.clock.stopAt(new Date('2026-06-01T08:00:00Z'));
  program = await app.createProgram({ name: code, time_zone: timeZone });
  await app.createPartner(program.id, code);
  await startPolicy('cpc', '2026-06-01T08:00:00Z');
}

async function startPolicy(type: 'cpc' | 'cps_lifetime', from: string): Promise<void> {
  await app.db.pool.query(
    `insert into commission_policy (program_id, group_id, version, commission_type, rate_kind,
       rate_basis_points, fixed_amount_cents, fixed_currency, hold_days, approval_mode,
       effective_from, created_by, created_at)
     select program_id, group_id, max(version) + 1, $2::text,
       case when $2 = 'cpc' then 'fixed' else 'percent' end,
       case when $2 = 'cpc' then null else 1000 end,
       case when $2 = 'cpc' then 25 end, case when $2 = 'cpc' then 'USD' end, 0, 'auto',
       $3::timestamptz + interval '1 ms', 'test', $3
     from commission_policy where program_id = $1 group by program_id, group_id`,
    [program.id, type, from],
  );
}

async function clickAt(code: string, moment: string, times = 1): Promise<void> {
  app.clock.stopAt(new Date(moment));
  for (let time = 0; time < times; time += 1) await app.click(code);
}

async function payAt(moment: string): Promise<void> {
  app.clock.stopAt(new Date(moment));
  await app.runJob('commissions.pay-clicks');
}

async function paid(): Promise<{ day: string; clicks: number; cents: number }[]> {
  const { rows } = await app.db.pool.query(
    `select click_day, click_count, amount_cents from commission
     where program_id = $1 and kind = 'click' order by click_day`,
    [program.id],
  );
  return rows.map((row) => ({
    day: row.click_day,
    clicks: Number(row.click_count),
    cents: Number(row.amount_cents),
  }));
}

test('clicks of a link and day are paid exactly once under races', async () => {
  await startProgram('race');
  await clickAt('race', '2026-06-02T10:00:00Z', 3);
  app.clock.stopAt(new Date('2026-06-03T05:00:00Z'));
  const pay = () => app.runJob('commissions.pay-clicks');
  await Promise.all([pay(), pay(), pay(), pay()]);
  await pay();
  expect(await paid()).toEqual([{ day: '2026-06-02', clicks: 3, cents: 75 }]);
  await assertInvariants(app.db);
});

test('a day is paid when it is over where the program lives, after a grace', async () => {
  await startProgram('grace');
  await clickAt('grace', '2026-06-02T21:59:59Z');
  await clickAt('grace', '2026-06-02T22:00:01Z', 2);
  await payAt('2026-06-02T22:09:00Z');
  expect(await paid()).toEqual([]);
  await payAt('2026-06-02T22:11:00Z');
  expect(await paid()).toEqual([{ day: '2026-06-02', clicks: 1, cents: 25 }]);
  await payAt('2026-06-04T00:00:00Z');
  expect(await paid()).toHaveLength(2);
  await assertInvariants(app.db);
});

test('bots and repeats within the hour are not paid', async () => {
  await startProgram('bots');
  await clickAt('bots', '2026-06-02T10:00:00Z');
  await app.click('bots', { user_agent: 'Googlebot/2.1' });
  const clickId = await app.click('bots');
  app.clock.advanceMs(60_000);
  await app.click('bots', { existing_click_id: clickId });
  await payAt('2026-06-03T05:00:00Z');
  expect(await paid()).toEqual([{ day: '2026-06-02', clicks: 2, cents: 50 }]);
});

test('the policy in force at the last instant of a day decides about its clicks', async () => {
  await startProgram('terms');
  await clickAt('terms', '2026-06-02T10:00:00Z');
  await startPolicy('cps_lifetime', '2026-06-03T20:00:00Z');
  await clickAt('terms', '2026-06-03T10:00:00Z');
  await payAt('2026-06-06T10:00:00Z');
  expect(await paid()).toEqual([{ day: '2026-06-02', clicks: 1, cents: 25 }]);
});

test('days that are long past are left alone', async () => {
  await startProgram('old');
  await clickAt('old', '2026-06-02T10:00:00Z');
  await clickAt('old', '2026-06-20T10:00:00Z');
  await payAt('2026-07-10T10:00:00Z');
  expect(await paid()).toEqual([{ day: '2026-06-20', clicks: 1, cents: 25 }]);
});

test.each(['America/Los_Angeles', 'Asia/Tokyo'])(
  'a change of the time zone to %s pays no click twice and forgets none',
  async (timeZone) => {
    const code = timeZone.toLowerCase().replaceAll(/[^a-z]/g, '-');
    await startProgram(code);
    for (let hour = 0; hour < 24; hour += 3) {
      await clickAt(code, `2026-06-02T${String(hour).padStart(2, '0')}:30:00Z`);
    }
    await clickAt(code, '2026-06-03T01:30:00Z');
    await payAt('2026-06-03T05:00:00Z');
    const path = `/api/advertiser/affiliate-programs/${program.id}`;
    await app.call('PUT', path, { body: { time_zone: timeZone }, key: app.managementKey });
    await app.runJob('metrics.rebuild', { programId: program.id });
    await payAt('2026-06-05T12:00:00Z');
    const total = (await paid()).reduce((sum, { clicks }) => sum + clicks, 0);
    expect(total).toBe(9);
    await assertInvariants(app.db);
  },
);

test('the hold job releases everything that is due and nothing else', async () => {
  await startProgram('holds');
  await clickAt('holds', '2026-06-02T10:00:00Z');
  await payAt('2026-06-03T05:00:00Z');
  await app.runJob('commissions.release-holds');
  const { rows } = await app.db.pool.query(
    `select program_id = $1 as is_due, stage, is_on_hold from commission
     where program_id = $1 or hold_expires_at > $2 group by 1, 2, 3 order by 1`,
    [program.id, app.clock.now()],
  );
  expect(rows).toEqual([
    { is_due: false, stage: 'pending', is_on_hold: true },
    { is_due: true, stage: 'approved', is_on_hold: false },
  ]);
  await assertInvariants(app.db);
});
