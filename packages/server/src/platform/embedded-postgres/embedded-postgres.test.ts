// Owns the guarantees of the embedded database: durable, private, and on its feet after any kill.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { silentLog } from '../../../test/harness.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.js';
import { isAlive, isPostmaster } from './postmaster-pid.js';

const SERVICE = fileURLToPath(
  new URL('../../../test/fixtures/database-service.ts', import.meta.url),
);
const LOADER = new URL('../../../test/typescript-loader.mjs', import.meta.url).href;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function makeDataDir(): string {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-embedded-'));
  fs.chmodSync(dataDir, 0o711);
  cleanups.push(() => fs.rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog });
  cleanups.push(() => server.stop());
  return server;
}

interface Service {
  readonly child: ChildProcess;
  readonly said: { url: string; adminUrl: string; port: number; pid: number; refusal?: string };
}

async function startService(dataDir: string): Promise<Service> {
  const child = spawn(process.execPath, ['--import', LOADER, SERVICE, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  cleanups.push(async () => {
    child.kill('SIGTERM');
    await exited;
  });
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    return { child, said: JSON.parse(line) };
  }
  throw new Error('the service said nothing');
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

test('what was committed is there after a stop and another start', async () => {
  const dataDir = makeDataDir();
  const first = await start(dataDir);
  await query(first.url, 'create table kept as select 7 as seven');
  await first.stop();
  expect(isPostmaster(first.pid, first.clusterDir)).toBe(false);

  const second = await start(dataDir);
  expect(await query(second.url, 'select seven from kept')).toEqual([7]);
  expect(second.port).toBe(first.port);
});

test('the database is durable, private to this machine, and asks for a password', async () => {
  const dataDir = makeDataDir();
  const server = await start(dataDir);
  const settings = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums'];
  for (const setting of settings) {
    expect([setting, ...(await query(server.url, `show ${setting}`))]).toEqual([setting, 'on']);
  }
  expect(await query(server.url, 'show listen_addresses')).toEqual(['127.0.0.1']);
  expect(await query(server.adminUrl, 'show unix_socket_directories')).toEqual(['']);
  expect(await query(server.url, 'show server_encoding')).toEqual(['UTF8']);
  expect(
    await query(server.adminUrl, 'select distinct auth_method from pg_hba_file_rules'),
  ).toEqual(['scram-sha-256']);
  const isSuperuser = 'select rolsuper from pg_roles where rolname = current_user';
  expect(await query(server.url, isSuperuser)).toEqual([false]);
  expect(fs.statSync(path.join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);

  const wrong = new URL(server.url);
  wrong.password = 'guessed';
  await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
});

test('Ctrl-C in the terminal of the service does not reach the database', async () => {
  const server = await start(makeDataDir());
  if (process.platform !== 'linux') return;
  const stat = fs.readFileSync(`/proc/${server.pid}/stat`, 'utf8');
  const [, , processGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  expect(Number(processGroup)).toBe(server.pid);
});

test('a killed database comes back by itself on its port, with every commit', async () => {
  const server = await start(makeDataDir());
  await query(server.url, 'create table kept as select 1 as one');
  for (let round = 1; round <= 3; round += 1) {
    await query(server.url, 'insert into kept values (1)');
    const { pid } = server;
    const heard = new Promise<number>((resolve) => server.onExit((exit) => resolve(exit.pid)));
    process.kill(pid, 'SIGKILL');
    expect(await heard).toBe(pid);
    await expect
      .poll(() => query(server.url, 'select count(*)::int from kept').catch(() => null), {
        timeout: 20_000,
      })
      .toEqual([1 + round]);
    await expect.poll(() => server.pid).not.toBe(pid);
  }
});

test('the claim on the folder is taken back when its session is cut', async () => {
  const dataDir = makeDataDir();
  const server = await start(dataDir);
  const holders = "select pid from pg_locks where locktype = 'advisory' and granted";
  const [before] = await query(server.adminUrl, holders);
  await query(server.adminUrl, `select pg_terminate_backend(${Number(before)})`);
  await expect
    .poll(async () => (await query(server.adminUrl, holders)).filter((pid) => pid !== before), {
      timeout: 10_000,
    })
    .toHaveLength(1);
  await expect(startEmbeddedPostgres({ dataDir, log: silentLog })).rejects.toThrow(
    'Another Affitor',
  );
});

test('a stop while the database is being restarted leaves no server behind', async () => {
  const server = await start(makeDataDir());
  const heard = new Promise<void>((resolve) => server.onExit(() => resolve()));
  process.kill(server.pid, 'SIGKILL');
  await heard;
  await server.stop();
  await expect(query(server.url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('a killed service leaves a database that the next start takes over', async () => {
  const dataDir = makeDataDir();
  const { child, said } = await startService(dataDir);
  await query(said.url, 'create table kept as select 7 as seven');
  await kill(child);
  expect(isPostmaster(said.pid, path.join(dataDir, 'postgres'))).toBe(true);

  const server = await start(dataDir);
  expect(isPostmaster(said.pid, server.clusterDir)).toBe(false);
  expect(await query(server.url, 'select seven from kept')).toEqual([7]);
});

test('service and database killed together start again', async () => {
  const dataDir = makeDataDir();
  const { child, said } = await startService(dataDir);
  await query(said.url, 'create table kept as select 7 as seven');
  await kill(child);
  process.kill(said.pid, 'SIGKILL');

  const server = await start(dataDir);
  expect(await query(server.url, 'select seven from kept')).toEqual([7]);
});

test('a lost password file is told in words, and leaves no server running', async () => {
  const dataDir = makeDataDir();
  const first = await start(dataDir);
  await first.stop();
  fs.rmSync(path.join(dataDir, 'postgres.password'));
  const second = startEmbeddedPostgres({ dataDir, log: silentLog });
  await expect(second).rejects.toThrow(/refuses the password in its file postgres\.password/);
  expect(fs.existsSync(path.join(first.clusterDir, 'postmaster.pid'))).toBe(false);
});

test('a second service on a folder in use is told who uses it, and disturbs nothing', async () => {
  const dataDir = makeDataDir();
  const { child, said } = await startService(dataDir);
  const refusal = expect(startEmbeddedPostgres({ dataDir, log: silentLog })).rejects;
  await refusal.toThrow(
    new RegExp(`Another Affitor \\(process ${child.pid}\\).*port ${said.port}.*AFFITOR_DATA_DIR`),
  );
  expect(await query(said.url, 'select 1')).toEqual([1]);
  expect(isAlive(said.pid)).toBe(true);
});

test('of services that make their first start at once on one folder, one gets it', async () => {
  const dataDir = makeDataDir();
  const services = await Promise.all([1, 2, 3].map(() => startService(dataDir)));
  const refusals = services.flatMap(({ said }) => said.refusal ?? []);
  expect(refusals).toHaveLength(2);
  for (const refusal of refusals) expect(refusal).toContain('Another Affitor');
  const winner = services.find(({ said }) => said.refusal === undefined);
  expect(await query(winner?.said.url ?? '', 'select 1')).toEqual([1]);
}, 60_000);

test('a stale pid file that names another live process does not hinder a start', async () => {
  const dataDir = makeDataDir();
  const first = await start(dataDir);
  await first.stop();
  const { uid, gid } = fs.statSync(first.clusterDir);
  const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    cwd: '/',
  });
  await once(bystander, 'spawn');
  cleanups.push(() => void bystander.kill('SIGKILL'));
  const lines = [bystander.pid, first.clusterDir, 0, first.port, '', '127.0.0.1', '', 'ready'];
  const pidFile = path.join(first.clusterDir, 'postmaster.pid');
  fs.writeFileSync(pidFile, `${lines.join('\n')}\n`, { mode: 0o600 });
  fs.chownSync(pidFile, uid, gid);

  const second = await start(dataDir);
  expect(await query(second.url, 'select 1')).toEqual([1]);
  expect(isAlive(bystander.pid ?? 0)).toBe(true);
});
