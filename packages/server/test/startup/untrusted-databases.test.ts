// Owns the guarantee that the service never keeps books in a database that cannot keep them: the
// start is refused in a sentence, and the database is left as it was.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import {
  findBinaryPackage,
  prepareBinaries,
} from '../../src/platform/embedded-postgres/binaries.js';
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.js';
import { readPostmasterPid } from '../../src/platform/embedded-postgres/postmaster-pid.js';
import { isRoot } from '../../src/platform/embedded-postgres/system-user.js';
import { asAdmin, createTestDatabase, silentLog } from '../harness.js';
import { makeDataDir, until } from '../service-process.js';
import { refusalOf } from './refusal.js';

const dataDir = makeDataDir();
afterAll(() => fs.rmSync(dataDir, { recursive: true, force: true }));

async function tablesIn(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    "select tablename from pg_tables where schemaname !~ '^(pg_|information_schema)'",
  );
  await client.end();
  return rows;
}

test('a server older than PostgreSQL 15 is refused', async () => {
  const database = await createTestDatabase();
  // A real server that says of itself what an older one says.
  await database.db.pool.query(`
    create schema older;
    create function older.current_setting(name text) returns text language sql as $$
      select case name
        when 'server_version_num' then '140012'
        when 'server_version' then '14.12'
        else pg_catalog.current_setting(name)
      end $$`);
  const url = new URL(database.url);
  url.searchParams.set('options', '-c search_path=older,pg_catalog,public');
  expect(await refusalOf({ DATABASE_URL: url.href })).toBe(
    'The database is PostgreSQL 14.12; Affitor needs 15 or newer.',
  );
  await database.drop();
}, 60_000);

test('a database that cannot hold every character is refused, with how to make one', async () => {
  const database = await createTestDatabase();
  const name = 'test_latin1';
  await asAdmin((admin) =>
    admin.query(
      `create database ${name} template template0 owner affitor
         encoding 'LATIN1' locale_provider libc lc_collate 'C' lc_ctype 'C'`,
    ),
  );
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  const refusal = await refusalOf({ DATABASE_URL: url.href });
  expect(refusal).toMatch(/^The database stores text as LATIN1; Affitor needs UTF8\. .*template0$/);
  expect(await tablesIn(url.href)).toEqual([]);
  await asAdmin((admin) => admin.query(`drop database ${name} with (force)`));
  await database.drop();
}, 60_000);

test.each(['fsync', 'full_page_writes'])(
  'a server with %s = off, which can lose what it has confirmed, is refused',
  async (setting) => {
    const made = await startEmbeddedPostgres({ dataDir, log: silentLog });
    await made.stop();
    const server = await startCarelessServer(made, setting);
    try {
      const refusal = await refusalOf({ DATABASE_URL: made.url });
      expect(refusal).toMatch(
        new RegExp(`^The database runs with ${setting} = off, so it can lose`),
      );
      expect(refusal).toContain(`set ${setting} = on`);
      expect(await tablesIn(made.url)).toEqual([]);
    } finally {
      await server.stop();
    }
  },
  120_000,
);

/** The server of a cluster as an operator in a hurry would start it. */
async function startCarelessServer(
  { clusterDir, port }: { clusterDir: string; port: number },
  settingOff: string,
): Promise<{ stop(): Promise<void> }> {
  const user = isRoot() ? fs.statSync(clusterDir) : null;
  const source = findBinaryPackage();
  const { postgres } = prepareBinaries({ source, user, copiesDir: dataDir });
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    [settingOff]: 'off',
  };
  const child = spawn(
    postgres,
    [
      '-D',
      clusterDir,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { cwd: '/', stdio: 'ignore', ...(user && { uid: user.uid, gid: user.gid }) },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await until('the server is ready', 30_000, async () => {
    const file = readPostmasterPid(clusterDir);
    return file?.pid === child.pid && file?.isReady === true;
  });
  return {
    async stop() {
      child.kill('SIGINT');
      await exited;
    },
  };
}
