// Owns the proof that bad input never breaks the service, over every route and real HTTP.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import { findBrokenPromise } from './promises.js';
import { type FuzzRequest, fuzzRequests } from './requests.js';
import { Wire } from './wire.js';
import { createWorld, type World } from './world.js';
import { takeWrites, watchWrites } from './written-rows.js';

const REQUESTS = Number(process.env.AFFITOR_FUZZ_REQUESTS ?? 5_000);
const SEED = Number(process.env.AFFITOR_FUZZ_SEED ?? Date.now() % 2_147_483_647);
const MS_PER_REQUEST_MAX = 30;

// A repeated signup may join the visitor of its click to the known customer before it is refused.
const WRITING_REFUSALS = ['lead_status_not_updatable'];

let world: World;
let wire: Wire;

beforeAll(async () => {
  world = await createWorld();
  wire = new Wire(world.port);
  await watchWrites(world.test.db);
});

afterAll(async () => {
  wire.close();
  await world.close();
});

async function check(request: FuzzRequest, seen: Map<string, number>): Promise<void> {
  const answer = await wire.send(request);
  const code = answer.headers['x-affitor-error-code'];
  const outcome = `${answer.status} ${code ?? ''}`;
  seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
  const broken = findBrokenPromise(request, answer);
  if (broken) throw new Error(`${broken}; the answer was: ${answer.text.slice(0, 500)}`);
  const written = await takeWrites(world.test.db);
  const mayWrite = answer.status < 400 || WRITING_REFUSALS.includes(String(code));
  if (!mayWrite && written.length > 0) {
    throw new Error(`a request refused with ${outcome} wrote to ${written.join(', ')}`);
  }
}

test(
  `${REQUESTS} generated requests (seed ${SEED}): documented errors, no 5xx, no hang, no writes`,
  async () => {
    const seen = new Map<string, number>();
    process.stdout.write(`fuzz: AFFITOR_FUZZ_SEED=${SEED} AFFITOR_FUZZ_REQUESTS=${REQUESTS}\n`);
    await fc.assert(
      fc.asyncProperty(fuzzRequests(world), (request) => check(request, seen)),
      { numRuns: REQUESTS, seed: SEED },
    );
    const outcomes = [...seen].sort(([, left], [, right]) => right - left);
    if (process.env.AFFITOR_FUZZ_SHOW) console.table(Object.fromEntries(outcomes));
    // A generator whose every request dies at the door would prove nothing.
    const accepted = outcomes.filter(([outcome]) => outcome.startsWith('2'));
    const acceptedCount = accepted.reduce((sum, [, count]) => sum + count, 0);
    expect(acceptedCount).toBeGreaterThan(REQUESTS / 20);
    expect(outcomes.length).toBeGreaterThan(Math.min(30, REQUESTS / 100));
    await assertInvariants(world.test.db);
  },
  60_000 + REQUESTS * MS_PER_REQUEST_MAX,
);
