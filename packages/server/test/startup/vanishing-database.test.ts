// Owns the guarantee that a database which vanishes in the middle of a start is named as one that
// cannot be reached, whichever step of the start it leaves in the lurch.

import type { AddressInfo } from 'node:net';
import net from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asAdmin, createTestDatabase, type TestDatabase } from '../harness.js';
import { refusalOf } from './refusal.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A way to the database that breaks, for good, at the n-th statement with these words. */
async function openBreakingWay(databaseUrl: string, words: string, times: number) {
  const target = new URL(databaseUrl);
  const sockets = new Set<net.Socket>();
  let passed = 0;
  const way = net.createServer((from) => {
    const to = net.connect(Number(target.port), target.hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        from.destroy();
        to.destroy();
      });
    }
    from.on('data', (bytes) => {
      if (bytes.includes(words)) passed += 1;
      if (passed < times) return void to.write(bytes);
      way.close();
      for (const socket of sockets) socket.destroy();
    });
    to.on('data', (bytes) => from.write(bytes));
  });
  await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.port = String((way.address() as AddressInfo).port);
  return { url, hasBroken: () => passed >= times };
}

test.each<[string, string, number?]>([
  ['the migrations', 'pg_advisory_lock'],
  ['the history of the schema', 'schema_migration'],
  ['the tables of the job queue', 'as server_version_num'],
  ['the partitions of the clicks', 'ensure_click_partitions'],
  ['the job runner', 'as server_version_num', 2],
])(
  'a database that vanishes before %s is named',
  async (_, words, times = 1) => {
    const way = await openBreakingWay(database.url, words, times);
    const refusal = await refusalOf({ DATABASE_URL: way.url.href });
    expect(way.hasBroken()).toBe(true);
    expect(refusal).toMatch(
      new RegExp(
        `^The database at ${way.url.host} cannot be reached \\(.+\\)\\. Check that it runs`,
      ),
    );
    expect(refusal).not.toContain(way.url.password);
  },
  60_000,
);

test('a database that vanishes within a migration is told with the name of the migration', async () => {
  const name = 'test_without_schema';
  await asAdmin((admin) => admin.query(`create database ${name} owner affitor`));
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  const way = await openBreakingWay(url.href, 'create table sale', 1);
  expect(await refusalOf({ DATABASE_URL: way.url.href })).toBe(
    'The migration "0004_tracking" failed: Connection terminated unexpectedly',
  );
  await asAdmin((admin) => admin.query(`drop database ${name} with (force)`));
}, 60_000);
