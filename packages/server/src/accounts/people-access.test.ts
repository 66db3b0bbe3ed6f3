// Guards the door of the management API for people: every operation, every role, every kind of id.
import {
  ERRORS,
  type ErrorCode,
  isAllowed,
  type Operation,
  operations,
  permissionOf,
  ROLES,
  type Role,
} from '@affitor/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bodyOf,
  createWorld,
  fillPath,
  HUGE_IDS,
  type Ids,
  JUNK_IDS,
  MISSING_ID,
  managementPaths,
  partParamsOf,
  programParamOf,
  verdictOf,
  type World,
} from '../../test/access-world.js';
import { assertInvariants } from '../../test/harness.js';
import { Browser, createPerson, type TestPerson } from '../../test/people.js';
import { select } from '../../test/programs-fixture.js';
import { startTestApp } from '../../test/test-app.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

let own: World;
let theirs: World;
let theirLog: unknown[];
const people = {} as Record<Role, TestPerson>;
let stranger: TestPerson;

beforeAll(async () => {
  own = await createWorld(api);
  theirs = await createWorld(api);
  const { workspaceId } = own;
  for (const role of ROLES) people[role] = await createPerson(api, { workspaceId, role });
  stranger = await createPerson(api, { workspaceId: theirs.workspaceId, role: 'owner' });
  theirLog = await auditLogOf(theirs);
});

function auditLogOf(world: World) {
  return select(api.db, 'select * from audit_log where workspace_id = $1', [world.workspaceId]);
}

interface Target {
  operation: Operation;
  path: string;
}

const targets = managementPaths.map(([name, operation, path]): [string, Target] => [
  name,
  { operation, path },
]);
const aboutPrograms = targets.filter(([, { path }]) => programParamOf(path) !== null);
const withParts = targets.filter(([, { path }]) => partParamsOf(path).length > 0);
const changes = operations.filter(({ method, auth, path }) => {
  const isOfPeople = auth === 'session' || path.startsWith('/api/account/');
  return method !== 'GET' && (auth === 'management' || isOfPeople);
});

interface CallOptions {
  workspaceId?: number | null;
  body?: object;
  headers?: Record<string, string | undefined>;
}

/** Calls an operation as somebody, in the matrix's own workspace unless told otherwise. */
function call(browser: Browser, target: Target, ids: Ids, options: CallOptions = {}) {
  const { operation, path } = target;
  const { workspaceId = own.workspaceId, headers = {} } = options;
  const body = options.body ?? bodyOf(operation, own.ids);
  return browser.call(`${operation.method} ${fillPath(path, ids)}`, {
    ...(body === undefined ? {} : { body }),
    headers: {
      'x-affitor-workspace': workspaceId === null ? undefined : String(workspaceId),
      ...headers,
    },
  });
}

function allIds(id: string): Ids {
  return Object.fromEntries(Object.keys(own.ids).map((name) => [name, id]));
}

function rolesWith({ operation }: Target): Role[] {
  return ROLES.filter((role) => isAllowed(role, permissionOf(operation)));
}

/** Somebody who may call the operation and is nobody's last owner. */
function allowedPerson(target: Target): TestPerson {
  return people[rolesWith(target)[0] as Role];
}

/** Makes a person a member of another world too. */
async function join(person: TestPerson, world: World, role: Role): Promise<void> {
  await api.db.pool.query(
    `insert into member (workspace_id, user_id, role, created_at) values ($1, $2, $3, now())
     on conflict do nothing`,
    [world.workspaceId, person.userId, role],
  );
}

describe.each(targets)('%s', (_, target) => {
  const { operation } = target;

  test('answers 401 without a session that works, and 404 in a workspace of others', async () => {
    const dead = new Browser(api);
    dead.cookies.set('affitor.session_token', 'dead.c2lnbmF0dXJl');
    for (const ids of [own.ids, allIds('abc')]) {
      const answer = await call(dead, target, ids);
      expect([answer.status, answer.code]).toEqual([401, 'not_signed_in']);
      for (const workspaceId of [own.workspaceId, Number(MISSING_ID)]) {
        const foreign = await call(stranger.browser, target, ids, { workspaceId });
        expect([foreign.status, foreign.code]).toEqual([404, 'workspace_not_found']);
      }
    }
  });

  test('answers 403 to a role without its permission, before it looks at anything', async () => {
    const refused = ROLES.filter((role) => !rolesWith(target).includes(role));
    for (const role of refused) {
      for (const ids of [own.ids, theirs.ids, allIds('abc')]) {
        const answer = await call(people[role].browser, target, ids, { body: { surprise: 1 } });
        expect([answer.status, answer.code]).toEqual([403, 'permission_missing']);
        expect(answer.body.error).toContain(permissionOf(operation));
      }
    }
    // Whoever may do a thing is a line of the table, to be read by people.
    expect([...refused, ...rolesWith(target)].sort()).toEqual([...ROLES].sort());
  });

  test('lets in every role with its permission, and lists every error it answers', async () => {
    for (const role of rolesWith(target)) {
      const world = operation.method === 'GET' ? own : await createWorld(api);
      await join(people[role], world, role);
      const { workspaceId } = world;
      const body = bodyOf(operation, world.ids) ?? {};
      const { browser } = people[role];
      if (operation.body) {
        const bad = { surprise: true };
        const answer = await call(browser, target, world.ids, { workspaceId, body: bad });
        expect(operation.errors).toContain(answer.code);
        expect(answer.status).toBe(ERRORS[answer.code as ErrorCode].status);
      }
      const options = operation.body ? { workspaceId, body } : { workspaceId };
      const answer = await call(browser, target, world.ids, options);
      expect([answer.status, answer.code]).toEqual([operation.status ?? 200, undefined]);
      operation.response.parse(answer.body);
    }
  });
});

describe.each(aboutPrograms)('%s', (_, target) => {
  test('answers foreign, missing, huge and malformed program ids in one way', async () => {
    const { browser } = allowedPerson(target);
    const missing = await call(browser, target, { ...own.ids, programId: MISSING_ID });
    expect([missing.status, missing.code]).toEqual([404, 'program_not_found']);
    for (const programId of [theirs.ids.programId as string, ...HUGE_IDS, ...JUNK_IDS]) {
      for (const workspaceId of [own.workspaceId, null]) {
        const ids = { ...own.ids, programId };
        const answer = await call(browser, target, ids, { workspaceId });
        expect(verdictOf(answer), programId).toEqual(verdictOf(missing));
      }
    }
  });
});

describe.each(withParts)('%s', (_, target) => {
  test.each(partParamsOf(target.path))('answers a foreign :%s like a missing one', async (name) => {
    const { browser } = allowedPerson(target);
    const missing = await call(browser, target, { ...own.ids, [name]: MISSING_ID });
    expect([missing.status, missing.code?.endsWith('_not_found')]).toEqual([404, true]);
    const siblings = own.sibling[name] ? [own.sibling[name] as string] : [];
    for (const id of [theirs.ids[name] as string, ...siblings, ...HUGE_IDS, ...JUNK_IDS]) {
      const answer = await call(browser, target, { ...own.ids, [name]: id });
      expect(verdictOf(answer), id).toEqual(verdictOf(missing));
    }
  });
});

test.each(changes.map((operation): [string, Operation] => [operation.id, operation]))(
  '%s is refused from another site, before anything is read',
  async (_, operation) => {
    const target = { operation, path: operation.path };
    const ids = { ...own.ids, sessionId: '1' };
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null', 'sec-fetch-site': undefined },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: undefined, 'sec-fetch-site': undefined },
    ]) {
      const answer = await call(people.owner.browser, target, ids, {
        body: { surprise: true },
        headers,
      });
      expect([answer.status, answer.code]).toEqual([403, 'cross_site_request']);
      expect(operation.errors).toContain('cross_site_request');
    }
  },
);

test.each(
  operations
    .filter(({ auth }) => auth === 'session')
    .map((operation): [string, Operation] => [operation.id, operation]),
)('%s needs a session, whatever key is sent', async (_, operation) => {
  const target = { operation, path: operation.path };
  for (const headers of [{}, { authorization: `Bearer ${own.key}` }]) {
    const answer = await call(
      new Browser(api),
      target,
      { ...own.ids, sessionId: '1' },
      { headers },
    );
    expect([answer.status, answer.code]).toEqual([401, 'not_signed_in']);
  }
});

test('none of these calls left a trace in the foreign workspace', async () => {
  expect(await auditLogOf(theirs)).toEqual(theirLog);
  await assertInvariants(api.db);
});
