// Owns the guarantee that calls which race over two processes end as one call after the other.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.js';
import { runJob } from '../../src/worker.js';
import { assertInvariants, createTestDatabase, type TestDatabase } from '../harness.js';
import {
  ask,
  findFreePort,
  type ServiceAnswer,
  type ServiceProcess,
  spawnService,
  TEST_SECRET_KEY,
} from '../service-process.js';
import { createOwner, jobDeps } from '../test-app.js';

const WIDTH = Number(process.env.AFFITOR_RACE_WIDTH ?? 50);
const PROGRAMS = '/api/advertiser/affiliate-programs';

let database: TestDatabase;
let service: ServiceProcess;
let managementKey: string;
let programs = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  ({ managementKey } = await createOwner(database.db, systemClock));
  service = spawnService(await findFreePort(), {
    DATABASE_URL: database.url,
    WEB_CONCURRENCY: '2',
    SECRET_KEY: TEST_SECRET_KEY,
  });
  await service.ready();
});

afterAll(async () => {
  expect(await service.stop()).toEqual({ code: 0, signal: null });
  await assertInvariants(database.db);
  await database.drop();
});

const manage = (method: string, path: string, body?: object) =>
  ask(service.port, { method, path: PROGRAMS + path, key: managementKey, body });

interface Scene {
  programId: number;
  key: string;
  code: string;
  linkId: number;
  partnerId: number;
  track(endpoint: string, body: object, key?: string): Promise<ServiceAnswer>;
  click(): Promise<string>;
}

/** A program with a partner, a link and a policy of 20 percent. */
async function setUp(terms: object = {}): Promise<Scene> {
  programs += 1;
  const code = `race${programs}`;
  const program = (await manage('POST', '', { name: code, website_url: 'https://race.example' }))
    .body.data;
  const partner = (
    await manage('POST', `/${program.id}/partners`, {
      name: 'Partner',
      email: `${code}@example.com`,
      link: { short_link: code },
    })
  ).body.data;
  const policy = { type: 'cps_lifetime', percent: 20, hold_days: 0, ...terms };
  const added = await manage('POST', `/${program.id}/groups/${partner.group_id}/policies`, policy);
  expect(added.status).toBe(201);
  const track = (endpoint: string, body: object, key: string = program.api_token) =>
    ask(service.port, { method: 'POST', path: `/api/v1/track/${endpoint}`, key, body });
  return {
    programId: program.id,
    key: program.api_token,
    code,
    linkId: partner.first_link.id,
    partnerId: partner.id,
    track,
    async click() {
      const answer = await track('click', { affiliate_url: `https://race.example/?aff=${code}` });
      return answer.body.click_id;
    },
  };
}

/** A scene with a customer who has signed up. */
async function setUpCustomer(terms: object = {}): Promise<Scene & { customer: string }> {
  const scene = await setUp(terms);
  const customer = `customer-${scene.code}`;
  const lead = await scene.track('lead', { click_id: await scene.click(), customer_key: customer });
  expect(lead.status).toBe(200);
  return { ...scene, customer };
}

const atOnce = <Result>(work: (index: number) => Promise<Result>, width = WIDTH) =>
  Promise.all(Array.from({ length: width }, (_, index) => work(index)));

const countOf = (answers: ServiceAnswer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

async function count(text: string, ...values: unknown[]): Promise<number> {
  const { rows } = await database.db.pool.query(text, values);
  return Number(rows[0].count);
}

const read = async (scene: Scene, transactionId: string) =>
  (
    await ask(service.port, {
      method: 'GET',
      path: `/api/v1/track/sale/${transactionId}`,
      key: scene.key,
    })
  ).body;

test(`P2: of ${WIDTH} identical sales one is recorded, with one commission`, async () => {
  const scene = await setUpCustomer();
  const sale = {
    transaction_id: `same-${scene.code}`,
    amount_cents: 5_000,
    customer_key: scene.customer,
  };
  const answers = await atOnce(() => scene.track('sale', sale));
  expect([countOf(answers, 200), countOf(answers, 409)]).toEqual([1, WIDTH - 1]);
  const { programId } = scene;
  expect(await count('select count(*) from sale where program_id = $1', programId)).toBe(1);
  expect(await count('select count(*) from commission where program_id = $1', programId)).toBe(1);
  await assertInvariants(database.db);
});

test(`P2: of ${WIDTH} identical refunds one takes money back`, async () => {
  const scene = await setUpCustomer();
  const id = `refunded-${scene.code}`;
  const sold = await scene.track('sale', {
    transaction_id: id,
    amount_cents: 5_000,
    customer_key: scene.customer,
  });
  expect(sold.status).toBe(200);
  const partial = { transaction_id: id, refund_amount_cents: 2_000 };
  const answers = await atOnce(() => scene.track('refund', partial));
  expect(countOf(answers, 200)).toBe(WIDTH);
  const statuses = answers.map((answer) => answer.body.status);
  expect(statuses.filter((status) => status === 'refunded')).toHaveLength(1);
  expect(statuses.filter((status) => status === 'skipped')).toHaveLength(WIDTH - 1);
  expect(await read(scene, id)).toMatchObject({
    commission: { amount_cents: 1_000, reversed_cents: 400 },
    refund: { refunded_cents: 2_000 },
  });
  await assertInvariants(database.db);
});

test(`of ${WIDTH} identical leads one is recorded`, async () => {
  const scene = await setUp();
  const lead = { click_id: await scene.click(), customer_key: `lead-${scene.code}` };
  const answers = await atOnce(() => scene.track('lead', lead));
  expect([countOf(answers, 200), countOf(answers, 400)]).toEqual([1, WIDTH - 1]);
  const { programId } = scene;
  expect(await count('select count(*) from lead where program_id = $1', programId)).toBe(1);
  await assertInvariants(database.db);
});

test('of ten sales of one customer at once, a one-time policy pays one', async () => {
  const scene = await setUpCustomer({ type: 'cps_one_time' });
  const answers = await atOnce(
    (index) =>
      scene.track('sale', {
        transaction_id: `first-${scene.code}-${index}`,
        amount_cents: 1_000,
        customer_key: scene.customer,
      }),
    10,
  );
  expect(countOf(answers, 200)).toBe(10);
  expect(answers.filter((answer) => answer.body.commission_id !== null)).toHaveLength(1);
  await assertInvariants(database.db);
});

test('a refund that races its sale finds it, or finds nothing', async () => {
  const scene = await setUpCustomer();
  await atOnce(async (index) => {
    const id = `race-${scene.code}-${index}`;
    const [sale, refund] = await Promise.all([
      scene.track('sale', { transaction_id: id, amount_cents: 900, customer_key: scene.customer }),
      scene.track('refund', { transaction_id: id }),
    ]);
    expect(sale.status).toBe(200);
    expect([200, 404]).toContain(refund.status);
    const state = (await read(scene, id)).refund.state;
    expect(state).toBe(refund.status === 200 ? 'full' : 'none');
  }, 20);
  await assertInvariants(database.db);
});

async function makeCommissions(scene: Scene & { customer: string }, width: number) {
  const sales = await atOnce(async (index) => {
    const id = `decided-${scene.code}-${index}`;
    const sale = { transaction_id: id, amount_cents: 1_000, customer_key: scene.customer };
    return { id, commissionId: (await scene.track('sale', sale)).body.commission_id as number };
  }, width);
  await runHoldRelease();
  return sales;
}

/** What the job of every minute does, in a process that is neither of the two. */
function runHoldRelease(): Promise<void> {
  const deps = jobDeps(database.db);
  return runJob('commissions.release-holds', {}, deps);
}

test('of an approval and a rejection that race, the books show one order', async () => {
  const scene = await setUpCustomer();
  const sales = await makeCommissions(scene, 15);
  for (const { commissionId } of sales) {
    const path = `/${scene.programId}/commissions/${commissionId}`;
    const [approved, rejected] = await Promise.all([
      manage('POST', `${path}/approve`),
      manage('POST', `${path}/reject`, { reason_code: 'fraud' }),
    ]);
    expect(rejected.status).toBe(200);
    expect([200, 409]).toContain(approved.status);
    expect((await manage('GET', path)).body.data.status).toBe('rejected');
  }
  await assertInvariants(database.db);
});

test('a hold release that races refunds never pays what was taken back', async () => {
  const scene = await setUpCustomer({ approval_mode: 'auto' });
  const sales = await atOnce(async (index) => {
    const id = `hold-${scene.code}-${index}`;
    await scene.track('sale', {
      transaction_id: id,
      amount_cents: 1_000,
      customer_key: scene.customer,
    });
    return id;
  }, 30);
  const answers = await Promise.all([
    ...sales.map((id) => scene.track('refund', { transaction_id: id })),
    ...[1, 2, 3].map(async () => {
      await runHoldRelease();
      return null;
    }),
  ]);
  expect(answers.filter((answer) => answer?.body.status === 'reversed')).toHaveLength(30);
  const balances = (await manage('GET', `/${scene.programId}/balances`)).body.data;
  for (const balance of balances) {
    expect([balance.pending_cents, balance.available_cents]).toEqual([0, 0]);
  }
  await assertInvariants(database.db);
});

const ROUNDS_AFTER = 6;

/** Callers that never pause; `after` gives every answer to a request begun after it was called. */
function keepCalling<Result>(call: () => Promise<Result>, width = 10) {
  let rounds = Number.POSITIVE_INFINITY;
  const late: Result[] = [];
  const early: Result[] = [];
  const loops = Array.from({ length: width }, async () => {
    for (let left = rounds; left > 0; left = Math.min(left - 1, rounds)) {
      const isLate = rounds !== Number.POSITIVE_INFINITY;
      const result = await call();
      (isLate ? late : early).push(result);
    }
  });
  return {
    early,
    async after(): Promise<Result[]> {
      rounds = ROUNDS_AFTER;
      await Promise.all(loops);
      return late;
    },
  };
}

async function untilAnswered(list: unknown[], length: number): Promise<void> {
  while (list.length < length) await new Promise((resolve) => setImmediate(resolve));
}

test('no request that begins after the reply to a key regeneration gets in by the old key', async () => {
  const scene = await setUpCustomer();
  let number = 0;
  const callers = keepCalling(() => {
    number += 1;
    return scene.track('sale', {
      transaction_id: `key-${scene.code}-${number}`,
      amount_cents: 100,
      customer_key: scene.customer,
    });
  });
  await untilAnswered(callers.early, 40);
  const replaced = await manage('POST', `/${scene.programId}/regenerate-api-token`);
  const late = await callers.after();
  expect(late.length).toBeGreaterThanOrEqual(20);
  expect(new Set(late.map((answer) => answer.status))).toEqual(new Set([401]));
  expect(countOf(callers.early, 200)).toBeGreaterThan(20);
  const fresh = replaced.body.data.api_token as string;
  const answers = await atOnce(() => scene.track('refund', { transaction_id: 'none' }, fresh), 10);
  expect(countOf(answers, 404)).toBe(10);
});

test('no click that begins after the reply to a deactivation is recorded', async () => {
  const scene = await setUp();
  const url = (code: string) => ({ affiliate_url: `https://race.example/?aff=${code}` });
  const callers = keepCalling(() => scene.track('click', url(scene.code)));
  await untilAnswered(callers.early, 40);
  const path = `/${scene.programId}/links/${scene.linkId}`;
  const changed = await manage('PUT', path, { status: 'inactive' });
  expect(changed.status).toBe(200);
  const stored = callers.early.length;
  const late = await callers.after();
  expect(stored).toBeGreaterThan(20);
  expect(late.length).toBeGreaterThanOrEqual(20);
  expect(late.filter((answer) => answer.body.success !== false)).toEqual([]);
  expect(await count('select count(*) from click where link_id = $1', scene.linkId)).toBe(
    callers.early.filter((answer) => answer.body.success).length,
  );
});

test('a new link works at once in every process', async () => {
  const scene = await setUp();
  for (let number = 0; number < 5; number += 1) {
    const code = `${scene.code}-new-${number}`;
    const unknown = await atOnce(() => clickOn(scene, code), 4);
    expect(countOf(unknown, 400)).toBe(4);
    const made = await manage('POST', `/${scene.programId}/links`, {
      partner_id: scene.partnerId,
      short_link: code,
    });
    expect(made.status).toBe(201);
    const answers = await atOnce(() => clickOn(scene, code), 8);
    expect(answers.every((answer) => answer.body.success === true)).toBe(true);
  }
});

function clickOn(scene: Scene, code: string): Promise<ServiceAnswer> {
  return scene.track('click', { affiliate_url: `https://race.example/?aff=${code}` });
}

test('the figures of both processes are one answer, and asking for them harms no process', async () => {
  const scene = await setUp();
  const read = async (): Promise<number> => {
    const headers = { connection: 'close' };
    const answer = await fetch(`http://127.0.0.1:${service.port}/metrics`, { headers });
    const line = /^affitor_tracked_events_total\{kind="click",outcome="recorded"\} (\d+)/m;
    return Number(line.exec(await answer.text())?.[1] ?? 0);
  };
  const before = await read();
  await atOnce(() => scene.click(), 20);
  expect(new Set(await atOnce(read, 6))).toEqual(new Set([before + 20]));
});
