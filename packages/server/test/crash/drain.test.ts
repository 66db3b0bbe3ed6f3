// Owns the guarantee that a stop answers what is under way: no request fails, nothing is lost.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.js';
import { assertInvariants, createTestDatabase, type TestDatabase } from '../harness.js';
import { ask, findFreePort, type ServiceAnswer, spawnService, until } from '../service-process.js';
import { createOwner } from '../test-app.js';

const PROGRAMS = '/api/advertiser/affiliate-programs';
const WAIT_MAX_MS = 20_000;
// A connection that comes while the processes leave the port may wait for the end of the drain.
const PROBE_MAX_MS = 500;

let database: TestDatabase;
let managementKey: string;
let starts = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ managementKey } = await createOwner(database.db, systemClock));
});

afterAll(() => database.drop());

async function startService(processes: number) {
  const service = spawnService(await findFreePort(), {
    DATABASE_URL: database.url,
    WEB_CONCURRENCY: String(processes),
  });
  await service.ready();
  const { port } = service;
  const create = async (path: string, body: object) =>
    (await ask(port, { method: 'POST', path: PROGRAMS + path, key: managementKey, body })).body
      .data;
  starts += 1;
  const code = `drain${starts}`;
  const program = await create('', { name: code, website_url: 'https://drain.example' });
  await create(`/${program.id}/partners`, {
    name: 'Partner',
    email: 'partner@example.com',
    link: { short_link: code },
  });
  const track = (endpoint: string, body: object) =>
    ask(port, {
      method: 'POST',
      path: `/api/v1/track/${endpoint}`,
      key: program.api_token,
      body,
    });
  const click = () => track('click', { affiliate_url: `https://drain.example/?aff=${code}` });
  return { service, programId: program.id as number, track, click };
}

async function count(text: string, ...values: unknown[]): Promise<number> {
  const { rows } = await database.db.pool.query(text, values);
  return Number(rows[0].count);
}

/** How many sales the service has taken and not done: in a blocked statement, or behind one. */
async function countWaiting(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const [, depth] = /^affitor_batch_waiting\{[^}]*sales[^}]*\} (\d+)/m.exec(metrics) ?? [];
  const text = `select count(*) from pg_locks join pg_stat_activity using (pid)
    where not granted and datname = current_database()`;
  return Number(depth) + (await count(text));
}

test.each([1, 2])(
  'sales that wait for a lock are recorded and answered after SIGTERM (%i processes)',
  async (processes) => {
    const { service, programId, track, click } = await startService(processes);
    const clickId = (await click()).body.click_id;
    const customer = `drained-${processes}`;
    await track('lead', { click_id: clickId, customer_key: customer });
    const blocker = await database.db.pool.connect();
    await blocker.query('begin');
    await blocker.query('select from customer where program_id = $1 for update', [programId]);
    const sales: Promise<ServiceAnswer>[] = [];
    for (let number = 0; number < 20; number += 1) {
      const sale = { transaction_id: `${customer}-${number}`, amount_cents: 1_000 };
      sales.push(track('sale', { ...sale, customer_key: customer }));
      await until('the sale waits', WAIT_MAX_MS, async () => {
        return (await countWaiting(service.port)) === sales.length;
      });
    }
    const ended = service.stop();
    await until('nobody new is taken', WAIT_MAX_MS, async () =>
      ask(service.port, { method: 'GET', path: '/livez', answerMaxMs: PROBE_MAX_MS }).then(
        () => false,
        () => true,
      ),
    );
    await blocker.query('rollback');
    blocker.release();
    const answers = await Promise.all(sales);
    expect(answers.map((answer) => answer.status)).toEqual(new Array(20).fill(200));
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(await count('select count(*) from sale where program_id = $1', programId)).toBe(20);
    await assertInvariants(database.db);
  },
  60_000,
);

test('every click that was taken before the end is answered, and no other is recorded', async () => {
  const { service, programId, click } = await startService(2);
  const answers: ServiceAnswer[] = [];
  let isOver = false;
  const callers = Array.from({ length: 10 }, async () => {
    while (!isOver) {
      // A caller that the closing port turns away had its request not taken: nothing is recorded.
      const answer = await click().catch(() => null);
      if (answer) answers.push(answer);
    }
  });
  await until('clicks are answered', WAIT_MAX_MS, async () => answers.length > 200);
  const exit = await service.stop();
  isOver = true;
  await Promise.all(callers);
  expect(exit).toEqual({ code: 0, signal: null });
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  const text = 'select count(*) from click where program_id = $1';
  expect(await count(text, programId)).toBe(answers.length);
}, 60_000);
