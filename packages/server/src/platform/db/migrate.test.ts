// Owns the guarantees of migrations: once each, all or nothing, and never from a foreign history.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createTestDatabase, silentLog } from '../../../test/harness.js';
import { connectDatabase, type Database, migrate } from './index.js';

const database = await createTestDatabase();
afterAll(() => database.drop());
const { db } = database;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-migrations-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  fs.writeFileSync(path.join(folder, `${name}.sql`), text);
}

async function tableExists(name: string): Promise<boolean> {
  const { rows } = await db.pool.query('select to_regclass($1) is not null as found', [name]);
  return rows[0].found;
}

// Each test begins with an empty history, beside the schema that the template brought.
await db.pool.query('drop table schema_migration');
afterEach(async () => {
  await db.pool.query('drop table if exists schema_migration, first, second, third');
  for (const name of fs.readdirSync(folder)) fs.rmSync(path.join(folder, name));
});

function connectOther(): Database {
  const { url } = database;
  return connectDatabase({ url, poolMax: 1, log: silentLog, applicationName: 'other process' });
}

test('processes that start at once apply each migration once', async () => {
  write('0001_first', 'create table first (id int); select pg_sleep(0.05);');
  write('0002_second', 'create table second (id int);');
  const others = [1, 2, 3, 4, 5].map(connectOther);
  const applied = await Promise.all(others.map((other) => migrate(other, folder)));
  for (const other of others) await other.close();
  expect(applied.flat().sort()).toEqual(['0001_first', '0002_second']);
  expect(await migrate(db, folder)).toEqual([]);
});

test('a migration that fails leaves nothing of itself, and runs again when mended', async () => {
  write('0001_first', 'create table first (id int);');
  write('0002_second', 'create table second (id int); select 1 / 0;');
  await expect(migrate(db, folder)).rejects.toThrow(/"0002_second" failed: division by zero/);
  expect([await tableExists('first'), await tableExists('second')]).toEqual([true, false]);

  write('0002_second', 'create table second (id int);');
  expect(await migrate(db, folder)).toEqual(['0002_second']);
});

test('a migration counts only together with its record', async () => {
  write('0001_first', 'create table first (id int); drop table schema_migration;');
  await expect(migrate(db, folder)).rejects.toThrow('"0001_first" failed');
  expect(await tableExists('first')).toBe(false);
});

test('a migration whose process is cut off leaves nothing of itself, and runs again', async () => {
  write('0001_first', 'create table first (id int); select pg_sleep(60);');
  const cutOff = expect(migrate(db, folder)).rejects.toThrow('"0001_first" failed');
  const kill = `select pg_terminate_backend(pid) as killed from pg_stat_activity
    where application_name = 'affitor migrations' and query like '%pg_sleep(60)%'
      and datname = current_database()`;
  await expect
    .poll(async () => (await db.pool.query(kill)).rows, { timeout: 10_000 })
    .toEqual([{ killed: true }]);
  await cutOff;
  expect(await tableExists('first')).toBe(false);

  write('0001_first', 'create table first (id int);');
  expect(await migrate(db, folder)).toEqual(['0001_first']);
});

test('a database that a newer version has used is refused, untouched', async () => {
  write('0001_first', 'create table first (id int);');
  write('0002_second', 'create table second (id int);');
  await migrate(db, folder);
  fs.rmSync(path.join(folder, '0002_second.sql'));
  write('0003_third', 'create table third (id int);');
  await expect(migrate(db, folder)).rejects.toThrow(/"0002_second".*a newer version has used it/);
  expect(await tableExists('third')).toBe(false);
});

test('a migration that changed after it was applied is refused', async () => {
  write('0001_first', 'create table first (id int);');
  await migrate(db, folder);
  write('0001_first', 'create table first (id bigint);');
  await expect(migrate(db, folder)).rejects.toThrow(/"0001_first" was changed/);
});

test('a migration that was added behind an applied one is refused', async () => {
  write('0002_second', 'create table second (id int);');
  await migrate(db, folder);
  write('0001_first', 'create table first (id int);');
  await expect(migrate(db, folder)).rejects.toThrow(/"0001_first" was added behind "0002_second"/);
});

test('a checkout with other line ends is the same migration', async () => {
  write('0001_first', 'create table first (\n  id int\n);\n');
  await migrate(db, folder);
  write('0001_first', 'create table first (\r\n  id int\r\n);\r\n');
  expect(await migrate(db, folder)).toEqual([]);
});
