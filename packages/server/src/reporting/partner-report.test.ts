// Guards the report on partners: its rows add up to its sums, and both to the books.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAMS, startTestApp, type TestProgram } from '../../test/test-app.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

let program: TestProgram;
let url: string;
beforeAll(async () => {
  program = await api.createProgram({ default_hold_period_days: 0 });
  url = `${PROGRAMS}/${program.id}`;
  for (const [index, code] of ['a1', 'b2', 'c3'].entries()) {
    await api.createPartner(program.id, code);
    for (let visit = 0; visit <= index * 2; visit += 1) await sell(code, visit);
  }
  const idle = { name: 'Idle', email: 'idle@blog.example', status: 'applied' };
  await read(`POST ${url}/partners`, idle);
  // One whole refund and one in part.
  await api.refund({ transaction_id: 'c3-0' }, program.key);
  await api.refund({ transaction_id: 'c3-1', refund_amount_cents: 999 }, program.key);
});

async function sell(code: string, visit: number): Promise<void> {
  const clickId = await api.click(code);
  if (visit % 3 === 2) return;
  const customer = { click_id: clickId, customer_key: `${code}-${visit}` };
  await api.lead(customer, program.key);
  const currency = visit === 1 ? 'EUR' : 'USD';
  const order = { transaction_id: `${code}-${visit}`, amount_cents: 3333 + visit, currency };
  await api.sale({ ...order, customer_key: customer.customer_key }, program.key);
}

const read = async (route: string, body?: unknown) =>
  (await api.manage(api.managementKey, route, body)).data;

interface Money {
  currency: string;
  revenue_cents: number;
  refunded_cents: number;
  commission_cents: number;
}
type Figures = { clicks: number; signups: number; paid_customers: number; money: Money[] };

function addUp(rows: Figures[]): unknown {
  const money = new Map<string, Money>();
  for (const one of rows.flatMap((row) => row.money)) {
    const sum = money.get(one.currency);
    money.set(one.currency, {
      currency: one.currency,
      revenue_cents: (sum?.revenue_cents ?? 0) + one.revenue_cents,
      refunded_cents: (sum?.refunded_cents ?? 0) + one.refunded_cents,
      commission_cents: (sum?.commission_cents ?? 0) + one.commission_cents,
    });
  }
  const of = (name: 'clicks' | 'signups' | 'paid_customers') =>
    rows.reduce((sum, row) => sum + row[name], 0);
  return {
    clicks: of('clicks'),
    signups: of('signups'),
    paid_customers: of('paid_customers'),
    money: [...money.values()].sort((one, other) => (one.currency < other.currency ? -1 : 1)),
  };
}

test('rows add up to the sums under every filter, over all pages', async () => {
  const groups = await read(`GET ${url}/groups`);
  for (const filter of ['', 'status=active', 'status=applied', `group_id=${groups[0].id}`]) {
    const rows: Figures[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = `limit=2${cursor && `&cursor=${cursor}`}&${filter}`;
      const route = `GET ${url}/partner-report?${page}`;
      const { body } = await api.manage(api.managementKey, route);
      rows.push(...body.data);
      cursor = body.meta.next_cursor;
    }
    const { total } = await read(`GET ${url}/partner-summary?${filter}`);
    expect(total, filter).toMatchObject(addUp(rows) as object);
  }
});

test('the sums are those of the commissions and of the sales themselves', async () => {
  const { total } = await read(`GET ${url}/partner-summary`);
  const sums = await read(`GET ${url}/commission-summary`);
  for (const { currency, commission_cents: cents } of total.money as Money[]) {
    const lines = sums.filter((line: { currency: string }) => line.currency === currency);
    const left = lines.reduce(
      (sum: number, line: { amount_cents: number; reversed_cents: number }) =>
        sum + line.amount_cents - line.reversed_cents,
      0,
    );
    expect(cents, currency).toBe(left);
  }
  const { rows } = await api.db.pool.query<{ currency: string; net: bigint }>(
    `select currency, sum(amount_cents - refunded_cents)::bigint as net from sale
     where program_id = $1 group by currency order by currency`,
    [program.id],
  );
  expect(total.money.map((one: Money) => [one.currency, one.revenue_cents])).toEqual(
    rows.map(({ currency, net }) => [currency, Number(net)]),
  );
});

test('counts by status follow the group and ignore the status', async () => {
  const { statuses } = await read(`GET ${url}/partner-summary?status=rejected`);
  expect(statuses).toEqual([
    { status: 'applied', count: 1 },
    { status: 'invited', count: 0 },
    { status: 'active', count: 3 },
    { status: 'rejected', count: 0 },
    { status: 'removed', count: 0 },
  ]);
  const group = await read(`POST ${url}/groups`, { name: 'Empty' });
  const narrowed = await read(`GET ${url}/partner-summary?group_id=${group.id}`);
  expect(narrowed.statuses.every(({ count }: { count: number }) => count === 0)).toBe(true);
  expect(narrowed.total).toMatchObject({ clicks: 0, money: [], signup_percent: null });
});

test('rates say nothing where there is nothing to divide by', async () => {
  const rows = await read(`GET ${url}/partner-report`);
  const idle = rows.find(({ name }: { name: string }) => name === 'Idle');
  expect(idle).toMatchObject({ signup_percent: null, paid_percent: null, last_clicked: null });
  const [busy] = rows.filter(({ clicks }: Figures) => clicks === 5);
  expect(busy).toMatchObject({ signup_percent: 80, paid_percent: 100 });
  const [euro] = busy.money;
  expect(euro).toMatchObject({ currency: 'EUR', refund_percent: 29.96 });
});
