// Guards what the overview says: figures that add up, periods that compare, and only counters read.
import { METRIC_IDS, METRICS, OPERATIONS, schemas } from '@affitor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { startTestApp, type TestApp, type TestProgram } from '../../test/test-app.js';
import { withTransaction } from '../platform/db/index.js';
import { readOverview } from './overview.js';

let app: TestApp;
let program: TestProgram;
let ana: number;
let bob: number;

beforeAll(async () => {
  app = await startTestApp({ now: new Date('2026-03-20T10:00:00Z') });
  program = await app.createProgram({ time_zone: 'Europe/Berlin', currency: 'USD' });
  ana = await app.createPartner(program.id, 'ana');
  bob = await app.createPartner(program.id, 'bob');
  await app.click('bob');
  // 23:30 in Berlin, and half past midnight of the next day.
  app.clock.stopAt(new Date('2026-03-29T21:30:00Z'));
  await buy('ana', { amount_cents: 5000 }, { referrer_url: 'https://www.News.example/a?b' });
  app.clock.stopAt(new Date('2026-03-29T22:30:00Z'));
  await buy('bob', { amount_cents: 900, currency: 'EUR' });
  await app.refund({ transaction_id: 'order-1', refund_amount_cents: 1000 }, program.key);
  await app.click('ana', { user_agent: 'Googlebot/2.1' });
  app.clock.stopAt(new Date('2026-03-30T10:00:00Z'));
  await app.runJob('metrics.roll-up-visits');
});
afterAll(() => app.close());

let orders = 0;

async function buy(code: string, sale: object, visit: object = {}): Promise<void> {
  orders += 1;
  const customer_key = `customer-${orders}`;
  const page_url = 'https://Shop.example/pricing/?plan=pro#top';
  await app.lead({ click_id: await app.click(code, { page_url, ...visit }), customer_key });
  const answer = await app.sale(
    { transaction_id: `order-${orders}`, customer_key, ...sale },
    program.key,
  );
  expect(answer.status).toBe(200);
}

/** Reads the overview and holds the answer against the contract. */
async function read(query = '') {
  const path = `/api/advertiser/affiliate-programs/${program.id}/overview${query}`;
  const answer = await app.call('GET', path, { key: app.managementKey });
  expect([query, answer.status, answer.body.error]).toEqual([query, 200, undefined]);
  return OPERATIONS.readOverview.response.parse(answer.body).data;
}

const WEEK = '?from=2026-03-24&to=2026-03-30';

test('every metric has the one definition of the contract and compares with the days before', async () => {
  const { metrics, range, previous_range } = await read(WEEK);
  expect([range, previous_range]).toEqual([
    { from: '2026-03-24', to: '2026-03-30' },
    { from: '2026-03-17', to: '2026-03-23' },
  ]);
  expect(metrics.map(({ id, definition }) => [id, definition])).toEqual(
    METRIC_IDS.map((id) => [id, METRICS[id].definition]),
  );
  const byId = Object.fromEntries(metrics.map((metric) => [metric.id, metric]));
  expect(byId.clicks).toMatchObject({
    current: 2,
    previous: 1,
    change: { percent: 100, direction: 'up' },
  });
  expect(byId.paid_customers).toMatchObject({ current: 2, previous: 0 });
  expect(byId.partners).toMatchObject({ current: 0, previous: 2 });
  expect(byId.revenue).toMatchObject({
    amounts: [
      { currency: 'USD', current_cents: 4000, previous_cents: 0 },
      { currency: 'EUR', current_cents: 900, previous_cents: 0 },
    ],
  });
});

test('a day is the local day of the program, and one that is not over says so', async () => {
  const { series, previous_series } = await read(WEEK);
  expect(series.slice(-2)).toMatchObject([
    { day: '2026-03-29', is_partial: false, clicks: 1, signups: 1 },
    { day: '2026-03-30', is_partial: true, clicks: 1, signups: 1 },
  ]);
  expect(series.at(-1)?.revenue).toEqual([
    { currency: 'USD', amount_cents: -1000 },
    { currency: 'EUR', amount_cents: 900 },
  ]);
  expect([series.length, previous_series?.length]).toEqual([7, 7]);
});

test('the default is the last thirty days, and comparing can be left out or go back a year', async () => {
  const { range, previous_range, metrics, previous_series } = await read('?compare=none');
  expect(range).toEqual({ from: '2026-03-01', to: '2026-03-30' });
  expect([previous_range, previous_series]).toEqual([null, null]);
  expect(metrics[0]).toMatchObject({ previous: null, change: null });
  const { previous_range: lastYear } = await read(`${WEEK}&compare=year`);
  expect(lastYear).toEqual({ from: '2025-03-25', to: '2025-03-31' });
});

test('top lists name who and what brought the clicks, and filters narrow all of it', async () => {
  const all = await read(WEEK);
  expect(all.top_partners.rows.map(({ partner_id, clicks }) => [partner_id, clicks])).toEqual([
    [ana, 1],
    [bob, 1],
  ]);
  expect(all.top_partners.rest).toMatchObject({ clicks: 0, signups: 0 });
  expect(all.top_sources).toEqual({
    as_of: '2026-03-30T09:58:00.000Z',
    rows: [
      { kind: 'unknown', value: null, clicks: 1 },
      { kind: 'value', value: 'news.example', clicks: 1 },
    ],
    rest_clicks: 0,
  });
  expect(all.top_landing_pages?.rows).toEqual([
    { kind: 'value', value: 'shop.example/pricing', clicks: 2 },
  ]);
  const { top_sources, funnel, series } = await read(`${WEEK}&partner_id=${ana}`);
  expect(top_sources?.rows).toEqual([{ kind: 'value', value: 'news.example', clicks: 1 }]);
  expect(funnel.map(({ count, percent_of_previous }) => [count, percent_of_previous])).toEqual([
    [1, null],
    [1, 100],
    [1, 100],
  ]);
  expect(series.at(-1)).toMatchObject({ clicks: 0, revenue: [{ amount_cents: -1000 }] });
});

test('by source, country or landing page clicks are counted, and nothing else is made up', async () => {
  const answer = await read(`${WEEK}&source=news.example`);
  const byId = Object.fromEntries(answer.metrics.map((metric) => [metric.id, metric]));
  expect(byId.clicks).toMatchObject({ current: 1, previous: 0 });
  expect(byId.signups).toMatchObject({ current: null, change: null });
  expect(byId.revenue).toMatchObject({ amounts: [] });
  expect(answer.series.at(-2)).toMatchObject({ day: '2026-03-29', clicks: 1, signups: null });
  expect(answer.top_partners.rows).toMatchObject([{ partner_id: ana, clicks: 1, revenue: null }]);
  expect(answer.top_sources?.rows).toHaveLength(2);
  expect([answer.top_countries, answer.top_landing_pages]).toEqual([null, null]);
  const unknown = await read(`${WEEK}&source=~unknown&partner_id=${bob}`);
  expect(unknown.metrics[0]).toMatchObject({ id: 'clicks', current: 1 });
  const path = `/api/advertiser/affiliate-programs/${program.id}/overview`;
  const both = await app.call('GET', `${path}?source=a&country=DE`, { key: app.managementKey });
  expect([both.status, both.body.error]).toEqual([
    400,
    'country: cannot be combined with another of source, country and landing_page',
  ]);
});

test('what waits is listed with its money, and what does not wait is not', async () => {
  const path = `/api/advertiser/affiliate-programs/${program.id}`;
  const list = async () => {
    const { body } = await app.call('GET', `${path}/action-center`, { key: app.managementKey });
    return OPERATIONS.listActions.response.parse(body).data;
  };
  const before = await list();
  expect(before.map(({ id }) => id)).not.toContain('commissions_to_decide');
  await app.db.pool.query('update commission set is_on_hold = false where program_id = $1', [
    program.id,
  ]);
  await app.sale({ transaction_id: 'x', customer_key: 'stranger', amount_cents: 1 }, program.key);
  const waiting = (await list()).filter(({ id }) => !before.some((one) => one.id === id));
  expect(waiting).toEqual([
    {
      id: 'commissions_to_decide',
      count: 2,
      amounts: [
        { currency: 'USD', amount_cents: 800 },
        { currency: 'EUR', amount_cents: 180 },
      ],
      codes: [],
    },
    {
      id: 'refusals',
      count: 1,
      amounts: [],
      codes: [{ code: 'sale_customer_not_found', count: 1 }],
    },
  ]);
  const query = 'commissions?decidable=true';
  const { body } = await app.call('GET', `${path}/${query}`, { key: app.managementKey });
  const { data } = OPERATIONS.listCommissions.response.parse(body);
  expect(data.map(({ stage, status }) => [stage, status])).toEqual([
    ['pending', 'pending'],
    // A part was refunded, and the rest still waits.
    ['pending', 'refunded'],
  ]);
  await app.db.pool.query('update commission set is_on_hold = true where program_id = $1', [
    program.id,
  ]);
});

test.each([
  ['?from=2026-03-02&to=2026-03-01', 'to: must not be before from'],
  ['?from=1990-01-01', 'from: must be less than 1100 days before to'],
])('an unusable period (%s) is refused in words', async (query, message) => {
  const path = `/api/advertiser/affiliate-programs/${program.id}/overview${query}`;
  const answer = await app.call('GET', path, { key: app.managementKey });
  expect([answer.status, answer.body]).toEqual([400, { error: message }]);
});

test('the overview reads no click, customer, sale or commission', async () => {
  await app.db.pool.query('analyze');
  const read = await withTransaction(app.db, async (tx) => {
    const count = async () => {
      const { rows } = await sql<{ name: string; read: bigint }>`
        select relname as name, seq_tup_read + coalesce(idx_tup_fetch, 0) as read
        from pg_stat_xact_user_tables
        where relname ~ '^(click|customer|lead|sale|refund|commission|ledger)'
          and relname <> 'commission_policy' and relname !~ '_stat$'
      `.execute(tx);
      return new Map(rows.map((row) => [row.name, row.read]));
    };
    const before = await count();
    const reported = { id: program.id, timeZone: 'Europe/Berlin', currency: 'USD' };
    const query = schemas.overviewQuery.parse({ period: 'all' });
    await readOverview(tx, reported, query, app.clock.now());
    const after = await count();
    return [...after].filter(([name, rows]) => rows !== (before.get(name) ?? 0n));
  });
  expect(read).toEqual([]);
});

/** Lets two runs meet: both have begun before either can write. */
async function rollUpAtOnce(): Promise<void> {
  const gate = await app.db.pool.connect();
  await gate.query('begin; lock table daily_visit_stat in share mode');
  const runs = [app.runJob('metrics.roll-up-visits'), app.runJob('metrics.roll-up-visits')];
  for (let waiting = 0; waiting < runs.length; ) {
    const { rows } = await app.db.pool.query<{ waiting: bigint }>(
      `select count(*) as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    waiting = Number(rows[0]?.waiting);
  }
  await gate.query('commit');
  gate.release();
  await Promise.all(runs);
}

test('visits beyond what is kept per link and day are counted together, and none twice', async () => {
  const pages = Array.from({ length: 130 }, (_, index) => `https://shop.example/p${index}`);
  await Promise.all(pages.map((page_url) => app.click('bob', { page_url })));
  app.clock.advanceMs(600_000);
  await rollUpAtOnce();
  await assertInvariants(app.db);
  const { top_landing_pages, metrics } = await read('?from=2026-03-30&to=2026-03-30');
  const listed = (top_landing_pages?.rows ?? []).reduce((sum, { clicks }) => sum + clicks, 0);
  expect(metrics[0]).toMatchObject({ current: 131 });
  expect(listed + (top_landing_pages?.rest_clicks ?? 0)).toBe(131);
  const { rows } = await app.db.pool.query(
    "select clicks from daily_visit_stat where dimension = 'landing_page' and value = '*'",
  );
  expect(rows).toEqual([{ clicks: 31n }]);
});

test('a new time zone moves visits to their new days', async () => {
  const path = `/api/advertiser/affiliate-programs/${program.id}`;
  await app.call('PUT', path, { body: { time_zone: 'UTC' }, key: app.managementKey });
  await app.runJob('metrics.rebuild', { programId: program.id });
  await app.runJob('metrics.roll-up-visits');
  await assertInvariants(app.db);
  const { top_sources } = await read('?from=2026-03-29&to=2026-03-29');
  expect(top_sources?.rows.reduce((sum, { clicks }) => sum + clicks, 0)).toBe(2);
});
