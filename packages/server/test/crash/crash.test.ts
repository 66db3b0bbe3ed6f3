// Owns the guarantee that nothing acknowledged is lost, whoever is killed and whenever.
import fs from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.js';
import { connectDatabase, type Database } from '../../src/platform/db/index.js';
import { runJob } from '../../src/worker.js';
import { assertInvariants, silentLog } from '../harness.js';
import {
  ask,
  findDatabase,
  findFreePort,
  killTree,
  makeDataDir,
  type ServiceProcess,
  spawnService,
  until,
} from '../service-process.js';
import { createOwner, jobDeps } from '../test-app.js';
import { findLosses } from './losses.js';
import { startTraffic, type Traffic } from './traffic.js';

const ROUNDS = Number(process.env.AFFITOR_CRASH_ROUNDS ?? 10);
const SEED = Number(process.env.AFFITOR_CRASH_SEED ?? Date.now() % 2_147_483_647);
const ROUND_MAX_MS = 30_000;
const LYING_ROUNDS_MAX = 5;
const KILL_AFTER_MAX_MS = 900;

const dataDir = makeDataDir();
const PROGRAMS = '/api/advertiser/affiliate-programs';

let service: ServiceProcess;
let target: { port(): number; key: string; code: string };
let runs = 0;

async function startService(): Promise<void> {
  service = spawnService(await findFreePort(), {
    AFFITOR_DATA_DIR: dataDir,
    WEB_CONCURRENCY: '2',
    LOG_LEVEL: 'silent',
  });
  await service.ready();
}

/** Runs `work` on the database of the service, which may be another server after each crash. */
async function withDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
  const url = findDatabase(dataDir)?.url ?? '';
  const db = connectDatabase({ url, poolMax: 2, log: silentLog, applicationName: 'crash test' });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

beforeAll(async () => {
  await startService();
  const { managementKey: key } = await withDatabase((db) => createOwner(db, systemClock));
  const create = async (path: string, body: object) =>
    (await ask(service.port, { method: 'POST', path: PROGRAMS + path, key, body })).body.data;
  const program = await create('', { name: 'Crash', website_url: 'https://crash.example' });
  const code = 'crash';
  const partner = { name: 'Partner', email: 'partner@example.com', link: { short_link: code } };
  await create(`/${program.id}/partners`, partner);
  target = { port: () => service.port, key: program.api_token, code };
}, 120_000);

afterAll(async () => {
  await service.stop();
  fs.rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

let traffic: Traffic;

beforeEach(() => {
  runs += 1;
  traffic = startTraffic({ ...target, name: `run${runs}` });
});

afterEach(() => traffic.stop());

const crashes = {
  async 'the service'() {
    await service.kill();
    await startService();
  },
  async 'the database'() {
    const before = findDatabase(dataDir)?.pid ?? 0;
    killTree(before);
    await until('another database server runs', ROUND_MAX_MS, async () => {
      const pid = findDatabase(dataDir)?.pid ?? before;
      return pid !== before;
    });
    await service.ready();
  },
  async both() {
    killTree(findDatabase(dataDir)?.pid ?? 0);
    await service.kill();
    await startService();
  },
};

const victims = Object.keys(crashes) as (keyof typeof crashes)[];
const delaysMs = fc.sample(fc.integer({ min: 20, max: KILL_AFTER_MAX_MS }), {
  numRuns: ROUNDS,
  seed: SEED,
});

const sizeOf = ({ acknowledged }: Traffic) =>
  acknowledged.clicks.length + acknowledged.sales.size + acknowledged.refunds.size;

/** Lets the traffic get going, so that the kill meets requests under way. */
async function untilBusy(): Promise<void> {
  const size = sizeOf(traffic);
  await until('events are acknowledged', ROUND_MAX_MS, async () => sizeOf(traffic) >= size + 10);
}

test(
  `P1: nothing acknowledged is lost or there twice after ${ROUNDS} kills (seed ${SEED})`,
  async () => {
    process.stdout.write(`crash: AFFITOR_CRASH_SEED=${SEED} AFFITOR_CRASH_ROUNDS=${ROUNDS}\n`);
    for (const [round, afterMs] of delaysMs.entries()) {
      const victim = victims[round % victims.length] ?? 'both';
      await untilBusy();
      await pause(afterMs);
      await crashes[victim]();
      await untilBusy();
      const losses = await withDatabase((db) =>
        findLosses(db, structuredClone(traffic.acknowledged)),
      );
      expect(losses, `round ${round}: ${victim} after ${afterMs} ms`).toEqual([]);
    }
    await traffic.stop();
    await withDatabase(async (db) => {
      expect(await findLosses(db, traffic.acknowledged)).toEqual([]);
      expect(await findOpenCommissions(db)).toBe(0n);
      await assertInvariants(db);
    });
  },
  60_000 + ROUNDS * ROUND_MAX_MS,
);

/** How many commissions are still missing after the repair had its turn. */
async function findOpenCommissions(db: Database): Promise<bigint> {
  const failed = await db.pool.query<{ id: bigint }>(
    "select id from sale where commission_state = 'failed'",
  );
  for (const { id } of failed.rows) {
    const deps = jobDeps(db);
    await runJob('commissions.repair', { saleId: String(id) }, deps);
  }
  const { rows } = await db.pool.query<{ count: bigint }>(
    `select count(*) as count from sale where commission_state = 'failed'
       or (commission_state = 'created')
          <> exists (select from commission where commission.sale_id = sale.id)`,
  );
  return rows[0]?.count ?? -1n;
}

async function asAdmin(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: findDatabase(dataDir)?.adminUrl ?? '' });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

test(
  'the crash harness notices an acknowledged event that was not committed',
  async () => {
    // From here on the database answers before a commit is on disk, which is a lie.
    await asAdmin('alter role affitor set synchronous_commit = off');
    await asAdmin(
      "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'affitor'",
    );
    let losses: string[] = [];
    const isMissing = (loss: string) => loss.endsWith('is there 0 times');
    for (let round = 0; round < LYING_ROUNDS_MAX && !losses.some(isMissing); round += 1) {
      await untilBusy();
      const acknowledged = structuredClone(traffic.acknowledged);
      await crashes['the database']();
      losses = await withDatabase((db) => findLosses(db, acknowledged));
    }
    expect(losses.filter(isMissing)).not.toEqual([]);
  },
  60_000 + LYING_ROUNDS_MAX * ROUND_MAX_MS,
);
