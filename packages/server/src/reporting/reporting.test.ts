// Proves what the lists and the dashboard's reports say, over HTTP.
import { OPERATIONS, type Operation } from '@affitor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import {
  type Answer,
  createOwner,
  startTestApp,
  type TestApp,
  type TestProgram,
} from '../../test/test-app.js';

let app: TestApp;
let program: TestProgram;
let partnerId: number;

beforeAll(async () => {
  app = await startTestApp();
  app.clock.stopAt(new Date('2026-03-20T10:00:00Z'));
  program = await app.createProgram({ time_zone: 'Europe/Berlin', currency: 'USD' });
  partnerId = await app.createPartner(program.id, 'report');
  for (let index = 0; index < 7; index += 1) {
    // The clocks of Berlin go forward in the night to March 29.
    app.clock.stopAt(new Date(`2026-03-${25 + index}T22:30:00Z`));
    await app.click('report');
    const clickId = await app.click('report');
    await app.lead({ click_id: clickId, customer_key: `customer-${index}` }, program.key);
    const sale = { transaction_id: `order-${index}`, customer_key: `customer-${index}` };
    await app.sale({ ...sale, amount_cents: 4999 }, program.key);
  }
  await app.refund({ transaction_id: 'order-6', refund_amount_cents: 1 }, program.key);
});
afterAll(() => app.close());

const inProgram = (path: string) => `/api/advertiser/affiliate-programs/${program.id}${path}`;

/** Reads a path and holds the answer against the contract. */
async function read(operation: Operation, path: string): Promise<Answer['body']> {
  const answer = await app.call('GET', path, { key: app.managementKey });
  expect([path, answer.status]).toEqual([path, 200]);
  operation.response.parse(answer.body);
  return answer.body;
}

async function readAllPages(operation: Operation, path: string): Promise<{ id: number }[]> {
  const found: { id: number }[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = await read(operation, `${path}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    found.push(...page.data);
    cursor = page.meta.next_cursor;
  }
  return found;
}

test('performance has one row per local day, also when the clocks change', async () => {
  const path = `/api/tracking/performance/${program.id}`;
  const bounds = 'dateFrom=2026-03-24&dateTo=2026-03-30';
  const { data, metrics, meta } = await read(OPERATIONS.readPerformance, `${path}?${bounds}`);
  expect(data.map((row: { date: string; clicks: number }) => [row.date, row.clicks])).toEqual([
    ['2026-03-24', 0],
    ['2026-03-25', 2],
    ['2026-03-26', 2],
    ['2026-03-27', 2],
    ['2026-03-28', 2],
    ['2026-03-29', 0],
    ['2026-03-30', 2],
  ]);
  expect(data[1]).toMatchObject({ leads: 1, conversions: 1, revenue: 49.99, sales: 0 });
  expect(metrics).toMatchObject({ totalClicks: 10, totalConversions: 5, conversionRate: 50 });
  expect(metrics).toMatchObject({ totalRevenue: 249.95, averageOrderValue: 49.99 });
  expect(meta.previousPeriod).toEqual({ dateFrom: '2026-03-17', dateTo: '2026-03-23' });
  expect(metrics.clicksTrend).toEqual({ trend: 100, trendDirection: 'up' });
});

test('performance of a named period ends today, and a refund counts on its own day', async () => {
  const path = `/api/tracking/performance/${program.id}`;
  const { data, meta } = await read(OPERATIONS.readPerformance, path);
  expect(meta).toMatchObject({ period: '7d', dateFrom: '2026-03-26', dateTo: '2026-04-01' });
  expect(data.at(-1)).toMatchObject({ date: '2026-04-01', revenue: 49.98 });
  const all = await read(OPERATIONS.readPerformance, `${path}?period=all`);
  expect(all.meta).toMatchObject({ period: 'all', dateFrom: '2026-03-20', dateTo: '2026-04-01' });
  expect(all.metrics).toMatchObject({ totalSales: 7, totalRevenue: 349.92, totalPartners: 1 });
});

test.each([
  ['dateFrom=2026-03-02&dateTo=2026-03-01', 'dateTo: must not be before dateFrom'],
  ['dateFrom=1970-01-01&dateTo=9999-12-31', 'dateFrom: must be less than 3660 days before dateTo'],
  ['dateFrom=9999-12-31&dateTo=9999-12-31T23:30:00-12:00', 'dateTo: must not be before dateFrom'],
])('an unusable period (%s) is refused in words', async (query, message) => {
  const path = `/api/tracking/performance/${program.id}?${query}`;
  const answer = await app.call('GET', path, { key: app.managementKey });
  expect([answer.status, answer.body]).toEqual([400, { error: message }]);
});

test('events are merged newest first, and pages neither repeat nor leave out', async () => {
  const path = `/api/tracking/events/${program.id}`;
  const seen: string[] = [];
  const times: string[] = [];
  for (let page = 1; page <= 4; page += 1) {
    const query = `page=${page}&pageSize=8`;
    const body = await read(OPERATIONS.listTrackingEvents, `${path}?${query}`);
    expect(body.meta.pagination).toEqual({ page, pageSize: 8, pageCount: 4, total: 28 });
    for (const event of body.data) {
      seen.push(`${event.event_type}-${event.id}`);
      times.push(event.timestamp);
    }
  }
  expect(new Set(seen).size).toBe(28);
  expect(times).toEqual([...times].sort().reverse());
  const beyond = await read(OPERATIONS.listTrackingEvents, `${path}?page=5&pageSize=8`);
  expect(beyond.data).toEqual([]);
});

test('events are filtered by type and by inclusive local days or moments', async () => {
  const path = `/api/tracking/events/${program.id}`;
  const totalOf = async (query: string) =>
    (await read(OPERATIONS.listTrackingEvents, `${path}?${query}`)).meta.pagination.total;
  expect(await totalOf('eventType=click')).toBe(14);
  expect(await totalOf('eventType=conversion')).toBe(7);
  expect(await totalOf('dateFrom=2026-03-29&dateTo=2026-03-29')).toBe(0);
  expect(await totalOf('dateFrom=2026-03-30&dateTo=2026-03-30')).toBe(4);
  expect(await totalOf('dateFrom=2026-03-30T22:30:00Z&dateTo=2026-03-31T00:30:00%2B02:00')).toBe(4);
  expect(await totalOf('dateTo=2026-03-25T22:29:59.999%2B23:00')).toBe(0);
});

test('lists page through everything once, in any page size', async () => {
  for (const limit of [1, 3, 100]) {
    const query = `?limit=${limit}`;
    const commissions = await readAllPages(
      OPERATIONS.listCommissions,
      inProgram(`/commissions${query}`),
    );
    expect(new Set(commissions.map(({ id }) => id)).size).toBe(7);
    expect(commissions).toHaveLength(7);
    const customers = await readAllPages(OPERATIONS.listCustomers, inProgram(`/customers${query}`));
    expect(new Set(customers.map(({ id }) => id)).size).toBe(14);
    expect(customers).toHaveLength(14);
  }
  const answer = await app.call('GET', inProgram('/commissions?cursor=bm9uZQ'), {
    key: app.managementKey,
  });
  expect([answer.status, answer.body.error]).toEqual([
    400,
    'cursor: must be the `meta.next_cursor` of a page',
  ]);
});

test('customers are found by status, partner and key', async () => {
  const idsOf = async (query: string) =>
    (await read(OPERATIONS.listCustomers, inProgram(`/customers?${query}`))).data;
  expect(await idsOf('status=conversion')).toHaveLength(7);
  expect(await idsOf('status=click')).toHaveLength(7);
  expect(await idsOf('status=lead')).toHaveLength(0);
  expect(await idsOf(`partner_id=${partnerId}`)).toHaveLength(14);
  const [customer] = await idsOf('customer_key=customer-3');
  expect(customer).toMatchObject({ customer_key: 'customer-3', sales_count: 1 });
  const one = await read(OPERATIONS.readCustomer, inProgram(`/customers/${customer.id}`));
  expect(one.data).toEqual(customer);
});

test('a commission is approved after its hold or rejected, and the books follow', async () => {
  const list = await read(OPERATIONS.listCommissions, inProgram('/commissions?status=pending'));
  const [first, second] = list.data;
  const decide = (id: number, verb: string, body?: object) =>
    app.call('POST', inProgram(`/commissions/${id}/${verb}`), { key: app.managementKey, body });
  const early = await decide(first.id, 'approve');
  expect([early.status, early.body.error]).toEqual([
    409,
    `Commission is on hold until ${first.hold_period_expires_at}`,
  ]);
  app.clock.advanceDays(16);
  await app.runJob('commissions.release-holds');
  expect((await decide(first.id, 'approve')).body.data.status).toBe('approved');
  expect((await decide(first.id, 'approve')).status).toBe(409);
  const rejected = await decide(second.id, 'reject', { reason_code: 'fraud', note: 'card test' });
  expect(rejected.body.data).toMatchObject({ status: 'rejected', rejection_reason: 'fraud' });
  const again = await decide(second.id, 'reject', { reason_code: 'fraud' });
  expect(again.body.error).toBe('Commission cannot be rejected. Current status: rejected');
  const read1 = await read(OPERATIONS.readCommission, inProgram(`/commissions/${second.id}`));
  expect(read1.data.history.at(-1)).toMatchObject({
    to_status: 'rejected',
    reason_code: 'fraud',
    note: 'card test',
  });
  const balances = await read(OPERATIONS.listBalances, inProgram('/balances'));
  expect(balances.data).toMatchObject([{ pending_cents: 5000, available_cents: 1000 }]);
  await assertInvariants(app.db);
});

test('test events show in the status, and deleting them frees their transaction ids', async () => {
  const path = `/api/tracking/status/${program.id}`;
  const additional_data = { test_mode: true, program_id: program.id };
  await app.call('POST', '/api/v1/track/click', { body: { additional_data } });
  const testSale = { transaction_id: 'reused', additional_data: { test_mode: true } };
  expect((await app.sale(testSale, program.key)).status).toBe(200);
  const { data } = await read(OPERATIONS.readTrackingStatus, path);
  expect(data).toMatchObject({
    programId: String(program.id),
    stepStatuses: { pageview: 'complete', referrals: 'pending', payments: 'pending' },
    hasPartners: true,
  });
  const real = { transaction_id: 'reused', amount_cents: 100, customer_key: 'customer-1' };
  expect((await app.sale(real, program.key)).status).toBe(409);
  const deleted = await app.call('DELETE', inProgram('/test-data'), { key: app.managementKey });
  expect(deleted.body).toEqual({ data: { clicks: 1, leads: 0, sales: 1, refunds: 0 } });
  expect((await app.sale(real, program.key)).status).toBe(200);
  await assertInvariants(app.db);
});

test('refused calls are listed with their reason, and expire after thirty days', async () => {
  await app.sale({ transaction_id: 'x', amount_cents: -1 }, program.key);
  const list = async (query = '') =>
    (await read(OPERATIONS.listRefusals, inProgram(`/refusals${query}`))).data;
  expect((await list()).length).toBeGreaterThanOrEqual(2);
  expect(await list('?endpoint=sale&code=amount_cents_invalid')).toMatchObject([
    { endpoint: 'sale', code: 'amount_cents_invalid', status: 400 },
  ]);
  app.clock.advanceDays(29);
  await app.runJob('tracking.purge-refusals');
  expect((await list()).length).toBeGreaterThanOrEqual(2);
  app.clock.advanceDays(2);
  await app.runJob('tracking.purge-refusals');
  expect(await list()).toEqual([]);
});

test('partitions for the clicks of the coming months are made once', async () => {
  const partitions = async () => {
    const { rows } = await app.db.pool.query(
      `select count(*)::int as count from pg_inherits where inhparent = 'click'::regclass`,
    );
    return rows[0].count;
  };
  const before = await partitions();
  await app.runJob('tracking.ensure-partitions');
  const after = await partitions();
  expect(after).toBeGreaterThan(before);
  await app.runJob('tracking.ensure-partitions');
  expect(await partitions()).toBe(after);
});

test('records of another workspace are as missing as records that do not exist', async () => {
  const stranger = await createOwner(app.db, app.clock);
  const paths = ['/commissions', '/customers', '/refusals', '/balances', '/failed-commissions'];
  for (const path of paths) {
    const foreign = await app.call('GET', inProgram(path), { key: stranger.managementKey });
    const missing = await app.call('GET', inProgram(path).replace(/\d+/, '999999'), {
      key: stranger.managementKey,
    });
    expect([foreign.status, foreign.body]).toEqual([missing.status, missing.body]);
    expect(foreign.status).toBe(404);
  }
});

test('the sums by status are those of the rows, under every filter', async () => {
  const filters = [
    '',
    `partner_id=${partnerId}`,
    'from=2026-03-27',
    'from=2026-03-26&to=2026-03-28',
  ];
  for (const filter of filters) {
    const rows = (await readAllPages(
      OPERATIONS.listCommissions,
      inProgram(`/commissions?limit=3&${filter}`),
    )) as unknown as { status: string; amount_cents: number; reversed_cents: number }[];
    const { data } = await read(
      OPERATIONS.summarizeCommissions,
      inProgram(`/commission-summary?${filter}`),
    );
    const added = new Map<string, number[]>();
    for (const { status, amount_cents, reversed_cents } of rows) {
      const [count = 0, amount = 0, reversed = 0] = added.get(status) ?? [];
      added.set(status, [count + 1, amount + amount_cents, reversed + reversed_cents]);
    }
    const summed = data.map((sum: Record<string, number>) => [
      sum.status,
      [sum.count, sum.amount_cents, sum.reversed_cents],
    ]);
    expect(rows.length, filter).toBeGreaterThan(0);
    expect(new Map(summed), filter).toEqual(added);
  }
});
