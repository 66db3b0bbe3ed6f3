// Owns the proof that bad input never breaks the service, over every route and real HTTP.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import { findBrokenPromise } from './promises.js';
import { type FuzzRequest, fuzzRequests } from './requests.js';
import { sendBytes, Wire } from './wire.js';
import { createWorld, type World } from './world.js';
import { takeWrites, watchWrites } from './written-rows.js';

const REQUESTS = Number(process.env.AFFITOR_FUZZ_REQUESTS ?? 5_000);
const SEED = Number(process.env.AFFITOR_FUZZ_SEED ?? Date.now() % 2_147_483_647);
const MS_PER_REQUEST_MAX = 30;

// A repeated signup may join the visitor of its click to the known customer before it is refused,
// and an attempt too many is counted like those before it.
const WRITING_REFUSALS = ['lead_status_not_updatable', 'too_many_attempts'];

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
  const outcome = `${answer.status} ${String(code ?? '')}`;
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
  `P5: ${REQUESTS} requests (seed ${SEED}): documented errors, no 5xx, no hang, no writes`,
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
    expect(outcomes.length).toBeGreaterThan(Math.min(40, REQUESTS / 100));
    await assertInvariants(world.test.db);
  },
  60_000 + REQUESTS * MS_PER_REQUEST_MAX,
);

const CLICK = 'POST /api/v1/track/click HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
const CHUNKED = 'Transfer-Encoding: chunked\r\n\r\n';
/** One chunk of a chunked body, 8 KiB of blanks. */
const CHUNK_8K = `2000\r\n${' '.repeat(8192)}\r\n`;

const BROKEN_BYTES: Record<string, string> = {
  'no HTTP at all': 'hello\r\n\r\n',
  'a TLS greeting': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
  'a path with bytes above 127': 'GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n',
  'a path with a space': 'GET /livez /x HTTP/1.1\r\nHost: a\r\n\r\n',
  'a NUL in a header': 'GET /livez HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n',
  'headers of 32 KiB': `GET /livez HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(32_768)}\r\n\r\n`,
  'a length that is no number': `${CLICK}Content-Length: abc\r\n\r\n{}`,
  'a negative length': `${CLICK}Content-Length: -1\r\n\r\n{}`,
  'two lengths': `${CLICK}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
  'a length and chunks': `${CLICK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'a chunk that is no chunk': `${CLICK}${CHUNKED}zz\r\n{}\r\n0\r\n\r\n`,
  'a huge chunk size': `${CLICK}${CHUNKED}ffffffffffffffffff\r\n`,
  'more chunks than a body may have': `${CLICK}${CHUNKED}${CHUNK_8K.repeat(10)}0\r\n\r\n`,
  'an unknown encoding': `${CLICK}Transfer-Encoding: gzip\r\n\r\n{}`,
};

test.each(Object.entries(BROKEN_BYTES))('P5: %s gets a documented error', async (_name, bytes) => {
  const answer = await sendBytes(world.port, Buffer.from(bytes, 'latin1'));
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(head) ?? [];
  const [, code] = /^x-affitor-error-code: (\w+)/im.exec(head) ?? [];
  const request = { operationId: null, method: 'GET', path: '/', headers: {}, body: null };
  const headers = { 'x-affitor-error-code': code };
  expect(Number(status)).toBeGreaterThanOrEqual(400);
  expect(
    findBrokenPromise(
      { ...request, body: { text: '', encoding: 'utf8' } },
      {
        status: Number(status),
        headers,
        text: body,
      },
    ),
  ).toBeNull();
  expect(await takeWrites(world.test.db)).toEqual([]);
});
