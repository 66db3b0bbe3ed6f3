// Owns the guarantees for root: PostgreSQL runs as another user, wherever the folders are.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { silentLog } from '../../../test/harness.js';
import { findBinaryPackage, prepareBinaries } from './binaries.js';
import { startEmbeddedPostgres } from './index.js';
import { ensureSystemUser, isRoot } from './system-user.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

function makeFolder(mode: number): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-root-'));
  fs.chmodSync(folder, mode);
  folders.push(folder);
  return folder;
}

const ordinaryUmask = process.umask();
afterEach(() => void process.umask(ordinaryUmask));

/** What careful administrators give root: files that nobody else can read. */
function useStrictUmask(): void {
  process.umask(0o077);
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

// Only root needs another user, so these guarantees are void for everybody else.
describe.runIf(isRoot())('started by root', () => {
  test('a data folder that is closed to others works, and stays as closed as it was', async () => {
    const closed = makeFolder(0o700);
    const dataDir = path.join(closed, 'data');
    useStrictUmask();
    const first = await startEmbeddedPostgres({ dataDir, log: silentLog });
    folders.push(path.dirname(first.clusterDir));
    expect(first.clusterDir.startsWith('/var/lib/affitor/')).toBe(true);
    await query(first.url, 'create table kept as select 7 as seven');
    await first.stop();

    const second = await startEmbeddedPostgres({ dataDir, log: silentLog });
    expect(second.clusterDir).toBe(first.clusterDir);
    expect(await query(second.url, 'select seven from kept')).toEqual([7]);
    await second.stop();
    expect(fs.statSync(closed).mode & 0o777).toBe(0o700);
    expect(fs.statSync(closed).uid).toBe(0);
  });

  test('a data folder that was deleted and made again starts empty', async () => {
    const dataDir = path.join(makeFolder(0o700), 'data');
    const first = await startEmbeddedPostgres({ dataDir, log: silentLog });
    folders.push(path.dirname(first.clusterDir));
    await first.stop();
    fs.rmSync(dataDir, { recursive: true });

    const second = await startEmbeddedPostgres({ dataDir, log: silentLog });
    folders.push(path.dirname(second.clusterDir));
    const tables = "select count(*)::int from pg_tables where schemaname = 'public'";
    expect(await query(second.url, tables)).toEqual([0]);
    await second.stop();
    expect(fs.existsSync(first.clusterDir)).toBe(true);
  });

  test('a database that an ordinary user made is served as that user', async () => {
    const dataDir = makeFolder(0o711);
    const made = await startEmbeddedPostgres({ dataDir, log: silentLog });
    await made.stop();
    const nobody = { uid: 65_534, gid: 65_534 };
    for (const name of fs.readdirSync(made.clusterDir, { recursive: true, encoding: 'utf8' })) {
      fs.lchownSync(path.join(made.clusterDir, name), nobody.uid, nobody.gid);
    }
    fs.chownSync(made.clusterDir, nobody.uid, nobody.gid);

    const server = await startEmbeddedPostgres({ dataDir, log: silentLog });
    expect(fs.statSync(`/proc/${server.pid}`).uid).toBe(nobody.uid);
    expect(await query(server.url, 'select 1')).toEqual([1]);
    await server.stop();
    expect(fs.statSync(made.clusterDir).uid).toBe(nobody.uid);
  });

  test('programs that lie in a closed folder are copied to an open one and run there', () => {
    const closed = makeFolder(0o700);
    const source = findBinaryPackage();
    const hidden = path.join(closed, 'package');
    fs.cpSync(source.folder, hidden, { recursive: true, verbatimSymlinks: true });
    const copiesDir = makeFolder(0o755);
    useStrictUmask();
    const binaries = prepareBinaries({
      source: { ...source, folder: hidden },
      user: ensureSystemUser(silentLog),
      copiesDir,
    });
    expect(binaries.postgres.startsWith(copiesDir)).toBe(true);
    expect(fs.readdirSync(copiesDir)).toEqual([`postgresql-${source.version}`]);
    expect(fs.statSync(closed).mode & 0o777).toBe(0o700);
  });
});

test('programs whose install script did not run are completed', () => {
  const source = findBinaryPackage();
  const folder = path.join(makeFolder(0o755), 'package');
  fs.cpSync(source.folder, folder, { recursive: true, verbatimSymlinks: true });
  const libraries = path.join(folder, 'native', 'lib');
  for (const name of fs.readdirSync(libraries)) {
    const library = path.join(libraries, name);
    if (fs.lstatSync(library).isSymbolicLink()) fs.rmSync(library);
  }
  const postgres = path.join(folder, 'native', 'bin', 'postgres');
  if (process.platform !== 'win32') fs.chmodSync(postgres, 0o644);

  const user = isRoot() ? ensureSystemUser(silentLog) : null;
  const copiesDir = makeFolder(0o755);
  const binaries = prepareBinaries({ source: { ...source, folder }, user, copiesDir });
  expect(path.dirname(path.dirname(path.dirname(binaries.postgres)))).toBe(folder);
  expect(fs.readdirSync(copiesDir)).toEqual([]);
});
