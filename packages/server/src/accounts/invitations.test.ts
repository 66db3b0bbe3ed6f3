// Guards invitations: one link, one use, one address, one week.
import { schemas } from '@affitor/contract';
import { afterAll, expect, test } from 'vitest';
import {
  Browser,
  createPerson,
  createTeam,
  lastTokenTo,
  mailsTo,
  newAddress,
  PASSWORD,
  type TestPerson,
} from '../../test/people.js';
import { type Answer, PROGRAMS, startTestApp, statusesOf } from '../../test/test-app.js';

const api = await startTestApp();
afterAll(() => api.close());

const MEMBERS = '/api/advertiser/members';
const INVITATIONS = '/api/advertiser/invitations';
const ACCEPT = '/api/account/invitations/accept';

function invite(owner: TestPerson, email: string, role = 'member'): Promise<Answer> {
  return owner.browser.post(INVITATIONS, { email, role });
}

test('an invited person gets an account, a role and a session with one link', async () => {
  const { owner, workspaceId } = await createTeam(api);
  const email = newAddress();
  const sent = await invite(owner, email, 'read_only');
  expect([sent.status, sent.data.status, sent.data.invited_by]).toEqual([201, 'pending', 'Robin']);
  schemas.invitation.parse(sent.data);
  const token = await lastTokenTo(api, email);
  const browser = new Browser(api);
  const preview = await browser.post('/api/account/invitations/preview', { token });
  expect(preview.data).toMatchObject({
    workspace_name: 'Test',
    email,
    role: 'read_only',
    has_account: false,
  });
  expect((await browser.post(ACCEPT, { token })).code).toBe('validation_failed');
  const accepted = await browser.post(ACCEPT, { token, name: 'Dana', password: PASSWORD });
  expect(accepted.data).toEqual({ workspace_id: workspaceId, role: 'read_only' });
  expect((await browser.call('GET /api/account/session')).data.workspaces).toMatchObject([
    { id: workspaceId, role: 'read_only' },
  ]);
  expect((await browser.call(`GET ${PROGRAMS}`)).status).toBe(200);
  const again = await new Browser(api).post(ACCEPT, { token, name: 'Dana', password: PASSWORD });
  expect(again.code).toBe('link_invalid');
  const { data } = await owner.browser.call(`GET ${MEMBERS}`);
  expect(
    schemas.member
      .array()
      .parse(data)
      .map(({ role, is_you: isYou }) => [role, isYou]),
  ).toEqual([
    ['owner', true],
    ['read_only', false],
  ]);
});

test('a link that is used twice at once lets one in', async () => {
  const { owner, workspaceId } = await createTeam(api);
  const email = newAddress();
  await invite(owner, email);
  const token = await lastTokenTo(api, email);
  const accept = () => new Browser(api).post(ACCEPT, { token, name: 'Dana', password: PASSWORD });
  const answers = await Promise.all(Array.from({ length: 8 }, accept));
  expect(statusesOf(answers)).toEqual([200, ...Array<number>(7).fill(400)]);
  const { rows } = await api.db.pool.query(
    'select count(*)::int as members from member where workspace_id = $1',
    [workspaceId],
  );
  expect(rows).toEqual([{ members: 2 }]);
});

test('two invitations of a new address, answered at once, make one account', async () => {
  const email = newAddress();
  const tokens = [];
  for (const { owner } of [await createTeam(api), await createTeam(api)]) {
    await invite(owner, email);
    tokens.push(await lastTokenTo(api, email));
  }
  const answers = await Promise.all(
    tokens.map((token) =>
      new Browser(api).post(ACCEPT, { token, name: 'Dana', password: PASSWORD }),
    ),
  );
  expect(statusesOf(answers)).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.code).toBe('account_exists');
  // The link was not used up by the refusal.
  const browser = new Browser(api);
  await browser.signIn(email);
  const left = tokens[answers.findIndex(({ status }) => status === 409)];
  expect((await browser.post(ACCEPT, { token: left })).status).toBe(200);
  expect((await browser.call('GET /api/account/session')).data.workspaces).toHaveLength(2);
});

test('an invitation belongs to the address that it was sent to', async () => {
  const { owner } = await createTeam(api);
  const [invited, other] = [await createPerson(api), await createPerson(api)];
  await invite(owner, invited.email);
  const token = await lastTokenTo(api, invited.email);
  const stolen = await other.browser.post(ACCEPT, { token });
  expect([stolen.status, stolen.code]).toEqual([403, 'invitation_for_another_address']);
  const anonymous = await new Browser(api).post(ACCEPT, {
    token,
    name: 'Eve',
    password: 'a password of the thief',
  });
  expect(anonymous.code).toBe('account_exists');
  expect((await invited.browser.post(ACCEPT, { token })).status).toBe(200);
  expect((await new Browser(api).signIn(invited.email)).status).toBe(200);
});

test('an invitation ends after a week, when it is cancelled, and when a newer link is sent', async () => {
  const { owner } = await createTeam(api);
  const email = newAddress();
  const isOpen = async (token: string) =>
    (await new Browser(api).post('/api/account/invitations/preview', { token })).status === 200;
  const { data: sent } = await invite(owner, email);
  const first = await lastTokenTo(api, email);
  expect(await isOpen(first)).toBe(true);
  expect((await owner.browser.post(`${INVITATIONS}/${sent.id}/resend`)).status).toBe(200);
  const second = await lastTokenTo(api, email);
  expect([await isOpen(first), await isOpen(second)]).toEqual([false, true]);
  const { data: repeated } = await invite(owner, email, 'owner');
  expect([repeated.id, repeated.role]).toEqual([sent.id, 'owner']);
  const third = await lastTokenTo(api, email);
  expect([await isOpen(second), await isOpen(third)]).toEqual([false, true]);
  await owner.browser.call(`DELETE ${INVITATIONS}/${sent.id}`);
  expect(await isOpen(third)).toBe(false);
  expect((await owner.browser.post(`${INVITATIONS}/${sent.id}/resend`)).code).toBe(
    'invitation_not_pending',
  );
  await invite(owner, email);
  const fourth = await lastTokenTo(api, email);
  api.clock.advanceDays(7);
  expect(await isOpen(fourth)).toBe(false);
  const accept = await new Browser(api).post(ACCEPT, {
    token: fourth,
    name: 'Dana',
    password: PASSWORD,
  });
  expect(accept.code).toBe('link_invalid');
  api.clock.advanceDays(-7);
  const { rows } = await api.db.pool.query('select row_to_json(i)::text as row from invitation i');
  expect(JSON.stringify(rows)).not.toContain(fourth);
});

test('an invitation of a member is refused, and mails nothing', async () => {
  const { owner, workspaceId } = await createTeam(api);
  const member = await createPerson(api, { workspaceId, role: 'member' });
  expect((await invite(owner, member.email)).code).toBe('member_exists');
  expect(await mailsTo(api, member.email)).toEqual([]);
  const { data } = await owner.browser.call(`GET ${INVITATIONS}`);
  expect(data).toEqual([]);
});
