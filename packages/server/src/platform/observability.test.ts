// Owns the guarantees towards the operator: the log keeps secrets, readiness and figures are true.

import { afterAll, expect, test } from 'vitest';
import { createTestDatabase, silentLog } from '../../test/harness.js';
import { connectDatabase, findLastMigration } from './db/index.js';
import { checkReadiness } from './health.js';
import { createLogger } from './log.js';
import { createMetrics, observePool, observeQueue } from './metrics.js';

const database = await createTestDatabase();
afterAll(() => database.drop());
const { db } = database;
const expectedMigration = (await findLastMigration(db)) ?? '';

test('the log shows neither secrets nor the values of rows that an error quotes', async () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => lines.push(line) } });
  await db.pool.query('create table visitor (email text primary key)');
  const insert = () => db.pool.query("insert into visitor values ('ann@example.com')");
  await insert();
  const error = await insert().catch((refusal) => refusal);
  log.error({ err: error, headers: { authorization: 'Bearer s3cret' } }, 'refused');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'refused',
    err: { code: '23505', constraint: 'visitor_pkey' },
    headers: { authorization: '[redacted]' },
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  });
  expect(lines[0]).not.toContain('ann@example.com');
  expect(lines[0]).not.toContain('s3cret');
});

test('a process with its database and schema is ready', async () => {
  const readiness = await checkReadiness({ db, expectedMigration });
  expect(readiness).toEqual({
    isReady: true,
    checks: {
      database: { isOk: true, detail: 'answers' },
      migrations: { isOk: true, detail: expect.stringContaining(expectedMigration) },
      queue: { isOk: true, detail: 'the oldest due job waits 0 s' },
    },
  });
});

test('a process whose code expects another schema is not ready', async () => {
  const readiness = await checkReadiness({ db, expectedMigration: '9999_future' });
  expect(readiness.isReady).toBe(false);
  expect(readiness.checks.database.isOk).toBe(true);
});

test('a process without its database is not ready, and says nothing private about it', async () => {
  const url = new URL(database.url);
  url.port = '1';
  const lost = connectDatabase({ url: url.href, poolMax: 1, log: silentLog, applicationName: '' });
  const readiness = await checkReadiness({ db: lost, expectedMigration });
  await lost.close();
  const silence = { isOk: false, detail: 'does not answer' };
  expect(readiness).toEqual({
    isReady: false,
    checks: { database: silence, migrations: silence, queue: silence },
  });
});

test('late jobs are reported and do not take the process out of service', async () => {
  await db.pool.query(
    "select graphile_worker.add_job('late', run_at := now() - interval '1 hour')",
  );
  const readiness = await checkReadiness({ db, expectedMigration });
  expect(readiness.isReady).toBe(true);
  expect(readiness.checks.queue).toEqual({
    isOk: false,
    detail: expect.stringMatching(/^the oldest due job waits 36\d\d s$/),
  });
});

test('the figures show the pool and the queues as they are at the scrape', async () => {
  const metrics = createMetrics();
  observePool(metrics, db);
  let depth = 3;
  observeQueue(metrics, { clicks: () => depth });
  const client = await db.pool.connect();
  const text = await metrics.registry.metrics();
  client.release();
  expect(text).toMatch(/affitor_database_connections\{state="total"\} [1-9]/);
  expect(text).toContain('affitor_batch_waiting{batch="clicks"} 3');
  depth = 0;
  expect(await metrics.registry.metrics()).toContain('affitor_batch_waiting{batch="clicks"} 0');
});
