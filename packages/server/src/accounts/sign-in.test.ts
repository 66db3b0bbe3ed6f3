// Guards signing in: who gets in, what a stranger learns, and how often may be guessed.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Browser, createPerson, newAddress, ORIGIN, PASSWORD } from '../../test/people.js';
import { startTestApp, testConfig } from '../../test/test-app.js';
import { createLogger } from '../platform/log.js';
import { createAccounts } from './accounts.js';
import { countAttempt } from './attempts.js';
import { createUser } from './service-sign-up.js';

const api = await startTestApp();
afterAll(() => api.close());

let known: string;
beforeAll(async () => {
  known = (await createPerson(api)).email;
});

const ME = 'GET /api/account/session';
const COOKIE = 'affitor.session_token';

test('a session opens with the password and ends with signing out', async () => {
  const browser = new Browser(api);
  expect((await browser.call(ME)).code).toBe('not_signed_in');
  const answer = await browser.signIn(known.toUpperCase());
  expect([answer.status, answer.data]).toEqual([200, { status: 'signed_in' }]);
  expect((await browser.call(ME)).data.user).toMatchObject({ email: known, name: 'Robin' });
  const stolen = new Browser(api);
  for (const [name, value] of browser.cookies) stolen.cookies.set(name, value);
  expect((await browser.post('/api/account/sign-out')).status).toBe(200);
  expect(browser.cookies.size).toBe(0);
  expect((await stolen.call(ME)).code).toBe('not_signed_in');
});

test('the cookie is out of reach of scripts and other sites, and bound to the host by https', async () => {
  const plain = await new Browser(api).signIn(known);
  expect(String(plain.headers['set-cookie'])).toMatch(
    /^affitor\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(plain.headers['cache-control']).toBe('no-store');
  const secure = await startTestApp({ config: { publicUrl: 'https://affitor.test' } });
  try {
    const { email } = await createSecurePerson(secure);
    const answer = await new Browser(secure).call('POST /api/account/sign-in', {
      body: { email, password: PASSWORD },
      headers: { origin: 'https://affitor.test' },
    });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^__Host-affitor\.session_token=[^;]+; Max-Age=2592000; Path=\/; /);
    expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
  } finally {
    await secure.close();
  }
});

async function createSecurePerson(app: typeof api): Promise<{ email: string }> {
  const email = newAddress();
  const user = { name: 'Robin', email, password: PASSWORD, isVerified: true };
  await app.accounts.transaction(() => createUser(app.accounts, user));
  return { email };
}

test('a cookie that was planted before the sign-in opens nothing afterwards', async () => {
  const planted = new Browser(api);
  planted.cookies.set(COOKIE, 'planted.c2lnbmF0dXJl');
  await planted.signIn(known);
  expect(planted.cookies.get(COOKIE)).not.toContain('planted');
  const attacker = new Browser(api);
  attacker.cookies.set(COOKIE, 'planted.c2lnbmF0dXJl');
  expect((await attacker.call(ME)).code).toBe('not_signed_in');
});

test('a new session takes the place of the one that the browser had', async () => {
  const browser = new Browser(api);
  await browser.signIn(known);
  const earlier = new Browser(api);
  for (const [name, value] of browser.cookies) earlier.cookies.set(name, value);
  await browser.signIn(known);
  expect((await browser.call(ME)).status).toBe(200);
  expect((await earlier.call(ME)).code).toBe('not_signed_in');
});

test('a token without its signature opens nothing, so that the table alone is of no use', async () => {
  const { rows } = await api.db.pool.query<{ token: string }>('select token from user_session');
  for (const { token } of rows) {
    for (const cookie of [token, `${token}.`, `${token}.${'A'.repeat(43)}%3D`]) {
      const browser = new Browser(api);
      browser.cookies.set(COOKIE, cookie);
      expect((await browser.call(ME)).code).toBe('not_signed_in');
    }
  }
  expect(rows.length).toBeGreaterThan(0);
});

test('wrong passwords and unknown addresses get the same answer', async () => {
  const answers = await Promise.all(
    [known, newAddress()].map((email) =>
      new Browser(api, '192.0.2.1').signIn(email, 'wrong horse battery'),
    ),
  );
  const [wrong, unknown] = answers.map(({ status, code, body, headers }) => {
    const { 'x-request-id': _, date: __, ...others } = headers;
    return { status, code, body, others };
  });
  expect(wrong).toEqual(unknown);
  expect(wrong).toMatchObject({ status: 401, code: 'sign_in_failed' });
});

test('guesses at one account are refused after ten, from wherever they come', async () => {
  const victim = await createPerson(api);
  const guess = (count: number, email: string) =>
    new Browser(api, `203.0.${count}.9`).signIn(email, `wrong horse ${count}`);
  for (const email of [victim.email, newAddress()]) {
    for (let count = 1; count <= 10; count += 1) {
      expect((await guess(count, email)).code).toBe('sign_in_failed');
    }
    const refused = await guess(11, email);
    expect([refused.status, refused.code]).toEqual([429, 'too_many_attempts']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
  }
  // The right password does not help either, and the limit ends with its window.
  expect((await new Browser(api).signIn(victim.email)).status).toBe(429);
  api.clock.advanceMs(15 * 60_000 + 1);
  expect((await new Browser(api).signIn(victim.email)).status).toBe(200);
});

test.each([
  ['100.64.1.0/24', '100.64.1.9', '100.64.2.9'],
  ['2001:db8:7:7::/64', '2001:db8:7:7:ffff::1', '2001:db8:7:8::1'],
])(
  'guesses from the network %s are refused after fifty, in all processes together',
  async (network, address, neighbour) => {
    // What a second process would count: it shares nothing with the first but the database.
    const { db, clock, log } = api.accounts;
    const second = createAccounts({ config: testConfig(), db, clock, log });
    for (let count = 0; count < 49; count += 1) {
      await countAttempt(second, 'sign_in', { account: null, network });
    }
    const guess = (from: string) =>
      new Browser(api, from).signIn(newAddress(), 'wrong horse battery');
    expect((await guess(address)).code).toBe('sign_in_failed');
    expect((await guess(address)).code).toBe('too_many_attempts');
    expect((await guess(neighbour)).code).toBe('sign_in_failed');
  },
);

test('sign-ins that succeed are not counted', async () => {
  for (let count = 0; count < 12; count += 1) {
    expect((await new Browser(api, '100.64.9.1').signIn(known)).status).toBe(200);
  }
});

test.each([
  ['another origin', { origin: 'https://evil.example', 'sec-fetch-site': undefined }],
  ['another site, by what the browser says', { 'sec-fetch-site': 'cross-site' }],
  ['a sister domain', { 'sec-fetch-site': 'same-site' }],
  ['an opaque origin', { origin: 'null' }],
  ['no browser at all', { origin: undefined, 'sec-fetch-site': undefined }],
  ['the same host on another port', { origin: `${ORIGIN}:8080` }],
])('a sign-in from %s is refused before the password is looked at', async (_, headers) => {
  const answer = await new Browser(api).call('POST /api/account/sign-in', {
    body: { email: known, password: PASSWORD },
    headers,
  });
  expect([answer.status, answer.code]).toEqual([403, 'cross_site_request']);
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test('a form of another site cannot even be read', async () => {
  const response = await api.app.http.inject({
    method: 'POST',
    url: '/api/account/sign-in',
    headers: { origin: ORIGIN, 'content-type': 'text/plain' },
    payload: JSON.stringify({ email: known, password: PASSWORD }),
  });
  expect(response.statusCode).toBe(415);
});

test('nothing that signs in or fails to is written to the log', async () => {
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', destination: { write: (line) => lines.push(line) } });
  const logged = await startTestApp({ log });
  try {
    const { email, browser } = await createPerson(logged);
    await browser.signIn(email, 'canary wrong password');
    await browser.post('/api/account/password/forgot', { email });
    const token = [...browser.cookies.values()].join();
    const text = lines.join('\n');
    for (const secret of [email, 'canary', PASSWORD, token]) expect(text).not.toContain(secret);
  } finally {
    await logged.close();
  }
});
