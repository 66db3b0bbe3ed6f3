// Owns the proof that every figure of the reports is the sum of its rows, after any history.
import { OPERATIONS } from '@affitor/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/platform/db/index.js';
import { toDecimal } from '../../src/platform/money.js';
import { assertInvariants } from '../harness.js';
import { startTestApp, type TestApp } from '../test-app.js';
import { stories } from './steps.js';
import { Story } from './story.js';

const RUNS = Number(process.env.AFFITOR_REPORT_RUNS ?? 12);
const SEED = Number(process.env.AFFITOR_REPORT_SEED ?? Date.now() % 2_147_483_647);
const STEPS_MAX = 40;
const MS_PER_RUN_MAX = 5_000;

type Amounts = Record<string, bigint>;
interface Figures {
  clicks: number;
  signups: number;
  paid_customers: number;
  revenue: Amounts;
  commission: Amounts;
}

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** What the rows say, without any counter: the commission by the ledger. */
async function countRows(db: Database, programId: number): Promise<Figures> {
  const read = async <Row extends object>(text: string) =>
    (await db.pool.query<Row>(text, [programId])).rows;
  const [counts] = await read<{ clicks: bigint; signups: bigint; paid: bigint }>(
    `select
       (select count(*) from click
         where program_id = $1 and not is_bot and not is_repeat) as clicks,
       (select count(*) from lead where program_id = $1 and not provisional) as signups,
       (select count(distinct customer_id) from sale where program_id = $1) as paid`,
  );
  const revenue = await read<{ currency: string; cents: string }>(
    `select currency, sum(amount_cents - refunded_cents)::text as cents from sale
     where program_id = $1 group by currency`,
  );
  const commission = await read<{ currency: string; cents: string }>(
    `select posting.currency, sum(posting.amount_cents)::text as cents from ledger_posting posting
     join ledger_account account on account.id = posting.account_id
     where posting.program_id = $1 and account.kind = 'commission_expense'
     group by posting.currency`,
  );
  return {
    clicks: Number(counts?.clicks),
    signups: Number(counts?.signups),
    paid_customers: Number(counts?.paid),
    revenue: amountsOf(revenue),
    commission: amountsOf(commission),
  };
}

function amountsOf(rows: { currency: string; cents: string | number }[]): Amounts {
  const amounts: Amounts = {};
  for (const { currency, cents } of rows) {
    amounts[currency] = (amounts[currency] ?? 0n) + BigInt(cents);
  }
  return Object.fromEntries(Object.entries(amounts).filter(([, cents]) => cents !== 0n));
}

type Shown = Pick<Overview['series'][number], keyof Figures>;

/** Adds up what an answer shows, whatever its parts are. */
function addUp(parts: Shown[]): Figures {
  const sum = (name: 'clicks' | 'signups' | 'paid_customers') =>
    parts.reduce((total, part) => total + (part[name] ?? Number.NaN), 0);
  const money = (name: 'revenue' | 'commission') =>
    amountsOf(
      parts.flatMap((part) =>
        (part[name] ?? []).map(({ currency, amount_cents: cents }) => ({ currency, cents })),
      ),
    );
  return {
    clicks: sum('clicks'),
    signups: sum('signups'),
    paid_customers: sum('paid_customers'),
    revenue: money('revenue'),
    commission: money('commission'),
  };
}

async function readOverview(programId: number, query: string) {
  const path = `/api/advertiser/affiliate-programs/${programId}/overview?compare=none${query}`;
  const { body } = await app.call('GET', path, { key: app.managementKey });
  return OPERATIONS.readOverview.response.parse(body).data;
}

type Overview = Awaited<ReturnType<typeof readOverview>>;

function tilesOf({ metrics }: Overview): Figures {
  const count = (id: string) => {
    const metric = metrics.find((one) => one.id === id);
    return metric?.unit === 'count' ? (metric.current ?? -1) : -1;
  };
  const money = (id: string) => {
    const metric = metrics.find((one) => one.id === id);
    return metric?.unit === 'money'
      ? amountsOf(metric.amounts.map(({ currency, current_cents: cents }) => ({ currency, cents })))
      : {};
  };
  return {
    clicks: count('clicks'),
    signups: count('signups'),
    paid_customers: count('paid_customers'),
    revenue: money('revenue'),
    commission: money('commission'),
  };
}

async function checkOverview(programId: number): Promise<void> {
  const rows = await countRows(app.db, programId);
  // Stories begin in January 2026 and may wait for years.
  const span = '&from=2026-01-01&to=2028-12-31';
  const overview = await readOverview(programId, span);
  const { series, top_partners, top_sources, top_countries, top_landing_pages } = overview;
  expect(tilesOf(overview)).toEqual(rows);
  expect(addUp(series)).toEqual(rows);
  expect(addUp([...top_partners.rows, top_partners.rest])).toEqual(rows);
  for (const top of [top_sources, top_countries, top_landing_pages]) {
    const listed = top?.rows.reduce((sum, { clicks }) => sum + clicks, top.rest_clicks);
    expect(listed).toBe(rows.clicks);
  }
  const pages = top_landing_pages?.rows.filter(({ kind }) => kind === 'value') ?? [];
  for (const { value, clicks } of pages.slice(0, 2)) {
    const page = encodeURIComponent(value ?? '');
    const narrowed = await readOverview(programId, `${span}&landing_page=${page}`);
    expect(narrowed.series.reduce((sum, day) => sum + day.clicks, 0)).toBe(clicks);
    const { rows: brought, rest } = narrowed.top_partners;
    expect(brought.reduce((sum, one) => sum + one.clicks, rest.clicks)).toBe(clicks);
  }
  const { rows: partners } = await app.db.pool.query<{ partner_id: number }>(
    'select partner_id from enrollment where program_id = $1',
    [programId],
  );
  const filtered = await Promise.all(
    partners.map(({ partner_id }) => readOverview(programId, `${span}&partner_id=${partner_id}`)),
  );
  expect(addUp(filtered.flatMap((part) => part.series))).toEqual(rows);
}

async function checkCsv(programId: number): Promise<void> {
  const path = `/api/advertiser/affiliate-programs/${programId}/commissions.csv`;
  const { body } = await app.call('GET', path, { key: app.managementKey });
  const [head = '', ...lines] = String(body).split('\r\n').slice(0, -1);
  const names = head.split(',');
  const { rows } = await app.db.pool.query<{
    id: bigint;
    amount: bigint;
    back: bigint;
    currency: string;
    status: string;
  }>(
    `select id, amount_cents as amount, reversed_cents as back, currency, status from commission
     where program_id = $1 order by created_at desc, id desc`,
    [programId],
  );
  const shown = lines.map((line) => {
    const cells = line.split(',');
    const cell = (name: string) => cells[names.indexOf(name)];
    return ['id', 'amount', 'taken_back', 'remaining', 'currency', 'status'].map(cell);
  });
  expect(shown).toEqual(
    rows.map(({ id, amount, back, currency, status }) => [
      String(id),
      toDecimal(amount, currency),
      toDecimal(back, currency),
      toDecimal(amount - back, currency),
      currency,
      status,
    ]),
  );
}

test(
  `tiles, days, top lists and CSV equal the rows and the ledger in ${RUNS} stories (seed ${SEED})`,
  async () => {
    process.stdout.write(`reports: AFFITOR_REPORT_SEED=${SEED} AFFITOR_REPORT_RUNS=${RUNS}\n`);
    await fc.assert(
      fc.asyncProperty(stories(STEPS_MAX), async (steps) => {
        const story = new Story(app);
        await story.tell(steps);
        app.clock.advanceDays(1);
        await app.runJob('commissions.pay-clicks');
        await app.runJob('metrics.roll-up-visits');
        await checkOverview(story.programId);
        await checkCsv(story.programId);
        await assertInvariants(app.db);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
  60_000 + RUNS * MS_PER_RUN_MAX,
);
