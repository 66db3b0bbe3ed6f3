// Guards the door of the management API: every operation, every kind of caller, every kind of id.
import { ERRORS, type Operation, operations } from '@affitor/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManagementHarness } from '../../test/management-harness.js';

const api = await ManagementHarness.start();
afterAll(() => api.stop());

const HUGE_IDS = ['2147483648', '9007199254740993', '99999999999999999999'];
const JUNK_IDS = ['abc', '0', '-1', '1.0', '1e0', '%20', '0x1', '1%00', 'null', '%F0%9F%92%A9'];
const MISSING_ID = '2000000000';

/** Only what this harness serves: other domains put their routes behind the same door. */
const served = operations.filter(
  (operation) =>
    operation.auth === 'management' &&
    api.app.hasRoute({ method: operation.method, url: operation.path }),
);
const aboutPrograms = served.filter(({ path }) => /affiliate-programs\/:id/.test(path));

let own: { workspaceId: number; key: string };
let ownProgram: { id: number; api_token: string };
let otherProgram: { id: number };
let foreign: { program: { id: number }; group: number; partner: number; link: number; key: number };
let ownIds: Record<string, string>;

beforeAll(async () => {
  own = await api.createWorkspace();
  ownProgram = await api.createProgram(own.key);
  otherProgram = await api.createProgram(own.key, { name: 'Other' });
  const theirs = await api.createWorkspace();
  const program = await api.createProgram(theirs.key, { name: 'Theirs' });
  const parts = await createParts(theirs.key, program.id, 'their');
  foreign = {
    program,
    ...parts,
    key: (await api.createKey(theirs.workspaceId)).id,
  };
  const mine = await createParts(own.key, ownProgram.id, 'mine');
  ownIds = {
    groupId: String(mine.group),
    partnerId: String(mine.partner),
    linkId: String(mine.link),
  };
});

async function createParts(key: string, programId: number, name: string) {
  const program = `/api/advertiser/affiliate-programs/${programId}`;
  const group = await api.call(key, `POST ${program}/groups`, { name });
  const partner = await api.call(key, `POST ${program}/partners`, {
    name,
    email: `${name}@blog.example`,
    link: { short_link: name },
  });
  return {
    group: group.data.id as number,
    partner: partner.data.id as number,
    link: partner.data.first_link.id as number,
  };
}

function routeOf(operation: Operation, ids: Record<string, string>): string {
  const path = operation.path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? MISSING_ID);
  return `${operation.method} ${path}`;
}

function bodyOf(operation: Operation): object | undefined {
  return operation.body === undefined ? undefined : {};
}

function call(key: string | null, operation: Operation, ids: Record<string, string> = {}) {
  return api.call(key, routeOf(operation, ids), bodyOf(operation));
}

test('the harness serves a good part of the management API', () => {
  expect(served.length).toBeGreaterThan(25);
});

describe.each(served.map((operation) => [operation.id, operation] as const))(
  '%s',
  (_, operation) => {
    test('answers 401 to whoever has no working key, whatever else is wrong', async () => {
      const revoked = await api.createKey(own.workspaceId);
      await api.call(own.key, `DELETE /api/advertiser/api-keys/${revoked.id}`);
      const expired = await api.createKey(own.workspaceId, { expiresAt: api.clock.now() });
      const callers: [string | null, string][] = [
        [null, 'management_credentials_missing'],
        ['', 'management_credentials_missing'],
        [ownProgram.api_token, 'management_key_invalid'],
        ['affk_unknown', 'management_key_invalid'],
        [revoked.key, 'management_key_invalid'],
        [expired.key, 'management_key_expired'],
      ];
      for (const [key, code] of callers) {
        const answer = await call(key, operation, { id: 'abc' });
        expect([answer.status, answer.code, Object.keys(answer.body)]).toEqual([
          401,
          code,
          ['error'],
        ]);
      }
    });

    test('answers 403 to a key without its scope, before it looks at anything', async () => {
      const scope = operation.scope ?? '*';
      const { key } = await api.createKey(own.workspaceId, { scopes: ['dashboard:view'] });
      const answer = await call(key, operation, { id: 'abc' });
      if (operation.errors.includes('dashboard_session_required')) {
        expect(answer.code).toBe('dashboard_session_required');
      } else {
        expect([answer.status, answer.code]).toEqual([403, 'scope_missing']);
        expect(answer.body.error).toBe(`Missing scope: ${scope}`);
      }
    });

    test('lists every error that it answers', async () => {
      // A workspace of its own, because the operation may well succeed.
      const { workspaceId, key } = await api.createWorkspace();
      const program = await api.createProgram(key, { name: operation.id });
      const limited = await api.createKey(workspaceId, { programScope: [] });
      const id = operation.path.includes('affiliate-programs') ? String(program.id) : MISSING_ID;
      for (const caller of [limited.key, null, key]) {
        const answer = await call(caller, operation, { id });
        if (answer.code === undefined) continue;
        expect(operation.errors).toContain(answer.code);
        expect(answer.status).toBe(ERRORS[answer.code as keyof typeof ERRORS].status);
      }
    });
  },
);

describe.each(aboutPrograms.map((operation) => [operation.id, operation] as const))(
  '%s',
  (_, operation) => {
    test('answers foreign, missing, huge and malformed program ids in one way', async () => {
      const missing = await call(own.key, operation, { ...ownIds, id: MISSING_ID });
      expect([missing.status, missing.code]).toEqual([404, 'program_not_found']);
      const scoped = await api.createKey(own.workspaceId, { programScope: [ownProgram.id] });
      const ids = [String(foreign.program.id), ...HUGE_IDS, ...JUNK_IDS];
      for (const id of ids) {
        for (const key of [own.key, scoped.key]) {
          expect(await call(key, operation, { ...ownIds, id }), id).toEqual(missing);
        }
      }
    });

    test('answers 403 for a program of the workspace that the key does not cover', async () => {
      const { key } = await api.createKey(own.workspaceId, { programScope: [otherProgram.id] });
      const answer = await call(key, operation, { ...ownIds, id: String(ownProgram.id) });
      expect([answer.status, answer.code]).toEqual([403, 'program_out_of_scope']);
    });

    test('answers a foreign part of the program like a missing one', async () => {
      const id = String(ownProgram.id);
      const foreignIds: Record<string, string> = {
        groupId: String(foreign.group),
        partnerId: String(foreign.partner),
        linkId: String(foreign.link),
      };
      const names = [...operation.path.matchAll(/:(\w+)/g)].map((match) => match[1] as string);
      for (const name of names.filter((param) => param !== 'id')) {
        const missing = await call(own.key, operation, { ...ownIds, id, [name]: MISSING_ID });
        // A body is checked before its target is looked for, whoever owns the target.
        expect([400, 404]).toContain(missing.status);
        const foreignAnswer = await call(own.key, operation, {
          ...ownIds,
          id,
          [name]: foreignIds[name] as string,
        });
        expect(foreignAnswer).toEqual(missing);
        for (const junk of [...HUGE_IDS, ...JUNK_IDS]) {
          const answer = await call(own.key, operation, { ...ownIds, id, [name]: junk });
          expect([answer.status, answer.code?.endsWith('_not_found')], junk).toEqual([404, true]);
        }
      }
    });
  },
);

test('a foreign management key answers like a missing one', async () => {
  for (const method of ['PUT', 'DELETE']) {
    const answers = await Promise.all(
      [foreign.key, MISSING_ID, ...HUGE_IDS, ...JUNK_IDS].map((id) =>
        api.call(own.key, `${method} /api/advertiser/api-keys/${id}`, { name: 'x' }),
      ),
    );
    for (const answer of answers) {
      expect([answer.status, answer.code]).toEqual([404, 'management_key_not_found']);
    }
  }
});

test('a foreign group or partner in a body is as missing as any', async () => {
  const program = `/api/advertiser/affiliate-programs/${ownProgram.id}`;
  const join = { name: 'A', email: 'a@blog.example' };
  const bodies: [string, object, string][] = [
    [`POST ${program}/partners`, { ...join, group_id: foreign.group }, 'group_not_found'],
    [`POST ${program}/links`, { partner_id: foreign.partner }, 'partner_not_found'],
    [`PUT ${program}/partners/${ownIds.partnerId}`, { group_id: foreign.group }, 'group_not_found'],
  ];
  for (const [route, body, code] of bodies) {
    const answer = await api.call(own.key, route, body);
    expect([answer.status, answer.code]).toEqual([404, code]);
  }
});
