// Guards the door of the tracking API: every path of every operation behind a program's key.
import { type Operation, operations } from '@affitor/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorld, verdictOf, type World } from '../../test/access-world.js';
import { assertInvariants } from '../../test/harness.js';
import { unique } from '../../test/programs-fixture.js';
import { startTestApp } from '../../test/test-app.js';

const api = await startTestApp();
afterAll(() => api.close());

let own: World;
let theirs: World;

beforeAll(async () => {
  own = await createWorld(api);
  theirs = await createWorld(api);
});

const pathsOf = (auth: Operation['auth']) =>
  operations
    .filter((operation) => operation.auth === auth)
    .flatMap(({ method, path, aliases = [] }) =>
      [path, ...aliases].map((one): [string, string] => [method, one]),
    );
const keyed = pathsOf('program_key');

/** A call that is in order except for the sale or the customer that it may name. */
function call(key: string | undefined, method: string, path: string, named: string) {
  const body = { transaction_id: named, amount_cents: 100, customer_key: named };
  const url = path.replace(':transaction_id', encodeURIComponent(named));
  return api.call(method, url, { key, ...(method === 'GET' ? {} : { body }) });
}

test('the paths below are those of the contract, aliases included', () => {
  expect(keyed.map(([method, path]) => `${method} ${path}`)).toEqual([
    'POST /api/v1/track/sale',
    'POST /api/tracking/sale',
    'POST /api/v1/track/refund',
    'POST /api/tracking/refund',
    'GET /api/v1/track/sale/:transaction_id',
    'GET /api/v1/programs/me/readiness',
    'POST /api/v1/cli/test-event',
    'GET /api/v1/cli/status',
    'POST /api/v1/cli/stripe-connect',
  ]);
});

describe.each(keyed)('%s %s', (method, path) => {
  test('answers 401 without the key of a program, whatever the call names', async () => {
    const revoked = await api.createProgramAs(own.key);
    await api.manage(
      own.key,
      `POST /api/advertiser/affiliate-programs/${revoked.id}/regenerate-api-token`,
    );
    for (const id of [own.transactionId, unique('missing')]) {
      const answers = [
        [await call(undefined, method, path, id), 'authorization_header_missing'],
        [await call('aff_unknown', method, path, id), 'api_token_invalid'],
        [await call(own.key, method, path, id), 'api_token_invalid'],
        [await call(revoked.api_token, method, path, id), 'api_token_invalid'],
      ] as const;
      for (const [answer, named] of answers) {
        // Clients of readiness know one code for every key that does not work.
        const code = path.endsWith('/readiness') ? 'readiness_key_invalid' : named;
        expect([answer.status, answer.code, Object.keys(answer.body)]).toEqual([
          401,
          code,
          ['error'],
        ]);
      }
    }
  });
});

// A new sale is apart: the specification tells a customer of another program from an unknown one.
const aboutSales = keyed.filter(([, path]) => /\/refund$|\/sale\/:/.test(path));

test.each(aboutSales)('%s %s answers a foreign sale like a missing one', async (method, path) => {
  const missing = await call(own.programKey, method, path, unique('missing'));
  expect([missing.status, missing.code]).toEqual([404, 'sale_not_found']);
  const answer = await call(own.programKey, method, path, theirs.transactionId);
  expect(verdictOf(answer)).toEqual(verdictOf(missing));
});

test.each(pathsOf('program_key_optional'))(
  '%s %s answers 401 to a wrong key',
  async (method, path) => {
    for (const key of ['aff_unknown', own.key]) {
      const body = { customer_key: unique('customer') };
      const answer = await api.call(method, path, { key, body });
      expect([answer.status, answer.code]).toEqual([401, 'api_token_invalid']);
    }
  },
);

test('the data is sound after all of this', () => assertInvariants(api.db));
