// Guards that the list of one partner's customers does not read the clicks of all the others.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { type Answer, startTestApp, type TestApp, type TestProgram } from '../../test/test-app.js';
import { type Tx, withTransaction } from '../platform/db/index.js';
import { listCustomers } from './store-customers.js';

const DAYS = 20;
const CLICKS_PER_DAY = 150;
const TIME_ZONE = 'America/New_York';

let app: TestApp;
let program: TestProgram;
let busy: number;
let rare: number;
let idle: number;

beforeAll(async () => {
  app = await startTestApp({ now: new Date('2026-05-21T03:30:00Z') });
  program = await app.createProgram({ time_zone: TIME_ZONE });
  busy = await app.createPartner(program.id, 'busy');
  rare = await app.createPartner(program.id, 'rare');
  idle = await app.createPartner(program.id, 'idle');
  await insertVisitors();
  await app.runJob('metrics.rebuild', { programId: program.id });
  await app.db.pool.query('analyze');
});
afterAll(() => app.close());

/** Many visitors of the busy partner, spread over the days before. */
async function insertVisitors(): Promise<void> {
  await app.db.pool.query(
    `with visitor as (
       select nextval('customer_id_seq') as id, link.id as link_id, link.partner_id,
         link.enrollment_id, link.program_id,
         $2::timestamptz - make_interval(mins => number * 24 * 60 / $4::int) as clicked_at
       from generate_series(1, $3::int * $4::int) number
       join referral_link link on link.partner_id = $1
     ), inserted as (
       insert into customer (id, program_id, partner_id, enrollment_id, link_id,
         attributed_click_id, attributed_at, last_click_at, created_at)
       select id, program_id, partner_id, enrollment_id, link_id,
         'cust_' || id || '_' || floor(extract(epoch from clicked_at) * 1000)::bigint
           || lpad('7', 39, '0'),
         clicked_at, clicked_at, clicked_at
       from visitor
     )
     insert into click (customer_id, clicked_at, token, program_id, partner_id, link_id, context)
     select id, clicked_at, lpad('7', 39, '0'), program_id, partner_id, link_id, '{}' from visitor`,
    [busy, app.clock.now(), DAYS, CLICKS_PER_DAY],
  );
}

const list = (tx: Tx, partnerId: number, rowsMax = 51) =>
  listCustomers(tx, program.id, {
    status: undefined,
    partnerId,
    customerKey: undefined,
    timeZone: TIME_ZONE,
    after: null,
    rowsMax,
  });

interface RowsRead {
  clicks: number;
  customers: number;
}

/** What this connection has read since its figures were kept. */
async function countRowsRead(tx: Tx): Promise<RowsRead> {
  const { rows } = await sql<{ clicks: bigint; customers: bigint }>`
    select sum(read) filter (where relname ~ '^click(_|$)')::bigint as clicks,
      sum(read) filter (where relname = 'customer')::bigint as customers
    from pg_stat_xact_user_tables,
      lateral (select seq_tup_read + coalesce(idx_tup_fetch, 0) as read) counted
  `.execute(tx);
  return { clicks: Number(rows[0]?.clicks), customers: Number(rows[0]?.customers) };
}

/** The customers of a partner, and how many rows were read for them. */
function listCounting(partnerId: number) {
  return withTransaction(app.db, async (tx) => {
    const before = await countRowsRead(tx);
    const listed = await list(tx, partnerId);
    const after = await countRowsRead(tx);
    const { clicks, customers } = before;
    return { listed, clicks: after.clicks - clicks, customers: after.customers - customers };
  });
}

test('the visitors of a partner without any are known without reading a click', async () => {
  expect(await listCounting(idle)).toEqual({ listed: [], clicks: 0, customers: 0 });
});

test('the visitors of a partner with a few clicks are found in the days of those clicks', async () => {
  // 23:30 in New York and 03:30 of the next day in UTC: a day is the program's own.
  const clickId = await app.click('rare');
  app.clock.advanceDays(-5);
  await app.click('rare');
  app.clock.advanceDays(5);
  await app.db.pool.query('analyze');
  const { listed, clicks, customers } = await listCounting(rare);
  expect(listed.map(({ partnerId, at }) => [partnerId, at.toISOString()])).toEqual([
    [rare, '2026-05-21T03:30:00.000Z'],
    [rare, '2026-05-16T03:30:00.000Z'],
  ]);
  expect(clickId).toContain(`cust_${listed[0]?.id}_`);
  expect(clicks).toBeLessThan(3 * CLICKS_PER_DAY);
  expect(customers).toBe(2);
});

test('the visitors of a partner with many clicks are found from the newest on', async () => {
  const { listed, customers } = await listCounting(busy);
  expect(listed).toHaveLength(51);
  // Once to find a page of them, once to show it.
  expect(customers).toBeLessThan(3 * 51);
});

test('a visitor is listed with the partner of its last click, by the moment of its first', async () => {
  const clickId = await app.click('busy');
  app.clock.advanceDays(2);
  await app.click('rare', { existing_click_id: clickId });
  const listed = (partnerId: number) => withTransaction(app.db, (tx) => list(tx, partnerId));
  const [newest] = await listed(rare);
  expect(clickId).toContain(`cust_${newest?.id}_`);
  expect(newest?.at.toISOString()).toBe('2026-05-21T03:30:00.000Z');
  expect((await listed(busy)).map(({ id }) => id)).not.toContain(newest?.id);
  await assertInvariants(app.db);
});

test('both ways of finding visitors page through the same customers', async () => {
  const query = `/api/advertiser/affiliate-programs/${program.id}/customers?limit=100`;
  const idsOf = async (filter: string) => {
    const ids: number[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Answer = await app.manage(app.managementKey, `GET ${query}${filter}${cursor}`);
      ids.push(
        ...page.data.filter((row: any) => row.partner_id === rare).map((row: any) => row.id),
      );
      cursor = page.body.meta.next_cursor && `&cursor=${page.body.meta.next_cursor}`;
    }
    return ids;
  };
  const found = await idsOf(`&partner_id=${rare}`);
  expect(found).toHaveLength(3);
  expect(found).toEqual(await idsOf('&status=click'));
});
