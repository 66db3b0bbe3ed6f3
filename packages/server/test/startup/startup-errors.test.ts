// Owns the guarantee that a start that cannot succeed says why, in a sentence, and ends with 1.
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from '../harness.js';
import { findFreePort, makeDataDir, spawnService } from '../service-process.js';
import { refusalOf } from './refusal.js';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});

function newDataDir(): string {
  const folder = makeDataDir();
  folders.push(folder);
  return folder;
}

test.each(['1', '2'])(
  'a busy port is named (%s processes)',
  async (processes) => {
    const database = await createTestDatabase();
    const squatter = http.createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const { port } = squatter.address() as AddressInfo;
    const variables = { DATABASE_URL: database.url, WEB_CONCURRENCY: processes };
    expect(await refusalOf(variables, port)).toMatch(
      new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is in use by another program\\. .*PORT`),
    );
    squatter.close();
    await database.drop();
  },
  60_000,
);

test('a second instance on the same data folder is refused, and the first goes on', async () => {
  const dataDir = newDataDir();
  const first = spawnService(await findFreePort(), { AFFITOR_DATA_DIR: dataDir });
  await first.ready();
  const refusal = await refusalOf({ AFFITOR_DATA_DIR: dataDir });
  expect(refusal).toMatch(/^Another Affitor \(.+\) is using the data folder/);
  expect(refusal).toContain(dataDir);
  await first.ready();
  expect(await first.stop(), first.output()).toEqual({ code: 0, signal: null });
}, 120_000);

test('an unreachable database is named without its password', async () => {
  const port = await findFreePort();
  const refusal = await refusalOf({
    DATABASE_URL: `postgres://affitor:hidden-word@127.0.0.1:${port}/affitor`,
  });
  expect(refusal).toMatch(/database/i);
  expect(refusal).toContain(`127.0.0.1:${port}`);
  expect(refusal).not.toContain('hidden-word');
}, 60_000);

test('a database that a newer version has changed is refused', async () => {
  const database = await createTestDatabase();
  await database.db.pool.query(
    "insert into schema_migration (name, checksum) values ('9999_tomorrow', '')",
  );
  const refusal = await refusalOf({ DATABASE_URL: database.url });
  expect(refusal).toMatch(/newer/i);
  expect(refusal).toContain('9999_tomorrow');
  await database.drop();
}, 60_000);

test('every bad variable is named at once, with what is allowed', async () => {
  const refusal = await refusalOf({
    PORT: 'http',
    WEB_CONCURRENCY: '0',
    LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://affitor:hidden-word@localhost/affitor',
  });
  for (const name of ['PORT', 'WEB_CONCURRENCY', 'LOG_LEVEL', 'DATABASE_URL']) {
    expect(refusal).toContain(`${name} must be`);
  }
  expect(refusal).not.toContain('hidden-word');
});
