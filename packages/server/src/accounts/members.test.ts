// Guards workspaces of people: an owner at all times, roles that count at once, a log of changes.
import { schemas } from '@affitor/contract';
import { afterAll, expect, test } from 'vitest';
import { createPerson, createTeam, newAddress, type TestPerson } from '../../test/people.js';
import { PROGRAMS, startTestApp, statusesOf } from '../../test/test-app.js';

const api = await startTestApp();
afterAll(() => api.close());

const MEMBERS = '/api/advertiser/members';
const INVITATIONS = '/api/advertiser/invitations';

async function memberIdOf({ browser, userId }: TestPerson): Promise<number> {
  const { data } = await browser.call(`GET ${MEMBERS}`);
  return data.find((one: { user_id: number }) => one.user_id === userId).id;
}

test('of two owners who leave at once one stays', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { owner, workspaceId } = await createTeam(api);
    const second = await createPerson(api, { workspaceId, role: 'owner' });
    const leave = ({ browser }: TestPerson) => browser.post('/api/advertiser/workspace/leave');
    const answers = await Promise.all([leave(owner), leave(second)]);
    expect(statusesOf(answers)).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.code).toBe('last_owner');
  }
});

test('owners who remove and demote each other at once leave an owner', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { owner, workspaceId } = await createTeam(api);
    const second = await createPerson(api, { workspaceId, role: 'owner' });
    const [one, two] = [await memberIdOf(owner), await memberIdOf(second)];
    const answers = await Promise.all([
      owner.browser.call(`DELETE ${MEMBERS}/${two}`),
      second.browser.call(`PUT ${MEMBERS}/${one}`, { body: { role: 'member' } }),
    ]);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
    const { rows } = await api.db.pool.query(
      "select count(*)::int as owners from member where workspace_id = $1 and role = 'owner'",
      [workspaceId],
    );
    expect(rows).toEqual([{ owners: 1 }]);
  }
});

test('the last owner can neither leave, nor be removed, nor become something else', async () => {
  const { owner } = await createTeam(api);
  const id = await memberIdOf(owner);
  const answers = [
    await owner.browser.post('/api/advertiser/workspace/leave'),
    await owner.browser.call(`DELETE ${MEMBERS}/${id}`),
    await owner.browser.call(`PUT ${MEMBERS}/${id}`, { body: { role: 'read_only' } }),
  ];
  for (const answer of answers) expect([answer.status, answer.code]).toEqual([409, 'last_owner']);
  await expect(
    api.db.pool.query("update member set role = 'member' where id = $1", [id]),
  ).rejects.toThrow('would have no owner');
});

test('a role that changes, or ends, counts from the next request', async () => {
  const { owner, workspaceId } = await createTeam(api);
  const member = await createPerson(api, { workspaceId, role: 'member' });
  const id = await memberIdOf(member);
  const log = () => member.browser.call('GET /api/advertiser/audit-log');
  expect((await log()).status).toBe(200);
  await owner.browser.call(`PUT ${MEMBERS}/${id}`, { body: { role: 'read_only' } });
  const refused = await log();
  expect([refused.status, refused.body.error]).toEqual([
    403,
    'Your role does not allow this: audit:read',
  ]);
  await owner.browser.call(`DELETE ${MEMBERS}/${id}`);
  expect((await log()).code).toBe('workspace_not_found');
  expect((await member.browser.call('GET /api/account/session')).data.workspaces).toEqual([]);
});

test('who is in several workspaces says which one, or names a program', async () => {
  const [first, second] = [await api.createWorkspace(), await api.createWorkspace()];
  const person = await createPerson(api, { workspaceId: first.workspaceId, role: 'read_only' });
  const { browser, userId } = person;
  browser.workspaceId = null;
  const name = async () => (await browser.call('GET /api/advertiser/workspace')).data?.id;
  expect(await name()).toBe(first.workspaceId);
  await api.db.pool.query(
    "insert into member (workspace_id, user_id, role, created_at) values ($1, $2, 'owner', now())",
    [second.workspaceId, userId],
  );
  const unnamed = await browser.call('GET /api/advertiser/workspace');
  expect([unnamed.status, unnamed.code]).toEqual([400, 'workspace_required']);
  const program = await api.createProgramAs(second.key);
  expect((await browser.call(`GET ${PROGRAMS}/${program.id}`)).data.id).toBe(program.id);
  for (const workspace of [first, second]) {
    browser.workspaceId = workspace.workspaceId;
    expect(await name()).toBe(workspace.workspaceId);
  }
  // The header decides: the other workspace's program is not there, nor is its role.
  browser.workspaceId = first.workspaceId;
  expect((await browser.call(`GET ${PROGRAMS}/${program.id}`)).code).toBe('program_not_found');
  expect((await browser.post(INVITATIONS, { email: newAddress() })).code).toBe(
    'permission_missing',
  );
  const foreign = await api.createWorkspace();
  const verdicts = new Set();
  for (const id of [foreign.workspaceId, 2_000_000_000, 'abc', '9007199254740993', '']) {
    const headers = { 'x-affitor-workspace': String(id) };
    const { status, code, body } = await browser.call(`GET ${PROGRAMS}`, { headers });
    verdicts.add(JSON.stringify({ status, code, body }));
  }
  expect([...verdicts]).toEqual([
    '{"status":404,"code":"workspace_not_found","body":{"error":"Workspace not found"}}',
  ]);
});

test('a key made by an owner works, and who made it is in the log', async () => {
  const { owner } = await createTeam(api);
  const body = { name: 'CI', scopes: ['program:list'] };
  const made = await owner.browser.post('/api/advertiser/api-keys', body);
  expect(made.status).toBe(201);
  schemas.createdManagementKey.parse(made.data);
  expect((await api.manage(made.data.key, `GET ${PROGRAMS}`)).status).toBe(200);
  expect((await api.manage(made.data.key, `GET ${MEMBERS}`)).code).toBe('scope_missing');
  const { data } = await owner.browser.call('GET /api/advertiser/audit-log?limit=1');
  expect(data[0]).toMatchObject({
    action: 'management_key.created',
    actor: `user:${owner.userId}`,
    actor_name: 'Robin',
    target: `management_key:${made.data.id}`,
    details: { scopes: ['program:list'] },
  });
  expect(JSON.stringify(data)).not.toContain(made.data.key);
});

test('the log is read page by page, newest first, and by actor and action', async () => {
  const { owner, key } = await createTeam(api);
  for (let count = 0; count < 3; count += 1) await api.createProgramAs(key);
  await owner.browser.call('PUT /api/advertiser/workspace', { body: { name: 'Renamed' } });
  const actions: string[] = [];
  let cursor = '';
  do {
    const page = await owner.browser.call(`GET /api/advertiser/audit-log?limit=2${cursor}`);
    schemas.auditEntry.array().parse(page.data);
    actions.push(...page.data.map((entry: { action: string }) => entry.action));
    cursor = page.body.meta.next_cursor ? `&cursor=${page.body.meta.next_cursor}` : '';
  } while (cursor !== '');
  expect(actions).toEqual([
    'workspace.renamed',
    ...Array<string>(3).fill('program.created'),
    'session.created',
  ]);
  const filtered = await owner.browser.call('GET /api/advertiser/audit-log?action=program.created');
  expect(filtered.data).toHaveLength(3);
  expect(filtered.data[0].actor_name).toBe('test');
});
