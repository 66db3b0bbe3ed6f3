// Guards how accounts come to be: one first owner, silent sign-ups, links that work once.
import { afterAll, expect, test } from 'vitest';
import {
  Browser,
  createPerson,
  lastTokenTo,
  mailsTo,
  newAddress,
  PASSWORD,
} from '../../test/people.js';
import { startTestApp, statusesOf } from '../../test/test-app.js';

const api = await startTestApp({ config: { signUp: 'open' } });
const closed = await startTestApp();
afterAll(() => Promise.all([api.close(), closed.close()]));

const NEW_PASSWORD = 'battery horse correct';
const ACCOUNT = '/api/account';

test('of two first owners at once one is made, who owns what the command line has made', async () => {
  const setUp = (email: string) =>
    new Browser(closed).post(`${ACCOUNT}/setup`, {
      name: 'Robin',
      email,
      password: PASSWORD,
      workspace_name: 'Unused',
    });
  const state = await new Browser(closed).call(`GET ${ACCOUNT}/setup`);
  expect(state.data).toEqual({
    setup_required: true,
    sign_up: 'invite_only',
    mail: 'outbox',
    outbox_url: null,
  });
  const answers = await Promise.all(Array.from({ length: 8 }, () => setUp(newAddress())));
  expect(statusesOf(answers)).toEqual([201, ...Array<number>(7).fill(409)]);
  expect(answers.find(({ status }) => status === 409)?.code).toBe('setup_done');
  const { rows } = await closed.db.pool.query(
    'select workspace_id, role from member join app_user on app_user.id = user_id',
  );
  expect(rows).toEqual([{ workspace_id: closed.workspaceId, role: 'owner' }]);
  expect((await new Browser(closed).call(`GET ${ACCOUNT}/setup`)).data.setup_required).toBe(false);
});

test('the first owner of an empty installation gets a workspace and is signed in', async () => {
  const empty = await startTestApp();
  try {
    await empty.db.pool.query('delete from management_key');
    await empty.db.pool.query('delete from workspace');
    const browser = new Browser(empty);
    const email = newAddress();
    const body = { name: 'Robin', email, password: PASSWORD, workspace_name: 'Acme' };
    expect((await browser.post(`${ACCOUNT}/setup`, body)).status).toBe(201);
    const { data } = await browser.call(`GET ${ACCOUNT}/session`);
    expect(data.user).toMatchObject({ email, two_factor_enabled: false });
    expect(data.workspaces).toEqual([expect.objectContaining({ name: 'Acme', role: 'owner' })]);
  } finally {
    await empty.close();
  }
});

test('where people come by invitation only, nobody signs up or makes a first workspace', async () => {
  const body = { name: 'Robin', email: newAddress(), password: PASSWORD };
  const answer = await new Browser(closed).post(`${ACCOUNT}/sign-up`, body);
  expect([answer.status, answer.code]).toEqual([403, 'sign_up_closed']);
  const member = await createPerson(closed, { workspaceId: closed.workspaceId, role: 'member' });
  const owner = await createPerson(closed, { workspaceId: closed.workspaceId, role: 'owner' });
  const make = (browser: Browser) => browser.post(`${ACCOUNT}/workspaces`, { name: 'Second' });
  expect((await make(member.browser)).code).toBe('sign_up_closed');
  expect((await make(owner.browser)).status).toBe(201);
});

test('a sign-up opens nothing until the mailed link is used', async () => {
  const browser = new Browser(api, '192.0.2.10');
  const email = newAddress();
  const answer = await browser.post(`${ACCOUNT}/sign-up`, {
    name: 'Robin',
    email,
    password: PASSWORD,
  });
  expect([answer.status, answer.data]).toEqual([202, { accepted: true }]);
  expect((await browser.signIn(email)).code).toBe('email_not_verified');
  expect((await browser.signIn(email, 'wrong horse battery')).code).toBe('sign_in_failed');
  const token = await lastTokenTo(api, email);
  expect((await browser.post(`${ACCOUNT}/email/verify`, { token: `${token}x` })).code).toBe(
    'link_invalid',
  );
  expect((await browser.post(`${ACCOUNT}/email/verify`, { token })).status).toBe(200);
  expect((await browser.signIn(email)).status).toBe(200);
  const made = await browser.post(`${ACCOUNT}/workspaces`, { name: 'Acme' });
  expect([made.status, made.data.name]).toEqual([201, 'Acme']);
});

test('a sign-up that was never confirmed gives way to a newer one, and its link dies', async () => {
  const email = newAddress();
  const signUp = (password: string) =>
    new Browser(api, '192.0.2.20').post(`${ACCOUNT}/sign-up`, { name: 'Robin', email, password });
  await signUp('the password of a stranger');
  const stale = await lastTokenTo(api, email);
  await signUp(PASSWORD);
  const fresh = await lastTokenTo(api, email);
  const browser = new Browser(api);
  expect((await browser.post(`${ACCOUNT}/email/verify`, { token: stale })).code).toBe(
    'link_invalid',
  );
  await browser.post(`${ACCOUNT}/email/verify`, { token: fresh });
  expect((await browser.signIn(email, 'the password of a stranger')).status).toBe(401);
  expect((await browser.signIn(email)).status).toBe(200);
});

test('signing up and asking for links answers alike for addresses that exist', async () => {
  const { email: known } = await createPerson(api);
  const unknown = newAddress();
  const calls: [string, object][] = [
    ['sign-up', { name: 'Robin', password: NEW_PASSWORD }],
    ['password/forgot', {}],
    ['email/resend', {}],
  ];
  for (const [path, body] of calls) {
    const answers = [];
    for (const email of [known, unknown]) {
      const browser = new Browser(api, '192.0.2.30');
      const {
        status,
        headers,
        body: reply,
      } = await browser.post(`${ACCOUNT}/${path}`, {
        ...body,
        email,
      });
      const { 'x-request-id': _, date: __, ...others } = headers;
      answers.push({ status, reply, others });
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(202);
  }
  // The holder of the address learns of it by mail, and keeps the password.
  const subjects = (await mailsTo(api, known)).map(({ subject }) => subject);
  expect(subjects.sort()).toEqual(['Reset your password', 'You have an account already']);
  expect((await new Browser(api).signIn(known)).status).toBe(200);
});

test('a request for a link does the same statements for any address', async () => {
  const { email: known } = await createPerson(api);
  const statements = async (email: string) => {
    const before = await countRows();
    await new Browser(api, '192.0.2.40').post(`${ACCOUNT}/password/forgot`, { email });
    const after = await countRows();
    return after.map((count, index) => count - (before[index] ?? 0));
  };
  expect(await statements(known)).toEqual(await statements(newAddress()));
});

/** Rows of what a request for a link could write. */
async function countRows(): Promise<number[]> {
  const { rows } = await api.db.pool.query<{ counts: number[] }>(
    `select array[(select count(*) from graphile_worker._private_jobs),
       (select count(*) from user_verification), (select count(*) from mail),
       (select count(*) from attempt_counter)]::int[] as counts`,
  );
  return rows[0]?.counts ?? [];
}

test('a reset link works once, also when used twice at once, and ends every session', async () => {
  const { email, browser } = await createPerson(api);
  await new Browser(api).post(`${ACCOUNT}/password/forgot`, { email });
  const token = await lastTokenTo(api, email);
  const reset = () =>
    new Browser(api).post(`${ACCOUNT}/password/reset`, { token, new_password: NEW_PASSWORD });
  const answers = await Promise.all(Array.from({ length: 5 }, reset));
  expect(statusesOf(answers)).toEqual([200, 400, 400, 400, 400]);
  expect((await reset()).code).toBe('link_invalid');
  expect((await browser.call(`GET ${ACCOUNT}/session`)).code).toBe('not_signed_in');
  expect((await browser.signIn(email)).code).toBe('sign_in_failed');
  expect((await browser.signIn(email, NEW_PASSWORD)).status).toBe(200);
});

test('a reset link ends after an hour, and its row is of no use', async () => {
  const { email } = await createPerson(api);
  await new Browser(api).post(`${ACCOUNT}/password/forgot`, { email });
  const token = await lastTokenTo(api, email);
  const { rows } = await api.db.pool.query(
    'select row_to_json(v)::text as row from user_verification v',
  );
  expect(JSON.stringify(rows)).not.toContain(token);
  const moved = await api.db.pool.query(
    "update user_verification set expires_at = expires_at - interval '1 hour' returning expires_at",
  );
  expect(moved.rowCount).toBeGreaterThan(0);
  const answer = await new Browser(api).post(`${ACCOUNT}/password/reset`, {
    token,
    new_password: NEW_PASSWORD,
  });
  expect(answer.code).toBe('link_invalid');
});

test('an address is mailed at most three links an hour', async () => {
  const email = newAddress();
  const ask = (count: number) =>
    new Browser(api, `198.18.${count}.1`).post(`${ACCOUNT}/password/forgot`, { email });
  for (let count = 1; count <= 3; count += 1) expect((await ask(count)).status).toBe(202);
  const refused = await ask(4);
  expect([refused.status, refused.code]).toEqual([429, 'too_many_attempts']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500);
});
