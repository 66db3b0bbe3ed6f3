// Guards groups and policy versions: a chain without gaps, whoever edits it, and whenever.
import { schemas } from '@affitor/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { PROGRAMS, startTestApp, statusesOf } from '../../test/test-app.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

const HOUR_MS = 3_600_000;
const PERCENT = { type: 'cps_lifetime', percent: 10 };

let key: string;
let groups: string;
let programId: number;

beforeAll(async () => {
  ({ key } = await api.createWorkspace());
  programId = (await api.createProgramAs(key)).id;
  groups = `${PROGRAMS}/${programId}/groups`;
});

async function createGroup(name: string): Promise<string> {
  const answer = await api.manage(key, `POST ${groups}`, { name });
  expect(answer.status).toBe(201);
  schemas.group.parse(answer.data);
  return `${groups}/${answer.data.id}`;
}

function inHours(hours: number): string {
  return new Date(api.clock.now().getTime() + hours * HOUR_MS).toISOString();
}

test('a new version ends the previous one where it begins and points at it', async () => {
  const group = await createGroup('Chain');
  const first = await api.manage(key, `POST ${group}/policies`, PERCENT);
  const second = await api.manage(key, `POST ${group}/policies`, {
    type: 'cps_recurring',
    amount_cents: 500,
    currency: 'eur',
    duration_months: 3,
    hold_days: 0,
    approval_mode: 'auto',
    effective_from: inHours(2),
  });
  for (const answer of [first, second]) schemas.policy.parse(answer.data);
  expect(second.data).toMatchObject({
    version: 2,
    percent: null,
    amount_cents: 500,
    currency: 'EUR',
    effective_from: inHours(2),
    effective_to: null,
    previous_policy_id: first.data.id,
  });
  const listed = await api.manage(key, `GET ${group}/policies`);
  const ended = { ...first.data, effective_to: inHours(2) };
  expect(listed.data).toEqual([second.data, ended]);
  const living = await api.manage(key, `GET ${group}`);
  schemas.groupWithPolicies.parse(living.data);
  expect(living.data.policies).toEqual([ended, second.data]);
  api.clock.advanceMs(2 * HOUR_MS);
  expect((await api.manage(key, `GET ${group}`)).data.policies).toEqual([second.data]);
});

test('a version never begins in the past, nor at or before one that exists', async () => {
  const group = await createGroup('Order');
  const post = (effective_from?: string) =>
    api.manage(key, `POST ${group}/policies`, {
      ...PERCENT,
      ...(effective_from && { effective_from }),
    });
  expect((await post(inHours(-1))).body.error).toBe('effective_from: must not be in the past');
  expect((await post(inHours(3))).status).toBe(201);
  for (const moment of [inHours(3), inHours(2), undefined]) {
    const answer = await post(moment);
    expect([answer.status, answer.code]).toEqual([409, 'policy_effective_from_conflict']);
  }
  expect((await post(inHours(4))).status).toBe(201);
});

test('versions of a product are a chain of their own', async () => {
  const group = await createGroup('Products');
  const post = (body: object) => api.manage(key, `POST ${group}/policies`, { ...PERCENT, ...body });
  const versions = [
    (await post({})).data,
    (await post({ product_id: 'pro' })).data,
    (await post({ product_id: 'pro', effective_from: inHours(1) })).data,
    (await post({ product_id: 'basic' })).data,
  ];
  expect(versions.map((policy) => policy.version)).toEqual([1, 1, 2, 1]);
  expect(versions[2].previous_policy_id).toBe(versions[1].id);
});

test('versions added at once form one chain without gaps', async () => {
  const group = await createGroup('Race');
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      api.manage(key, `POST ${group}/policies`, { ...PERCENT, percent: index }),
    ),
  );
  expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(201));
  const { data } = await api.manage(key, `GET ${group}/policies`);
  const chain = [...data].reverse();
  expect(chain.map((policy) => policy.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const [index, policy] of chain.entries()) {
    expect(policy.previous_policy_id).toBe(chain[index - 1]?.id ?? null);
    expect(policy.effective_to).toBe(chain[index + 1]?.effective_from ?? null);
  }
  await assertInvariants(api.db);
});

test.each([
  [{ type: 'cps_lifetime' }, 'percent'],
  [{ type: 'cpl', percent: 10 }, 'percent'],
  [{ type: 'cpl', amount_cents: 100 }, 'currency'],
  [{ type: 'cpc', amount_cents: 100, currency: 'USD', product_id: 'x' }, 'product_id'],
  [{ type: 'cps_recurring', percent: 10 }, 'duration_months'],
  [{ ...PERCENT, duration_months: 3 }, 'duration_months'],
  [{ ...PERCENT, hold_days: 32 }, 'hold_days'],
  [{ ...PERCENT, product_id: 'a\u0000' }, 'product_id'],
  [{ ...PERCENT, version: 9 }, 'version'],
  [{ ...PERCENT, group_id: 1 }, 'group_id'],
  [{ ...PERCENT, effective_from: 'tomorrow' }, 'effective_from'],
])('%j is refused, naming %s', async (body, field) => {
  const group = await createGroup(`Refused ${JSON.stringify(body).slice(0, 60)}`);
  const answer = await api.manage(key, `POST ${group}/policies`, body);
  expect([answer.status, answer.code]).toEqual([400, 'validation_failed']);
  expect(answer.body.error).toMatch(new RegExp(`^${field}: `));
  expect((await api.manage(key, `GET ${group}/policies`)).data).toEqual([]);
});

test('a name belongs to one living group of a program, in any case of letters', async () => {
  const group = await createGroup('Ambassadors');
  const again = await api.manage(key, `POST ${groups}`, { name: 'AMBASSADORS' });
  expect([again.status, again.code]).toEqual([409, 'group_name_taken']);
  const other = await createGroup('Others');
  expect((await api.manage(key, `PUT ${other}`, { name: 'ambassadors' })).code).toBe(
    'group_name_taken',
  );
  expect((await api.manage(key, `PUT ${group}`, { name: 'Ambassadors!' })).status).toBe(200);
  expect((await api.manage(key, `DELETE ${group}`)).status).toBe(200);
  await createGroup('Ambassadors!');
});

test('the Default group keeps its name and its place', async () => {
  const { data } = await api.manage(key, `GET ${groups}`);
  const group = `${groups}/${data[0].id}`;
  expect(data[0].is_default).toBe(true);
  for (const answer of [
    await api.manage(key, `PUT ${group}`, { name: 'Standard' }),
    await api.manage(key, `DELETE ${group}`),
  ]) {
    expect([answer.status, answer.code]).toEqual([409, 'default_group_protected']);
  }
  expect((await api.manage(key, `PUT ${group}`, { name: 'Default' })).status).toBe(200);
});

test('a group is never deleted under a partner that joins it at the same moment', async () => {
  for (let round = 0; round < 8; round += 1) {
    const group = await createGroup(`Joined ${round}`);
    const groupId = Number(group.split('/').at(-1));
    const partner = { name: 'A', email: `a${round}@blog.example`, group_id: groupId };
    const [deletion, joining] = await Promise.all([
      api.manage(key, `DELETE ${group}`),
      api.manage(key, `POST ${PROGRAMS}/${programId}/partners`, partner),
    ]);
    expect(statusesOf([deletion, joining])).toSatisfy(
      ([first, second]: number[]) =>
        (first === 200 && second === 404) || (first === 201 && second === 409),
    );
  }
  const { rows } = await sql`
    select enrollment.id from enrollment
    join partner_group on partner_group.id = enrollment.group_id
    where partner_group.deleted_at is not null
  `.execute(api.db.kysely);
  expect(rows).toEqual([]);
});
