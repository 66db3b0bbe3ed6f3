// Guards the management API against any input: a documented answer, never a failure of ours.
import { type ErrorCode, type Operation, operations } from '@affitor/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, fillPath, type World } from '../../test/access-world.js';
import { readAnswer, startTestApp } from '../../test/test-app.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

// Deleting and pausing would take the ground from under the requests that follow.
const targets = operations.filter(
  ({ method, path, auth }) =>
    auth === 'management' && method !== 'DELETE' && api.app.http.hasRoute({ method, url: path }),
);

let world: World;

beforeAll(async () => {
  world = await createWorld(api);
});

/** The names of the fields that an operation knows, so that random bodies reach deep. */
function fieldsOf(operation: Operation): string[] {
  const shape = (operation.body as { shape?: object } | undefined)?.shape ?? {};
  return [...Object.keys(shape), '__proto__', 'constructor', 'id'];
}

const nastyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\u0000', '\ud800', '2026-02-30T00:00:00Z', '9999-12-31T23:59:59Z', '1e400', ''),
  fc.constantFrom('active', 'cps_recurring', 'USD', 'Europe/Berlin', 'https://a.example', 'a@b.co'),
);
const nastyNumber = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 2 ** 31, 2 ** 53, 2 ** 63, 1e308, 0.005, 100, 12),
);
const nastyValue = fc.oneof(
  { weight: 4, arbitrary: nastyText },
  { weight: 4, arbitrary: nastyNumber },
  fc.constantFrom(null, true, [], {}, [[[[]]]]),
  fc.array(nastyText, { maxLength: 4 }),
  fc.jsonValue({ maxDepth: 3 }),
);

const request = fc.constantFrom(...targets).chain((operation) =>
  fc.record({
    operation: fc.constant(operation),
    body: fc.oneof(
      { weight: 9, arbitrary: fc.dictionary(fc.constantFrom(...fieldsOf(operation)), nastyValue) },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
    query: fc.dictionary(
      fc.constantFrom('cursor', 'limit', 'status', 'group_id', 'partner_id', 'x'),
      fc.oneof(nastyText, nastyNumber.map(String)),
    ),
  }),
);

function queryText(query: Record<string, string>): string {
  const pairs = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`,
  );
  return pairs.join('&');
}

test('any body and query gets an answer that the operation documents', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ operation, body, query }) => {
      const path = fillPath(operation.path, world.ids);
      const response = await api.app.http.inject({
        method: operation.method,
        url: `${path}?${queryText(query)}`,
        headers: { authorization: `Bearer ${world.key}`, 'content-type': 'application/json' },
        payload: operation.body === undefined ? '' : JSON.stringify(body),
        payloadAsStream: true,
      });
      const { status, code, body: answered } = await readAnswer(response);
      expect(status, JSON.stringify(answered)).toBeLessThan(500);
      if (code !== undefined) expect(operation.errors).toContain(code as ErrorCode);
      else operation.response.parse(answered);
    }),
    { numRuns: 1500 },
  );
});
