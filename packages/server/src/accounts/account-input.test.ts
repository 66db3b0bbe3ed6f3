// Guards the routes of accounts against any input: a documented answer, never a failure of ours.
import { type ErrorCode, type Operation, operations } from '@affitor/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, createPerson, type TestPerson } from '../../test/people.js';
import { startTestApp } from '../../test/test-app.js';

const api = await startTestApp({ config: { signUp: 'open' } });
afterAll(() => api.close());

const targets = operations.filter(
  ({ path, id }) => path.startsWith('/api/account/') && id !== 'signOut',
);

let person: TestPerson;
beforeAll(async () => {
  person = await createPerson(api, { workspaceId: api.workspaceId, role: 'owner' });
});

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('\u0000', '\ud800', 'a@b.co', 'A@B.CO', '123456', 'x'.repeat(128), '=1+1'),
  fc.constantFrom('correct horse battery', '__proto__', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'),
);
const value = fc.oneof(
  { weight: 8, arbitrary: text },
  fc.constantFrom(null, true, 0, -1, 2 ** 53, [], {}),
  fc.jsonValue({ maxDepth: 2 }),
);

/** The names of the fields that an operation knows, so that random bodies reach deep. */
function fieldsOf(operation: Operation): string[] {
  const { shape = {} } = (operation.body ?? {}) as { shape?: object };
  return [...Object.keys(shape), 'role', 'email_verified'];
}

/** The example with a few fields replaced gets past the door more often than anything random. */
function bodyFor(operation: Operation): fc.Arbitrary<unknown> {
  const [example] = (operation.body?.meta()?.examples ?? [{}]) as object[];
  const changed = fc.dictionary(fc.constantFrom(...fieldsOf(operation)), value, { maxKeys: 2 });
  return fc.oneof(
    { weight: 6, arbitrary: changed.map((fields) => ({ ...example, ...fields })) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
}

const request = fc.constantFrom(...targets).chain((operation) =>
  fc.record({
    operation: fc.constant(operation),
    body: bodyFor(operation),
    network: fc.integer({ min: 0, max: 65_535 }),
    isSignedIn: fc.boolean(),
    cookie: fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
  }),
);

test('any body and cookie gets an answer that the operation documents', async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ operation, body, network, isSignedIn, cookie }) => {
      const browser = new Browser(api, `10.${network >> 8}.${network & 255}.1`);
      if (isSignedIn) for (const pair of person.browser.cookies) browser.cookies.set(...pair);
      browser.cookies.set('affitor.two_factor', cookie.replace(/[;\s]/g, ''));
      const path = operation.path.replace(':sessionId', '2000000000');
      const sent = operation.body ? { body } : {};
      const answer = await browser.call(`${operation.method} ${path}`, sent);
      const said = `${operation.id} ${JSON.stringify(body)} ${JSON.stringify(answer.body)}`;
      expect(answer.status, said).toBeLessThan(500);
      if (answer.code !== undefined) expect(operation.errors).toContain(answer.code as ErrorCode);
      else operation.response.parse(answer.body);
    }),
    { numRuns: 600 },
  );
}, 120_000);
