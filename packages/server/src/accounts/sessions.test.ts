// Guards sessions and what people change about their accounts: an end is an end, in every process.
import { afterAll, expect, test } from 'vitest';
import {
  Browser,
  createPerson,
  lastTokenTo,
  mailsTo,
  newAddress,
  PASSWORD,
  type TestPerson,
} from '../../test/people.js';
import { PROGRAMS, startTestApp, statusesOf, testConfig } from '../../test/test-app.js';
import { createAccounts } from './accounts.js';
import { callerOf } from './caller.js';
import { readPerson } from './service-sessions.js';

const api = await startTestApp();
afterAll(() => api.close());

const ACCOUNT = '/api/account';
const ME = `GET ${ACCOUNT}/session`;
const NEW_PASSWORD = 'battery horse correct';

async function signInAgain({ email }: TestPerson): Promise<Browser> {
  const browser = new Browser(api, '2001:db8:1:2:3::9');
  expect((await browser.signIn(email)).status).toBe(200);
  return browser;
}

test('sessions are listed with their network, and never with an address', async () => {
  const person = await createPerson(api);
  await signInAgain(person);
  const { data } = await person.browser.call(`GET ${ACCOUNT}/sessions`);
  expect(data).toHaveLength(2);
  expect(data.map((one: { is_current: boolean }) => one.is_current)).toEqual([false, true]);
  expect(data.map((one: { user_agent: string }) => one.user_agent)).toEqual(['Firefox', 'Firefox']);
  const networks = JSON.stringify(data.map((one: { network: string }) => one.network));
  expect(networks).toContain('198.51.100.0');
  expect(networks).not.toContain('198.51.100.7');
  expect(networks).not.toMatch(/0*3:0*:0*:0*9|3::9/);
  const { rows } = await api.db.pool.query('select ip_address from user_session');
  expect(JSON.stringify(rows)).not.toMatch(/198\.51\.100\.7|:9"/);
});

test('a session that was ended fails its next request, in another process too', async () => {
  const person = await createPerson(api);
  const other = await signInAgain(person);
  // What a second process would ask: it shares nothing with the first but the database.
  const second = createAccounts({
    config: testConfig(),
    db: api.db,
    clock: api.clock,
    log: api.accounts.log,
  });
  const cookie = [...other.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const request = { headers: { cookie }, ip: '198.51.100.7', id: 'r' };
  const caller = callerOf(request as Parameters<typeof callerOf>[0]);
  expect(await readPerson(second, caller)).toMatchObject({ email: person.email });
  const { data } = await person.browser.call(`GET ${ACCOUNT}/sessions`);
  const ended = data.find((one: { is_current: boolean }) => !one.is_current);
  const path = `DELETE ${ACCOUNT}/sessions/${ended.id}`;
  expect((await person.browser.call(path)).data).toEqual({ revoked: 1 });
  expect(await readPerson(second, caller)).toBeNull();
  expect((await other.call(ME)).code).toBe('not_signed_in');
  expect((await person.browser.call(path)).code).toBe('session_not_found');
});

test('nobody ends the session of somebody else', async () => {
  const [person, stranger] = [await createPerson(api), await createPerson(api)];
  const { data } = await stranger.browser.call(`GET ${ACCOUNT}/sessions`);
  const verdicts = [];
  for (const id of [data[0].id, 2_000_000_000, 'abc', '9007199254740993', '0']) {
    const { status, code, body } = await person.browser.call(`DELETE ${ACCOUNT}/sessions/${id}`);
    verdicts.push({ status, code, body });
  }
  expect(new Set(verdicts.map((verdict) => JSON.stringify(verdict))).size).toBe(1);
  expect(verdicts[0]).toMatchObject({ status: 404, code: 'session_not_found' });
  expect((await stranger.browser.call(ME)).status).toBe(200);
});

test('every other session can be ended at once', async () => {
  const person = await createPerson(api);
  const others = [await signInAgain(person), await signInAgain(person)];
  const answer = await person.browser.post(`${ACCOUNT}/sessions/revoke-others`);
  expect(answer.data).toEqual({ revoked: 2 });
  for (const other of others) expect((await other.call(ME)).status).toBe(401);
  expect((await person.browser.call(ME)).status).toBe(200);
});

test('a session ends after a week without use, and after a month with it', async () => {
  const [idle, busy] = [await createPerson(api), await createPerson(api)];
  for (let day = 0; day < 5; day += 1) {
    api.clock.advanceDays(6);
    const expected = day < 4 ? 200 : 401;
    // The thirtieth day is the last of any session.
    if (day === 4) api.clock.advanceMs(60_000);
    expect((await busy.browser.call(ME)).status).toBe(expected);
    if (day === 0) {
      api.clock.advanceDays(1);
      expect((await idle.browser.call(ME)).status).toBe(401);
      api.clock.advanceDays(-1);
    }
  }
  api.clock.advanceMs(-60_000);
  api.clock.advanceDays(-30);
});

test('a new password ends every other session and gives this one a new cookie', async () => {
  const person = await createPerson(api);
  const other = await signInAgain(person);
  const before = new Browser(api);
  for (const [name, value] of person.browser.cookies) before.cookies.set(name, value);
  const change = (current: string) =>
    person.browser.post(`${ACCOUNT}/password/change`, {
      current_password: current,
      new_password: NEW_PASSWORD,
    });
  expect((await change('wrong horse battery')).code).toBe('password_wrong');
  expect((await change(PASSWORD)).status).toBe(200);
  expect((await person.browser.call(ME)).status).toBe(200);
  for (const stale of [other, before]) expect((await stale.call(ME)).status).toBe(401);
  expect((await new Browser(api).signIn(person.email)).status).toBe(401);
  expect((await new Browser(api).signIn(person.email, NEW_PASSWORD)).status).toBe(200);
});

test('a stolen session cannot guess the password', async () => {
  const { browser } = await createPerson(api);
  const guess = (count: number) =>
    browser.post(`${ACCOUNT}/two-factor/start`, { password: `wrong horse ${count}` });
  for (let count = 1; count <= 10; count += 1) {
    expect((await guess(count)).code).toBe('password_wrong');
  }
  expect((await guess(11)).code).toBe('too_many_attempts');
});

test('an address changes when the link to the new one is opened, and the old one is told', async () => {
  const { email, browser } = await createPerson(api);
  const newEmail = newAddress();
  const ask = (password: string, to = newEmail) =>
    browser.post(`${ACCOUNT}/email/change`, { new_email: to, password });
  expect((await ask('wrong horse battery')).code).toBe('password_wrong');
  const { email: taken } = await createPerson(api);
  expect((await ask(PASSWORD, taken)).body).toEqual((await ask(PASSWORD)).body);
  expect((await mailsTo(api, taken)).filter(({ token }) => token)).toEqual([]);
  expect((await mailsTo(api, email))[0]?.subject).toBe('Your email address is about to change');
  expect((await browser.call(ME)).data.user.email).toBe(email);
  const token = await lastTokenTo(api, newEmail);
  const open = () => new Browser(api).post(`${ACCOUNT}/email/verify`, { token });
  expect((await open()).status).toBe(200);
  expect((await browser.call(ME)).data.user.email).toBe(newEmail);
  expect((await open()).code).toBe('link_invalid');
  expect((await new Browser(api).signIn(newEmail)).status).toBe(200);
  expect((await new Browser(api).signIn(email)).status).toBe(401);
});

test('of two people who change to one address at once, one gets it', async () => {
  const newEmail = newAddress();
  const tokens = [];
  for (const { browser } of [await createPerson(api), await createPerson(api)]) {
    await browser.post(`${ACCOUNT}/email/change`, { new_email: newEmail, password: PASSWORD });
    tokens.push(await lastTokenTo(api, newEmail));
  }
  const answers = await Promise.all(
    tokens.map((token) => new Browser(api).post(`${ACCOUNT}/email/verify`, { token })),
  );
  expect(statusesOf(answers)).toEqual([200, 400]);
});

test('a change from another site is refused, and reading changes nothing', async () => {
  const person = await createPerson(api, { workspaceId: api.workspaceId, role: 'owner' });
  const { browser } = person;
  const rename = (headers: Record<string, string | undefined>) =>
    browser.call(`PUT ${ACCOUNT}/profile`, { body: { name: 'Evil' }, headers });
  const create = (headers: Record<string, string | undefined>) =>
    browser.call(`POST ${PROGRAMS}`, {
      body: { name: 'Evil', website_url: 'https://evil.example' },
      headers,
    });
  for (const call of [rename, create]) {
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: undefined, 'sec-fetch-site': undefined },
    ]) {
      expect((await call(headers)).code).toBe('cross_site_request');
    }
  }
  expect((await browser.call(ME)).data.user.name).toBe('Robin');
  // A key in the header is no cookie that a browser adds by itself.
  const withKey = await browser.call(`POST ${PROGRAMS}`, {
    body: { name: 'Acme', website_url: 'https://acme.example' },
    headers: {
      origin: 'https://evil.example',
      'sec-fetch-site': 'cross-site',
      authorization: `Bearer ${api.managementKey}`,
    },
  });
  expect(withKey.status).toBe(201);
});

test('what a person does to the account is in the log of each of their workspaces', async () => {
  const person = await createPerson(api, { workspaceId: api.workspaceId, role: 'owner' });
  const { browser, userId } = person;
  await browser.call(`PUT ${ACCOUNT}/profile`, { body: { name: 'Dana' } });
  await browser.post(`${ACCOUNT}/password/change`, {
    current_password: PASSWORD,
    new_password: NEW_PASSWORD,
  });
  const log = `GET /api/advertiser/audit-log?actor=user:${userId}`;
  const { data } = await browser.call(log);
  expect(data.map((entry: { action: string }) => entry.action)).toEqual([
    'user.password_changed',
    'user.renamed',
    'session.created',
  ]);
  expect(data[0]).toMatchObject({ actor: `user:${userId}`, actor_name: 'Dana', program_id: null });
});
