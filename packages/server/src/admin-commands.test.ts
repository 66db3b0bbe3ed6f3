// Guards the operator's command line: what it makes works, and what it cannot read does nothing.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase, silentLog } from '../test/harness.js';
import { TestClock } from '../test/test-app.js';
import { authenticateManagement } from './accounts/index.js';
import { parseAdminCommand, UsageError } from './admin-commands.js';
import { withTransaction } from './platform/db/index.js';
import { findRunningPostgres, startEmbeddedPostgres } from './platform/embedded-postgres/index.js';

const database = await createTestDatabase();
afterAll(() => database.drop());
const clock = new TestClock();
clock.stopAt(new Date('2026-03-01T12:00:00Z'));

function run(line: string): Promise<string[]> {
  const command = parseAdminCommand(line.split(' '));
  return withTransaction(database.db, (tx) => command(tx, clock));
}

async function makeWorkspace(): Promise<string> {
  const [line] = await run('workspace create Acme');
  return /^Workspace (\d+) "Acme" was made\.$/.exec(line ?? '')?.[1] ?? '';
}

function authenticate(key: string) {
  return authenticateManagement({ db: database.db, clock }, `Bearer ${key}`);
}

test('a key made at the command line opens the management API until it is revoked', async () => {
  const workspace = await makeWorkspace();
  const made = await run(
    `key create --workspace ${workspace} --name CI --scope program:read --scope program:list`,
  );
  const key = made.at(-1) ?? '';
  const principal = await authenticate(key);
  expect(principal).toMatchObject({
    workspaceId: Number(workspace),
    scopes: ['program:read', 'program:list'],
    programScope: null,
    name: 'CI',
  });
  const listed = await run(`key list --workspace ${workspace}`);
  expect(listed.join()).toContain('CI');
  expect(listed.join()).not.toContain(key);
  await run(`key revoke ${principal.keyId} --workspace ${workspace}`);
  await expect(authenticate(key)).rejects.toMatchObject({ code: 'management_key_invalid' });
});

test('a key with an end works until then', async () => {
  const workspace = await makeWorkspace();
  const expires = new Date(clock.now().getTime() + 1000).toISOString();
  const made = await run(`key create --workspace ${workspace} --name CI --expires ${expires}`);
  await authenticate(made.at(-1) ?? '');
  clock.advanceMs(1000);
  await expect(authenticate(made.at(-1) ?? '')).rejects.toMatchObject({
    code: 'management_key_expired',
  });
});

test('nothing is done for another workspace, program or key', async () => {
  const workspace = await makeWorkspace();
  const other = await makeWorkspace();
  await run(`key create --workspace ${other} --name Theirs`);
  const [theirs] = await run(`key list --workspace ${other}`);
  const keyId = theirs?.split('\t')[0];
  const refused = [
    [`key revoke ${keyId} --workspace ${workspace}`, 'Management key not found'],
    [`key create --workspace 2000000000 --name x`, 'There is no workspace 2000000000.'],
    [`key create --workspace ${workspace} --name x --program 9`, /is not a program/],
  ] as const;
  for (const [line, message] of refused) await expect(run(line)).rejects.toThrow(message);
  expect(await run(`key list --workspace ${workspace}`)).toEqual(['The workspace has no keys.']);
});

test.each([
  '',
  'workspace',
  'workspace create',
  'workspace create a b',
  'workspace remove 1',
  'key create --name x',
  'key create --workspace 1',
  'key create --workspace one --name x',
  'key create --workspace 1 --name x --nope y',
  'key revoke --workspace 1',
  'key list',
])('"%s" is answered with what is wrong', (line) => {
  expect(() => parseAdminCommand(line.split(' '))).toThrow(UsageError);
});

test('the database of a running service is found, and that of a stopped one is not', async () => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), `affitor-test-${process.pid}-`));
  fs.chmodSync(dataDir, 0o711);
  expect(findRunningPostgres(dataDir)).toBeNull();
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog });
  const url = findRunningPostgres(dataDir);
  expect(url).toBe(server.url);
  const client = new pg.Client({ connectionString: url as string });
  await client.connect();
  await client.end();
  await server.stop();
  expect(findRunningPostgres(dataDir)).toBeNull();
  fs.rmSync(dataDir, { recursive: true, force: true });
});
