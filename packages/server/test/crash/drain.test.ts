// Owns the guarantee that a stop answers what is under way: no request fails, nothing is lost.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.js';
import { assertInvariants, createTestDatabase, type TestDatabase } from '../harness.js';
import { ask, findFreePort, type ServiceAnswer, spawnService, until } from '../service-process.js';
import { createOwner } from '../test-app.js';

const PROGRAMS = '/api/advertiser/affiliate-programs';
const WAIT_MAX_MS = 20_000;

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
    const sales = Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        track('sale', {
          transaction_id: `${customer}-${number}`,
          amount_cents: 1_000,
          customer_key: customer,
        }),
      ),
    );
    await until('sales wait for the lock', WAIT_MAX_MS, async () => {
      const text = `select count(*) from pg_locks join pg_stat_activity using (pid)
        where not granted and datname = current_database()`;
      return (await count(text)) >= processes;
    });
    const ended = service.stop();
    await until('nobody new is taken', WAIT_MAX_MS, async () =>
      ask(service.port, { method: 'GET', path: '/livez' }).then(
        () => false,
        () => true,
      ),
    );
    await blocker.query('rollback');
    blocker.release();
    expect((await sales).map((answer) => answer.status)).toEqual(new Array(20).fill(200));
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(await count('select count(*) from sale where program_id = $1', programId)).toBe(20);
    await assertInvariants(database.db);
  },
  60_000,
);

test('clicks that were sent before SIGTERM are answered, and each answered one is there', async () => {
  const { service, programId, click } = await startService(2);
  const before: Promise<ServiceAnswer>[] = [];
  const after: Promise<ServiceAnswer | null>[] = [];
  let isStopping = false;
  const callers = Array.from({ length: 10 }, async () => {
    while (!isStopping) {
      const answer = click();
      before.push(answer);
      await answer;
    }
    // Once the port is closed a caller is refused at the door, which it can tell from a failure.
    for (let number = 0; number < 5; number += 1) {
      const answer = click().catch(() => null);
      after.push(answer);
      await answer;
    }
  });
  await until('clicks are answered', WAIT_MAX_MS, async () => before.length > 200);
  isStopping = true;
  const ended = service.stop();
  await Promise.all(callers);
  expect(await ended).toEqual({ code: 0, signal: null });
  const early = await Promise.all(before);
  const late = (await Promise.all(after)).filter((answer) => answer !== null);
  const statuses = new Set([...early, ...late].map((answer) => answer.status));
  expect(statuses).toEqual(new Set([200]));
  const clicks = await count('select count(*) from click where program_id = $1', programId);
  expect(clicks).toBeGreaterThanOrEqual(early.length + late.length);
}, 60_000);
