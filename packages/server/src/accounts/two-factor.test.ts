// Guards two-factor sign-in: no code works twice, none can be guessed, and the app can be lost.
import { afterAll, expect, test } from 'vitest';
import { Browser, createPerson, PASSWORD, type TestPerson, totpOf } from '../../test/people.js';
import { type Answer, startTestApp, statusesOf } from '../../test/test-app.js';

const api = await startTestApp();
afterAll(() => api.close());

const ACCOUNT = '/api/account';

interface Secured extends TestPerson {
  /** What the QR code says. */
  uri: string;
  recoveryCodes: string[];
}

/** Forgets which codes were used, as the next half minute would. */
async function forgetUsedCodes(): Promise<void> {
  await api.db.pool.query('delete from used_sign_in_code');
}

async function createSecured(): Promise<Secured> {
  const person = await createPerson(api);
  const { browser } = person;
  const started = await browser.post(`${ACCOUNT}/two-factor/start`, { password: PASSWORD });
  const { totp_uri: uri, recovery_codes: recoveryCodes } = started.data;
  const code = totpOf(uri);
  const confirmed = await browser.post(`${ACCOUNT}/two-factor/confirm`, { code });
  expect(confirmed.status).toBe(200);
  await forgetUsedCodes();
  return { ...person, uri, recoveryCodes };
}

async function passPassword(email: string): Promise<Browser> {
  const browser = new Browser(api);
  const answer = await browser.signIn(email);
  expect([answer.status, answer.data]).toEqual([200, { status: 'two_factor_required' }]);
  return browser;
}

function sendCode(browser: Browser, body: object): Promise<Answer> {
  return browser.post(`${ACCOUNT}/sign-in/two-factor`, body);
}

test('the password alone opens nothing; password and code do', async () => {
  const { email, uri, browser: first } = await createSecured();
  expect((await first.call(`GET ${ACCOUNT}/session`)).data.user.two_factor_enabled).toBe(true);
  const browser = await passPassword(email);
  expect((await browser.call(`GET ${ACCOUNT}/session`)).code).toBe('not_signed_in');
  expect((await sendCode(browser, { code: '000000' })).code).toBe('two_factor_failed');
  const code = totpOf(uri);
  expect((await sendCode(browser, { code })).status).toBe(200);
  expect((await browser.call(`GET ${ACCOUNT}/session`)).data.user.email).toBe(email);
  expect((await sendCode(new Browser(api), { code })).code).toBe('two_factor_not_started');
});

test('a code lets one in, also when many use it at the same moment', async () => {
  const { email, uri } = await createSecured();
  const browsers = [];
  for (let count = 0; count < 8; count += 1) browsers.push(await passPassword(email));
  const code = totpOf(uri);
  const answers = await Promise.all(browsers.map((browser) => sendCode(browser, { code })));
  expect(statusesOf(answers)).toEqual([200, ...Array<number>(7).fill(401)]);
  const later = await sendCode(await passPassword(email), { code });
  expect([later.status, later.code]).toEqual([401, 'two_factor_failed']);
  const { rows } = await api.db.pool.query(
    `select count(*)::int as sessions
     from user_session join app_user on app_user.id = user_id where email = $1`,
    [email],
  );
  // One of the code, and the one that switched two factors on.
  expect(rows).toEqual([{ sessions: 2 }]);
});

test('the code that switched two factors on signs nobody in', async () => {
  const person = await createPerson(api);
  const started = await person.browser.post(`${ACCOUNT}/two-factor/start`, { password: PASSWORD });
  const code = totpOf(started.data.totp_uri);
  await person.browser.post(`${ACCOUNT}/two-factor/confirm`, { code });
  const answer = await sendCode(await passPassword(person.email), { code });
  expect(answer.code).toBe('two_factor_failed');
});

test('a recovery code works once, also when used twice at once', async () => {
  const { email, recoveryCodes } = await createSecured();
  expect(recoveryCodes).toHaveLength(10);
  const [code, other] = recoveryCodes;
  const browsers = [await passPassword(email), await passPassword(email)];
  const answers = await Promise.all(
    browsers.map((browser) => sendCode(browser, { recovery_code: code })),
  );
  expect(statusesOf(answers)).toEqual([200, 401]);
  const again = await sendCode(await passPassword(email), { recovery_code: code });
  expect(again.code).toBe('two_factor_failed');
  expect((await sendCode(await passPassword(email), { recovery_code: other })).status).toBe(200);
});

test('five wrong codes end a sign-in, ten lock the account, whoever asks', async () => {
  const { email, uri } = await createSecured();
  for (let round = 0; round < 2; round += 1) {
    const browser = await passPassword(email);
    for (let count = 0; count < 5; count += 1) {
      expect((await sendCode(browser, { code: '000000' })).code).toBe('two_factor_failed');
    }
    if (round === 0) {
      expect((await sendCode(browser, { code: '000000' })).code).toBe('two_factor_not_started');
    }
  }
  const locked = await sendCode(await passPassword(email), { code: totpOf(uri) });
  expect([locked.status, locked.code]).toEqual([429, 'too_many_attempts']);
  expect(locked.headers['retry-after']).toBe('900');
});

test('codes of recovery can be replaced, and two factors switched off, with the password', async () => {
  const { email, browser, recoveryCodes } = await createSecured();
  const wrong = { password: 'wrong horse battery' };
  for (const path of ['recovery-codes', 'disable']) {
    const answer = await browser.post(`${ACCOUNT}/two-factor/${path}`, wrong);
    expect([answer.status, answer.code]).toEqual([403, 'password_wrong']);
  }
  const renewed = await browser.post(`${ACCOUNT}/two-factor/recovery-codes`, {
    password: PASSWORD,
  });
  const [fresh] = renewed.data.recovery_codes;
  const stale = await sendCode(await passPassword(email), { recovery_code: recoveryCodes[0] });
  expect(stale.code).toBe('two_factor_failed');
  expect((await sendCode(await passPassword(email), { recovery_code: fresh })).status).toBe(200);
  const started = await browser.post(`${ACCOUNT}/two-factor/start`, { password: PASSWORD });
  expect(started.code).toBe('two_factor_enabled_already');
  const off = await browser.post(`${ACCOUNT}/two-factor/disable`, { password: PASSWORD });
  expect(off.status).toBe(200);
  expect((await new Browser(api).signIn(email)).data).toEqual({ status: 'signed_in' });
  expect((await browser.post(`${ACCOUNT}/two-factor/disable`, { password: PASSWORD })).code).toBe(
    'two_factor_not_enabled',
  );
});

test('neither secrets nor recovery codes can be read from the tables', async () => {
  const { uri, recoveryCodes } = await createSecured();
  const encoded = new URL(uri).searchParams.get('secret') as string;
  const { rows } = await api.db.pool.query(
    'select row_to_json(t)::text as row from user_two_factor t',
  );
  const text = JSON.stringify(rows);
  for (const value of [encoded, ...recoveryCodes]) expect(text).not.toContain(value);
});
