// Guards management keys: what is kept of them, what they may widen, and that their end is an end.
import { schemas } from '@affitor/contract';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { PROGRAMS, startTestApp } from '../../test/test-app.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

const KEYS = '/api/advertiser/api-keys';
const MINUTE_MS = 60_000;

async function lastUsedAt(id: number): Promise<Date | null> {
  const { rows } = await sql<{ last_used_at: Date | null }>`
    select last_used_at from management_key where id = ${id}
  `.execute(api.db.kysely);
  return rows[0]?.last_used_at ?? null;
}

test('a key is kept as a hash and a mask, and listed as the contract says', async () => {
  const { workspaceId, key } = await api.createWorkspace();
  const answer = await api.manage(key, `GET ${KEYS}`);
  expect(answer.status).toBe(200);
  expect(schemas.managementKey.array().parse(answer.data)).toHaveLength(1);
  expect(answer.data[0].prefix).toBe(key.slice(0, 13));
  expect(answer.data[0].key_masked).toBe(`${key.slice(0, 11)}…${key.slice(-4)}`);
  const { rows } = await sql<{ row: string }>`
    select row_to_json(k)::text as row from management_key k where workspace_id = ${workspaceId}
  `.execute(api.db.kysely);
  expect(rows[0]?.row).not.toContain(key.slice('affk_'.length));
});

test('a revoked key fails its next request, and its record stays', async () => {
  const { workspaceId, key } = await api.createWorkspace();
  const second = await api.createKey(workspaceId);
  expect((await api.manage(second.key, `GET ${PROGRAMS}`)).status).toBe(200);
  const revoked = await api.manage(key, `DELETE ${KEYS}/${second.id}`);
  expect([revoked.status, revoked.data.status]).toEqual([200, 'revoked']);
  expect((await api.manage(second.key, `GET ${PROGRAMS}`)).code).toBe('management_key_invalid');
  expect((await api.manage(key, `DELETE ${KEYS}/${second.id}`)).status).toBe(200);
  const change = await api.manage(key, `PUT ${KEYS}/${second.id}`, { name: 'Again' });
  expect([change.status, change.code]).toEqual([409, 'management_key_not_active']);
});

test('a key works until the moment it expires', async () => {
  const { workspaceId } = await api.createWorkspace();
  const expiresAt = new Date(api.clock.now().getTime() + 1000);
  const { key } = await api.createKey(workspaceId, { expiresAt });
  expect((await api.manage(key, `GET ${PROGRAMS}`)).status).toBe(200);
  api.clock.advanceMs(1000);
  expect((await api.manage(key, `GET ${PROGRAMS}`)).code).toBe('management_key_expired');
});

test('the last use of a key is written at most once a minute', async () => {
  const { workspaceId } = await api.createWorkspace();
  const { id, key } = await api.createKey(workspaceId);
  await api.manage(key, `GET ${PROGRAMS}`);
  const first = await lastUsedAt(id);
  expect(first).toEqual(api.clock.now());
  api.clock.advanceMs(MINUTE_MS - 1);
  await api.manage(key, `GET ${PROGRAMS}`);
  expect(await lastUsedAt(id)).toEqual(first);
  api.clock.advanceMs(2);
  await api.manage(key, `GET ${PROGRAMS}`);
  expect(await lastUsedAt(id)).toEqual(api.clock.now());
});

test('a key limited to programs sees only them and cannot widen itself', async () => {
  const { workspaceId, key } = await api.createWorkspace();
  const covered = await api.createProgramAs(key, { name: 'Covered' });
  await api.createProgramAs(key, { name: 'Other' });
  const limited = await api.createKey(workspaceId, { programScope: [covered.id] });
  const list = await api.manage(limited.key, `GET ${PROGRAMS}`);
  expect(list.data.map((program: { id: number }) => program.id)).toEqual([covered.id]);
  const calls = [
    api.manage(limited.key, `PUT ${KEYS}/${limited.id}`, { program_scope: null }),
    api.manage(limited.key, `GET ${KEYS}`),
    api.manage(limited.key, `POST ${PROGRAMS}`, { name: 'N', website_url: 'https://n.dev' }),
  ];
  for (const answer of await Promise.all(calls)) {
    expect([answer.status, answer.code]).toEqual([403, 'program_out_of_scope']);
  }
});

test('a change of scopes and programs counts from the next request; null means all', async () => {
  const { workspaceId, key } = await api.createWorkspace();
  const program = await api.createProgramAs(key);
  const { id, key: second } = await api.createKey(workspaceId, { scopes: ['program:read'] });
  const read = `GET ${PROGRAMS}/${program.id}`;
  expect((await api.manage(second, read)).status).toBe(200);
  await api.manage(key, `PUT ${KEYS}/${id}`, { program_scope: [] });
  expect((await api.manage(second, read)).code).toBe('program_out_of_scope');
  const named = await api.manage(key, `PUT ${KEYS}/${id}`, { name: 'Renamed' });
  expect([named.data.name, named.data.program_scope]).toEqual(['Renamed', []]);
  await api.manage(key, `PUT ${KEYS}/${id}`, { program_scope: null });
  expect((await api.manage(second, read)).status).toBe(200);
  await api.manage(key, `PUT ${KEYS}/${id}`, { scopes: ['program:list'] });
  expect((await api.manage(second, read)).code).toBe('scope_missing');
});

test('a key never covers a program of another workspace', async () => {
  const theirs = await api.createWorkspace();
  const foreign = await api.createProgramAs(theirs.key);
  const { workspaceId, key } = await api.createWorkspace();
  const { id } = await api.createKey(workspaceId);
  const [taken, missing] = await Promise.all(
    [String(foreign.id), '2000000000'].map((programId) =>
      api.manage(key, `PUT ${KEYS}/${id}`, { program_scope: [programId] }),
    ),
  );
  for (const answer of [taken, missing]) {
    expect([answer?.status, answer?.code]).toEqual([400, 'validation_failed']);
  }
});

test('every change of a key leaves one line in the audit log', async () => {
  const { workspaceId, key } = await api.createWorkspace();
  const { id } = await api.createKey(workspaceId);
  await api.manage(key, `PUT ${KEYS}/${id}`, { name: 'Renamed' });
  await api.manage(key, `PUT ${KEYS}/${id}`, { name: '' });
  await api.manage(key, `DELETE ${KEYS}/${id}`);
  const { rows } = await sql<{ action: string; target: string; actor: string }>`
    select action, target, actor from audit_log where workspace_id = ${workspaceId} order by id
  `.execute(api.db.kysely);
  expect(rows.map((row) => [row.action, row.target])).toEqual([
    ['management_key.updated', `management_key:${id}`],
    ['management_key.revoked', `management_key:${id}`],
  ]);
  expect(rows.every((row) => /^key:\d+$/.test(row.actor))).toBe(true);
});
