// Guards the event feed: what the list shows, and that a stream misses nothing of any process.
import type { AddressInfo } from 'node:net';
import { OPERATIONS, schemas } from '@affitor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EventReader } from '../../test/event-reader.js';
import { silentLog } from '../../test/harness.js';
import { startTestApp, type TestApp, type TestProgram, testConfig } from '../../test/test-app.js';
import { type App, buildApp } from '../app.js';
import { withTransaction } from '../platform/db/index.js';
import { createMetrics } from '../platform/metrics.js';
import { EventStream, type FeedItem } from './event-stream.js';
import { listFeed } from './store-feed.js';

let app: TestApp;
let program: TestProgram;
let ana: number;
let ports: number[];
let other: App;
const readers: EventReader[] = [];

beforeAll(async () => {
  app = await startTestApp({ now: new Date('2026-03-01T10:00:00Z') });
  program = await app.createProgram();
  ana = await app.createPartner(program.id, 'ana');
  await app.createPartner(program.id, 'bob');
  other = await startOther();
  ports = await Promise.all([app.app, other].map(listenOn));
});
afterAll(async () => {
  for (const reader of readers) reader.close();
  await other.close();
  await app.close();
});

/** A second process of the service, as far as the database can tell. */
async function startOther(): Promise<App> {
  const metrics = createMetrics();
  return await buildApp({
    config: testConfig(),
    db: app.db,
    clock: app.clock,
    log: silentLog,
    metrics,
    readMetrics: () => metrics.registry.metrics(),
    expectedMigration: '',
  });
}

async function listenOn({ http }: App): Promise<number> {
  await http.listen({ port: 0, host: '127.0.0.1' });
  return (http.server.address() as AddressInfo).port;
}

const url = () => `/api/advertiser/affiliate-programs/${program.id}/events`;

async function list(query = '?limit=100') {
  const answer = await app.call('GET', `${url()}${query}`, { key: app.managementKey });
  expect([query, answer.status, answer.body.error]).toEqual([query, 200, undefined]);
  return OPERATIONS.listEvents.response.parse(answer.body);
}

function follow(query = '', headers: Record<string, string> = {}, process = 0): EventReader {
  const reader = new EventReader(ports[process] as number, `${url()}/stream?${query}`, {
    authorization: `Bearer ${app.managementKey}`,
    ...headers,
  });
  readers.push(reader);
  return reader;
}

const isOpen = (reader: EventReader) => reader.messages.length > 0;
// A transaction of anybody in the cluster may let a stream begin with what was there already.
const showing = (wanted: string) => (reader: EventReader) =>
  reader.events.some(({ id }) => id === wanted);
const holding = (count: number) => (reader: EventReader) =>
  new Set(reader.events.map(({ kind, id }) => `${kind} ${id}`)).size >= count;

let customers = 0;

async function happen(code: string): Promise<string> {
  customers += 1;
  const customer_key = `customer-${customers}`;
  const click_id = await app.click(code, { page_url: 'https://shop.example/' });
  app.clock.advanceMs(10);
  await app.lead({ click_id, customer_key }, program.key);
  app.clock.advanceMs(10);
  const transaction_id = `order-${customers}`;
  await app.sale({ transaction_id, customer_key, amount_cents: 1000 }, program.key);
  app.clock.advanceMs(10);
  await app.refund({ transaction_id, refund_amount_cents: 100 }, program.key);
  app.clock.advanceMs(10);
  await app.sale({ transaction_id, customer_key, amount_cents: 1000 }, program.key);
  app.clock.advanceMs(10);
  return click_id;
}

test('the list has every kind, newest first, with what became of it and where it is explained', async () => {
  const clickId = await happen('ana');
  const { data } = await list();
  expect(data.map(({ kind }) => kind)).toEqual(['refusal', 'refund', 'sale', 'lead', 'click']);
  expect(data[0]?.outcome).toMatchObject({ code: 'duplicate_transaction_id' });
  expect(data[2]).toMatchObject({
    partner: { partner_id: ana },
    customer_key: 'customer-1',
    amount_cents: 1000,
    outcome: null,
    trace: { kind: 'sale' },
  });
  expect(data[4]).toMatchObject({ id: clickId, trace: { kind: 'click', id: clickId } });
  expect(JSON.stringify(data)).not.toContain('ip_network');
});

test('test mode is a list of its own', async () => {
  const before = (await list()).data.length;
  await app.lead({ additional_data: { test_mode: true }, customer_key: 'tester' }, program.key);
  expect((await list()).data).toHaveLength(before);
  const { data } = await list('?mode=test');
  expect(data).toMatchObject([{ kind: 'lead', is_test: true, customer_key: 'tester' }]);
});

test('filters and searches find what they name', async () => {
  const clickId = await happen('bob');
  expect((await list(`?partner_id=${ana}`)).data).toHaveLength(4);
  expect((await list('?kind=sale')).data).toHaveLength(2);
  expect((await list('?q=customer-2')).data).toHaveLength(4);
  expect((await list('?q=order-2')).data.map(({ kind }) => kind)).toEqual(['refund', 'sale']);
  expect((await list(`?q=${clickId}`)).data.at(-1)?.id).toBe(clickId);
  const [refused] = (await list('?kind=refusal')).data;
  expect((await list(`?q=${refused?.request_id}`)).data).toEqual([refused]);
});

test('pages neither repeat nor leave out, also within one moment', async () => {
  const clickIds = await Promise.all(Array.from({ length: 3 }, () => app.click('ana')));
  const signUp = (click_id: string) => app.lead({ click_id, customer_key: click_id }, program.key);
  await Promise.all(clickIds.map(signUp));
  const whole = (await list()).data;
  const paged = [];
  for (let cursor = ''; ; ) {
    const page = await list(`?limit=2${cursor}`);
    paged.push(...page.data);
    if (page.meta.next_cursor === null) break;
    cursor = `&cursor=${page.meta.next_cursor}`;
  }
  expect(paged).toEqual(whole);
});

test('the events of a quiet partner are found without the clicks of the others', async () => {
  await app.createPartner(program.id, 'quiet');
  const first = await app.click('quiet');
  app.clock.advanceDays(3);
  for (let count = 0; count < 40; count += 1) await app.click('bob');
  app.clock.advanceDays(3);
  const second = await app.click('quiet');
  await app.db.pool.query('analyze');
  const { rows } = await app.db.pool.query<{ id: number }>(
    "select partner_id as id from referral_link where short_link = 'quiet'",
  );
  const filter = {
    kind: 'click' as const,
    mode: 'live' as const,
    partnerId: rows[0]?.id,
    timeZone: 'UTC',
  };
  const page = { filter, search: null, after: null, rowsMax: 50 };
  const { keys, clicksRead } = await withTransaction(app.db, async (tx) => {
    // A table of this size would be read whole.
    await sql`set local enable_seqscan = off`.execute(tx);
    const count = async () => {
      const counted = await sql<{ read: bigint }>`
        select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint as read
        from pg_stat_xact_user_tables where relname ~ '^click_'
      `.execute(tx);
      return Number(counted.rows[0]?.read);
    };
    const before = await count();
    const found = await listFeed(tx, program.id, page);
    return { keys: found.map(({ token }) => token), clicksRead: (await count()) - before };
  });
  expect(
    keys.map((token) => [first, second].findIndex((id) => id.endsWith(String(token)))),
  ).toEqual([1, 0]);
  expect(clicksRead).toBeLessThan(30);
  const pages = await list(`?limit=1&kind=click&partner_id=${rows[0]?.id}`);
  expect(pages.data.map(({ id }) => id)).toEqual([second]);
  const rest = `?limit=1&kind=click&partner_id=${rows[0]?.id}&cursor=${pages.meta.next_cursor}`;
  expect((await list(rest)).data.map(({ id }) => id)).toEqual([first]);
});

test('a stream shows what any process commits, without being asked again', async () => {
  const readers = [follow('', {}, 0), follow('', {}, 1)];
  for (const reader of readers) await reader.until(isOpen);
  const before = customers;
  await happen('ana');
  for (const reader of readers) {
    await reader.until(holding(5));
    const kinds = reader.events.map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set(['click', 'lead', 'sale', 'refund', 'refusal']));
    for (const event of reader.events) schemas.feedEvent.parse(event);
    expect(reader.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  }
  expect(customers).toBe(before + 1);
});

test('a commit that comes late is not missed behind one that came early', async () => {
  const reader = await follow().until(isOpen);
  const slow = await app.db.pool.connect();
  await slow.query('begin');
  // In a savepoint, as leads are: its transaction id is one that no snapshot lists.
  await slow.query('savepoint inner_work');
  await slow.query(
    `insert into tracking_refusal
       (program_id, endpoint, code, status, reason, request_id, refused_at)
     values ($1, 'lead', 'lead_unattributed', 200, 'late', 'late', $2)`,
    [program.id, app.clock.now()],
  );
  const early = await app.click('ana');
  await reader.until(({ events }) => events.some(({ id }) => id === early));
  await slow.query('commit');
  slow.release();
  const next = await app.click('ana');
  await reader.until(({ events }) => events.some(({ id }) => id === next));
  await reader.until(({ events }) => events.some(({ request_id }) => request_id === 'late'));
  const ids = reader.events.map(({ kind, id }) => `${kind} ${id}`);
  expect(new Set(ids).size).toBe(ids.length);
});

test('nothing falls between the list and the stream, or between a stream and the next', async () => {
  const { meta } = await list();
  const first = await app.click('ana');
  const reader = await follow(`after=${meta.position}`).until(showing(first));
  const lastId = reader.messages.at(-1)?.id as string;
  reader.close();
  const second = await app.click('bob');
  await follow('', { 'last-event-id': lastId }, 1).until(showing(second));
});

test('a stream that cannot go on from where it was says so', async () => {
  for (const position of ['nonsense', '1-1', '99999999999999-1772359200000']) {
    const reader = await follow(`after=${position}`).until(isOpen);
    expect(reader.messages[0]?.event).toBe('reload');
    reader.close();
  }
});

test('a stream shows only what it is asked for, and nothing of other programs', async () => {
  const foreign = await app.createProgram();
  await app.createPartner(foreign.id, 'foreign');
  const live = await follow(`kind=click&partner_id=${ana}`).until(isOpen);
  const tests = await follow('mode=test').until(isOpen);
  await app.click('foreign');
  await app.click('bob');
  await app.lead({ additional_data: { test_mode: true }, customer_key: 'tester' }, program.key);
  const mine = await app.click('ana');
  await live.until(showing(mine));
  for (const { kind, partner } of live.events) {
    expect([kind, partner.partner_id]).toEqual(['click', ana]);
  }
  await tests.until(holding(1));
  for (const { is_test: isTest } of tests.events) expect(isTest).toBe(true);
  expect(tests.events.at(-1)).toMatchObject({ customer_key: 'tester' });
});

test('a caller has a bounded number of streams, and gets them back when it closes them', async () => {
  const { key } = await app.createKey(app.workspaceId);
  const authorization = `Bearer ${key}`;
  const open = Array.from({ length: 10 }, () => follow('', { authorization }));
  for (const reader of open) await reader.until(isOpen);
  const refused = follow('', { authorization });
  await refused.until(({ status }) => status > 0);
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '30']);
  open[0]?.close();
  for (let status = 0; status !== 200; ) {
    const next = follow('', { authorization });
    await next.until((reader) => reader.status > 0);
    status = next.status;
  }
});

test('a reader that falls behind costs no memory, and is told to read the list again', () => {
  const stream = new EventStream({ kind: undefined, mode: 'live', partnerId: undefined });
  const record = { kind: 'click', isTest: false, partnerId: null };
  const item = { record, answer: { text: 'x'.repeat(10_000) } } as unknown as FeedItem;
  const position = { horizon: 5n, atMs: 7 };
  for (let count = 0; count < 1_000; count += 1) stream.sendEvents([item], position);
  expect(stream.readableLength).toBeLessThan(1_100_000);
  const unread = String(stream.read());
  expect(unread).not.toContain('event: reload');
  stream.sendEvents([item], position);
  expect(String(stream.read())).toBe('id: 5-7\nevent: reload\ndata: {}\n\n');
  stream.sendEvents([item], position);
  expect(String(stream.read())).toContain('event: events');
});

test('closing the service ends its streams', async () => {
  const third = await startOther();
  ports.push(await listenOn(third));
  const reader = await follow('', {}, 2).until(isOpen);
  await third.close();
  await reader.untilEnded();
  expect(reader.status).toBe(200);
});
