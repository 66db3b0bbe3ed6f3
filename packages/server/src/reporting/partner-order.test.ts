// Guards the order of the report on partners: each page goes on where the one before ended.
import { PARTNER_ORDERS, PARTNER_RECENT_DAYS, SORT_DIRECTIONS } from '@affitor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROGRAMS, startTestApp, type TestProgram } from '../../test/test-app.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

// Many tie: four have no click, and "Émile" has one sale in another currency.
const PARTNERS = [
  { name: 'beta', visits: 2, sales: [['USD', 5000]] },
  { name: 'Alpha', visits: 2, sales: [['USD', 5000]] },
  { name: 'Émile – “ü” & Söhne', visits: 1, sales: [['EUR', 99_000]] },
  { name: 'alpha', visits: 0, sales: [] },
  { name: 'Alpha', visits: 0, sales: [] },
  { name: 'Name'.repeat(30), visits: 3, sales: [['USD', 100]] },
  { name: 'Name'.repeat(30), visits: 0, sales: [] },
  { name: 'Gamma', visits: 0, sales: [] },
] as const;

interface Row {
  id: number;
  name: string;
  joined_at: string | null;
  clicks: number;
  signups: number;
  paid_customers: number;
  last_clicked: string | null;
  recent_clicks: number[];
  money: { currency: string; revenue_cents: number; commission_cents: number }[];
}

type Order = (typeof PARTNER_ORDERS)[number];

let program: TestProgram;
let url: string;
beforeAll(async () => {
  program = await api.createProgram({ default_hold_period_days: 0, currency: 'USD' });
  url = `${PROGRAMS}/${program.id}/partner-report`;
  for (const [index, { name, visits, sales }] of PARTNERS.entries()) {
    const code = `p${index}`;
    await api.createPartner(program.id, code, { name });
    for (let visit = 0; visit < visits; visit += 1) {
      const customer = { click_id: await api.click(code), customer_key: `${code}-${visit}` };
      const sale = sales[visit];
      if (sale === undefined) continue;
      await api.lead(customer, program.key);
      const [currency, amount_cents] = sale;
      const order = { transaction_id: `${code}-${visit}`, amount_cents, currency };
      await api.sale({ ...order, customer_key: customer.customer_key }, program.key);
    }
  }
});

const ask = (query: string) => api.manage(api.managementKey, `GET ${url}?${query}`);

/** Every row of an order, read in pages of this size. */
async function readAll(query: string, limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await ask(`${query}&limit=${limit}${cursor && `&cursor=${cursor}`}`);
    rows.push(...body.data);
    cursor = body.meta.next_cursor;
  }
  return rows;
}

const dollars = (row: Row) => row.money.find(({ currency }) => currency === 'USD');
const moment = (iso: string | null) => (iso === null ? 0 : Date.parse(iso));

const VALUES: Record<Exclude<Order, 'name'>, (row: Row) => number> = {
  created: ({ id }) => id,
  joined: ({ joined_at: at }) => moment(at),
  clicks: ({ clicks }) => clicks,
  signups: ({ signups }) => signups,
  paid_customers: ({ paid_customers: paid }) => paid,
  revenue: (row) => dollars(row)?.revenue_cents ?? 0,
  commission: (row) => dollars(row)?.commission_cents ?? 0,
  last_clicked: ({ last_clicked: at }) => moment(at),
};

const CASES = PARTNER_ORDERS.flatMap((order) =>
  SORT_DIRECTIONS.map((direction) => ({ order, direction })),
);

test.each(CASES)(
  'in the order of $order, $direction, pages of any size hold each partner once',
  async ({ order, direction }) => {
    const query = `order=${order}&direction=${direction}`;
    const whole = await readAll(query, 100);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(PARTNERS.length);
    for (const limit of [1, 2, 3]) expect(await readAll(query, limit), `${limit}`).toEqual(whole);
    const sign = direction === 'asc' ? 1 : -1;
    if (order === 'name') {
      const names = whole.map(({ name }) => name.toLowerCase().slice(0, 60));
      const alphas = names.flatMap((name, index) => (name === 'alpha' ? [index] : []));
      expect(alphas).toEqual(direction === 'asc' ? [0, 1, 2] : [5, 6, 7]);
      return;
    }
    const ordered = [...whole].sort(
      (one, other) =>
        sign * (VALUES[order](one) - VALUES[order](other)) || sign * (one.id - other.id),
    );
    expect(whole.map(({ id }) => id)).toEqual(ordered.map(({ id }) => id));
  },
);

test('an order keeps the filters of the list', async () => {
  await api.manage(api.managementKey, `POST ${PROGRAMS}/${program.id}/partners`, {
    name: 'Waiting',
    email: 'waiting@blog.example',
    status: 'applied',
  });
  const applied = await readAll('order=revenue&status=applied', 1);
  expect(applied.map(({ name }) => name)).toEqual(['Waiting']);
});

test('a cursor is refused by another order, and so is what is no cursor', async () => {
  const { body } = await ask('order=clicks&limit=1');
  const cursor = body.meta.next_cursor as string;
  const encoded = (text: string) => Buffer.from(text).toString('base64url');
  for (const query of [
    `order=signups&cursor=${cursor}`,
    `order=clicks&direction=asc&cursor=${cursor}`,
    `cursor=${cursor}`,
    `order=clicks&cursor=${encoded('clicks-desc-1-x')}`,
    `order=clicks&cursor=${encoded('clicks-desc-1-99999999999999999999')}`,
    `order=name&cursor=${encoded('name-desc-1-\0')}`,
    'order=email',
    'order=clicks&direction=up',
  ]) {
    const answer = await ask(query);
    expect(answer.status, query).toBe(400);
  }
});

test('the clicks of the last days are counted on the day of the program, the last one today', async () => {
  const rows = await readAll('order=clicks', 3);
  const sum = (row: Row) => row.recent_clicks.reduce((total, clicks) => total + clicks, 0);
  for (const row of rows) {
    expect(row.recent_clicks).toHaveLength(PARTNER_RECENT_DAYS);
    expect(row.recent_clicks.at(-1)).toBe(row.clicks);
    expect(sum(row)).toBe(row.clicks);
  }
  api.clock.stopAt(new Date('2026-03-30T12:00:00Z'));
  const [first] = await readAll('order=clicks', 100);
  expect(first?.recent_clicks[0]).toBe(first?.clicks);
  api.clock.stopAt(new Date('2026-03-31T12:00:00Z'));
  const [later] = await readAll('order=clicks', 100);
  expect(later && sum(later)).toBe(0);
  api.clock.stopAt(new Date('2026-03-01T12:00:00Z'));
});
