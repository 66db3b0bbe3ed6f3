// Guards the door of the management API: every operation, every kind of caller, every kind of id.
import { ERRORS, type ErrorCode, type Operation, operations, schemas } from '@affitor/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bodyOf,
  createWorld,
  fillPath,
  HUGE_IDS,
  type Ids,
  idFieldsOf,
  JUNK_IDS,
  MISSING_ID,
  managementPaths,
  paramOf,
  partParamsOf,
  programParamOf,
  verdictOf,
  type World,
} from '../../test/access-world.js';
import { assertInvariants } from '../../test/harness.js';
import { select } from '../../test/programs-fixture.js';
import { startTestApp } from '../../test/test-app.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

let own: World;
let theirs: World;
let theirLog: unknown[];

beforeAll(async () => {
  own = await createWorld(api);
  theirs = await createWorld(api);
  theirLog = await auditLogOf(theirs);
});

/** One path of one operation, as the tests below call it. */
interface Target {
  operation: Operation;
  path: string;
}

function call(key: string | null, target: Target, ids: Ids, changes: object = {}) {
  const { operation, path } = target;
  const body = bodyOf(operation, own.ids);
  const route = `${operation.method} ${fillPath(path, ids)}`;
  return api.manage(key, route, body && { ...body, ...changes });
}

function auditLogOf(world: World) {
  return select(api.db, 'select * from audit_log where workspace_id = $1', [world.workspaceId]);
}

const targets = managementPaths.map(([name, operation, path]): [string, Target] => [
  name,
  { operation, path },
]);
const aboutPrograms = targets.filter(([, { path }]) => programParamOf(path) !== null);
// What only people may call is walked by people-access.test.ts.
const withParts = targets.filter(
  ([, target]) => partParamsOf(target.path).length > 0 && !isForPeople(target),
);
const idsInQuery = targets.filter(([, { operation }]) => idFieldsOf(operation.query).length > 0);
const idsInBody = targets.filter(([, { operation }]) => idFieldsOf(operation.body).length > 0);

function isForPeople({ operation }: Target): boolean {
  return operation.errors.includes('dashboard_session_required');
}

test('the matrix covers the management API, and the application serves all of it', () => {
  const missing = targets.filter(
    ([, { operation, path }]) => !api.app.http.hasRoute({ method: operation.method, url: path }),
  );
  expect(missing).toEqual([]);
  const counts = [targets, aboutPrograms, withParts, idsInQuery, idsInBody].map(
    (list) => list.length,
  );
  for (const [position, least] of [40, 34, 16, 4, 3].entries()) {
    expect(counts[position]).toBeGreaterThanOrEqual(least);
  }
  // What is open to everybody, or to whoever has a program's key, is a list to be read by people.
  const others = operations.filter(({ auth }) => auth !== 'management');
  const open = others.filter(({ auth, tag }) => auth !== 'session' && tag !== 'Tracking');
  expect(open.map(({ path }) => path)).toEqual([
    '/logos/:programId/:digest',
    '/api/account/setup',
    '/api/account/setup',
    '/api/account/sign-up',
    '/api/account/sign-in',
    '/api/account/sign-in/two-factor',
    '/api/account/email/verify',
    '/api/account/email/resend',
    '/api/account/password/forgot',
    '/api/account/password/reset',
    '/api/account/invitations/preview',
    '/api/account/invitations/accept',
    '/api/v1/programs/me/readiness',
    '/api/v1/cli/test-event',
    '/api/v1/cli/auth/start',
    '/api/v1/cli/auth/callback',
    '/api/v1/cli/auth/poll',
    '/api/v1/cli/auth/revoke',
    '/api/v1/cli/init',
    '/api/v1/cli/programs',
    '/api/v1/cli/status',
    '/api/v1/cli/stripe-connect',
    '/api/webhook-distributor/stripe',
    '/webhooks/stripe/:programId',
    '/livez',
    '/readyz',
    '/metrics',
    '/openapi.json',
    '/',
    '/app',
    '/app/*',
    '/app/assets/*',
    '/docs',
    '/docs/*',
    '/llms.txt',
    '/llms-full.txt',
    '/.well-known/agent-skills/index.json',
    '/skill.md',
    '/docs/errors',
    '/js/affitor-tracker.js',
    '/js/affitor-tracker.json',
  ]);
});

describe.each(targets)('%s', (_, target) => {
  const { operation, path } = target;

  test('answers 401 to whoever has no working key, whatever else is wrong', async () => {
    const revoked = await api.createKey(own.workspaceId);
    await api.manage(own.key, `DELETE /api/advertiser/api-keys/${revoked.id}`);
    const expired = await api.createKey(own.workspaceId, { expiresAt: api.clock.now() });
    const callers: [string | null, string][] = [
      [null, 'management_credentials_missing'],
      ['', 'management_credentials_missing'],
      [own.programKey, 'management_key_invalid'],
      ['affk_unknown', 'management_key_invalid'],
      [revoked.key, 'management_key_invalid'],
      [expired.key, 'management_key_expired'],
    ];
    for (const [key, code] of callers) {
      for (const ids of [own.ids, allIds('abc')]) {
        const answer = await call(key, target, ids);
        expect([answer.status, answer.code, Object.keys(answer.body)]).toEqual([
          401,
          code,
          ['error'],
        ]);
      }
    }
  });

  test('answers 403 to a key without its scope, before it looks at anything', async () => {
    const scope = operation.scope ?? '*';
    const scopes = schemas.SCOPES.filter((one) => one !== '*' && one !== scope);
    const { key } = await api.createKey(own.workspaceId, { scopes });
    for (const ids of [own.ids, theirs.ids, allIds('abc')]) {
      const answer = await call(key, target, ids);
      if (isForPeople(target)) expect(answer.code).toBe('dashboard_session_required');
      else {
        expect([answer.status, answer.code]).toEqual([403, 'scope_missing']);
        expect(answer.body.error).toBe(`Missing scope: ${scope}`);
      }
    }
  });

  test('lets in a key of its scope and its program, and lists every error it answers', async () => {
    // A world of its own, because the operation may well succeed.
    const world = await createWorld(api);
    const isAboutProgram = programParamOf(path) !== null;
    const right = await api.createKey(world.workspaceId, {
      scopes: [operation.scope ?? '*'],
      programScope: isAboutProgram ? [Number(world.ids.programId)] : null,
    });
    const limited = await api.createKey(world.workspaceId, { programScope: [] });
    const route = (ids: Ids) => `${operation.method} ${fillPath(path, ids)}`;
    const body = bodyOf(operation, world.ids);
    const answers = [
      await api.manage(limited.key, route(world.ids), body),
      ...(body ? [await api.manage(right.key, route(world.ids), { surprise: true })] : []),
      await api.manage(right.key, route(world.ids), body),
    ];
    for (const { code, status } of answers) {
      if (code === undefined) continue;
      expect(operation.errors).toContain(code);
      expect(status).toBe(ERRORS[code as ErrorCode].status);
    }
    const success = isForPeople(target) ? 403 : (operation.status ?? 200);
    expect([answers.at(-1)?.status, answers.at(-1)?.body]).toEqual([success, expect.anything()]);
  });
});

function allIds(id: string): Ids {
  return Object.fromEntries(Object.keys(own.ids).map((name) => [name, id]));
}

describe.each(aboutPrograms)('%s', (_, target) => {
  test('answers foreign, missing, huge and malformed program ids in one way', async () => {
    const missing = await call(own.key, target, { ...own.ids, programId: MISSING_ID });
    expect([missing.status, missing.code]).toEqual([404, 'program_not_found']);
    const scoped = await api.createKey(own.workspaceId, {
      programScope: [Number(own.ids.programId)],
    });
    const foreign = theirs.ids.programId as string;
    for (const programId of [foreign, ...HUGE_IDS, ...JUNK_IDS]) {
      for (const key of [own.key, scoped.key]) {
        for (const parts of [own.ids, theirs.ids]) {
          const answer = await call(key, target, { ...parts, programId });
          expect(verdictOf(answer), programId).toEqual(verdictOf(missing));
        }
      }
    }
  });

  test('answers 403 for a program of the workspace that the key does not cover', async () => {
    const { key } = await api.createKey(own.workspaceId, {
      programScope: [Number(own.sibling.programId)],
    });
    const answer = await call(key, target, own.ids);
    expect([answer.status, answer.code]).toEqual([403, 'program_out_of_scope']);
  });
});

describe.each(withParts)('%s', (_, target) => {
  test.each(partParamsOf(target.path))('answers a foreign :%s like a missing one', async (name) => {
    const missing = await call(own.key, target, { ...own.ids, [name]: MISSING_ID });
    expect([missing.status, missing.code?.endsWith('_not_found')]).toEqual([404, true]);
    const isAboutProgram = programParamOf(target.path) !== null;
    // A part of the workspace's other program is as far away as one of another workspace.
    const siblings = isAboutProgram ? [own.sibling[name] as string] : [];
    for (const id of [theirs.ids[name] as string, ...siblings, ...HUGE_IDS, ...JUNK_IDS]) {
      const answer = await call(own.key, target, { ...own.ids, [name]: id });
      expect(verdictOf(answer), id).toEqual(verdictOf(missing));
    }
  });
});

describe.each(idsInQuery)('%s', (_, target) => {
  test.each(idFieldsOf(target.operation.query))(
    'filters by a foreign %s to nothing',
    async (field) => {
      const path = `${fillPath(target.path, own.ids)}?${field}=`;
      for (const { [paramOf(field)]: id } of [theirs.ids, own.sibling]) {
        const answer = await api.manage(own.key, `GET ${path}${id}`);
        const missing = await api.manage(own.key, `GET ${path}${MISSING_ID}`);
        expect(verdictOf(answer)).toEqual(verdictOf(missing));
        expect([missing.status, holdsNothing(missing.data)]).toEqual([200, true]);
      }
    },
  );
});

/** Lists are empty; a report of nothing has its days and its names, and every figure is zero. */
function holdsNothing(data: unknown): boolean {
  if (Array.isArray(data)) return data.length === 0;
  return !/:-?[1-9]/.test(JSON.stringify(data ?? {}).replace(/"(?:[^"\\]|\\.)*"(?!:)/g, '""'));
}

describe.each(idsInBody)('%s', (_, target) => {
  test.each(idFieldsOf(target.operation.body))(
    'answers a foreign %s like a missing one',
    async (field) => {
      const missing = await call(own.key, target, own.ids, { [field]: Number(MISSING_ID) });
      expect([missing.status, missing.code?.endsWith('_not_found')]).toEqual([404, true]);
      for (const { [paramOf(field)]: id } of [theirs.ids, own.sibling]) {
        const answer = await call(own.key, target, own.ids, { [field]: Number(id) });
        expect(verdictOf(answer)).toEqual(verdictOf(missing));
      }
    },
  );
});

test('none of these calls left a trace in the foreign workspace', async () => {
  expect(await auditLogOf(theirs)).toEqual(theirLog);
  await assertInvariants(api.db);
});
