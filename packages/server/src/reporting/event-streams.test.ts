// Guards the streams of events where things go wrong: lost connections, strangers, too many, ends.
import type { AddressInfo } from 'node:net';
import { schemas } from '@affitor/contract';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { EventReader } from '../../test/event-reader.js';
import { silentLog } from '../../test/harness.js';
import { createPerson, ORIGIN } from '../../test/people.js';
import { findFreePort, spawnService } from '../../test/service-process.js';
import { startTestApp, type TestApp, type TestProgram } from '../../test/test-app.js';
import { systemClock } from '../platform/clock.js';
import { EventStream } from './event-stream.js';
import { LiveFeed } from './live-feed.js';

let app: TestApp;
let program: TestProgram;
let port: number;

beforeAll(async () => {
  app = await startTestApp();
  program = await app.createProgram();
  await app.createPartner(program.id, 'ana');
  await app.app.http.listen({ port: 0, host: '127.0.0.1' });
  ({ port } = app.app.http.server.address() as AddressInfo);
});
afterAll(() => app.close());

const pathOf = (programId: number) =>
  `/api/advertiser/affiliate-programs/${programId}/events/stream`;

function follow(headers: Record<string, string>, to = { port, programId: program.id }) {
  const reader = new EventReader(to.port, pathOf(to.programId), headers);
  onTestFinished(() => reader.close());
  return reader;
}

const withKey = (key = app.managementKey) => ({ authorization: `Bearer ${key}` });
const isOpen = (reader: EventReader) => reader.messages.length > 0;
const isAnswered = (reader: EventReader) => reader.status > 0;
const has = (id: string) => (reader: EventReader) => reader.events.some((event) => event.id === id);

/** The processes of the database that listen for commits. */
async function listListeners(): Promise<number[]> {
  const { rows } = await app.db.pool.query<{ pid: number }>(
    `select pid from pg_stat_activity
     where application_name = 'affitor listener' and datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
}

test('a stream goes on when the database cuts off the connection that hears of commits', async () => {
  const reader = await follow(withKey()).until(isOpen);
  await reader.until(has(await app.click('ana')));
  const [listener] = await listListeners();
  await app.db.pool.query('select pg_terminate_backend($1)', [listener]);
  const missed = await app.click('ana');
  await reader.until(has(missed));
  const [next] = await listListeners();
  expect(next).toBeGreaterThan(0);
  expect(next).not.toBe(listener);
  await reader.until(has(await app.click('ana')));
  expect(reader.isEnded).toBe(false);
});

test('what no process told of is found at the next heartbeat, which says that all is there', async () => {
  const feed = new LiveFeed(
    { db: app.db, clock: systemClock, log: silentLog },
    { heartbeatMs: 50 },
  );
  const filter = { kind: undefined, mode: 'live' as const, partnerId: undefined };
  const stream = feed.open(program.id, 'key:1', { filter, from: null });
  let text = '';
  const read = async (until: (all: string) => boolean) => {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (until(text)) return;
    }
  };
  await read((all) => all.includes('event: heartbeat'));
  // Written by hand, so that nothing announces it.
  await app.db.pool.query(
    `insert into tracking_refusal
       (program_id, endpoint, code, status, reason, request_id, refused_at)
     values ($1, 'lead', 'lead_unattributed', 200, 'unheard', 'unheard', $2)`,
    [program.id, systemClock.now()],
  );
  await read((all) => all.includes('"unheard"'));
  const before = text.split('event: heartbeat').length;
  await read((all) => all.split('event: heartbeat').length > before);
  expect(text).toMatch(/^retry: 2000\n\n/);
  await feed.close();
});

test('a stream that has ended takes nothing more, whatever reading was under way', async () => {
  const filter = { kind: undefined, mode: 'live' as const, partnerId: undefined };
  const stream = new EventStream(filter);
  stream.finish();
  stream.finish();
  stream.sendHeartbeat({ horizon: 1n, atMs: 0 });
  stream.sendReload({ horizon: 1n, atMs: 0 });
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  expect(text).toBe('retry: 2000\n\n');
});

test('a person has a bounded number of streams, whatever other people and keys have open', async () => {
  const { workspaceId } = app;
  const person = await createPerson(app, { workspaceId, role: 'read_only' });
  const other = await createPerson(app, { workspaceId, role: 'read_only' });
  const cookieOf = ({ browser }: typeof person) => ({
    cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    origin: ORIGIN,
  });
  for (let count = 0; count < 10; count += 1) await follow(cookieOf(person)).until(isOpen);
  const refused = await follow(cookieOf(person)).until(isAnswered);
  expect([refused.status, refused.headers['retry-after']]).toEqual([429, '30']);
  expect(refused.headers['content-type']).toMatch(/^application\/json/);
  await follow(cookieOf(other)).until(isOpen);
  await follow(withKey()).until(isOpen);
});

test('who may not see the program gets an error, never a stream', async () => {
  const foreign = await app.createWorkspace();
  const scoped = await app.createKey(app.workspaceId, { scopes: ['program:read'] });
  const elsewhere = await app.createProgramAs(foreign.key);
  const cases: [number, string, Record<string, string>, number][] = [
    [401, 'management_credentials_missing', {}, program.id],
    [403, 'scope_missing', withKey(scoped.key), program.id],
    [404, 'program_not_found', withKey(foreign.key), program.id],
    [404, 'program_not_found', withKey(), elsewhere.id as number],
    [404, 'program_not_found', withKey(), 2_000_000_000],
  ];
  for (const [status, code, headers, programId] of cases) {
    const reader = await follow(headers, { port, programId }).until(isAnswered);
    const { 'x-affitor-error-code': found, 'content-type': type } = reader.headers;
    expect([reader.status, found, type]).toEqual([status, code, 'application/json; charset=utf-8']);
  }
  const stranger = await createPerson(app, { workspaceId: foreign.workspaceId, role: 'owner' });
  const answer = await stranger.browser.call(`GET ${pathOf(program.id)}`, {
    headers: { 'x-affitor-workspace': String(app.workspaceId) },
  });
  expect(answer.status).toBe(404);
});

test('processes show each other’s events, and a process that stops ends its streams', async () => {
  const service = spawnService(await findFreePort(), { DATABASE_URL: app.url });
  onTestFinished(() => service.kill());
  await service.ready();
  const ports = [port, service.port];
  const readers = ports.map((one) => follow(withKey(), { port: one, programId: program.id }));
  for (const reader of readers) await reader.until(isOpen);
  const clicks = await Promise.all(ports.map(clickAt));
  for (const reader of readers) {
    for (const click of clicks) await reader.until(has(click));
    for (const event of reader.events) schemas.feedEvent.parse(event);
  }
  expect(await service.stop()).toEqual({ code: 0, signal: null });
  await readers[1]?.untilEnded();
  expect(readers[0]?.isEnded).toBe(false);
}, 60_000);

async function clickAt(servicePort: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${servicePort}/api/v1/track/click`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Firefox' },
    body: JSON.stringify({ affiliate_url: 'https://shop.example/?aff=ana' }),
  });
  const body = (await answer.json()) as { click_id: string };
  return body.click_id;
}
