// Owns the proof of what the SDK prints: the exact lines, and silence without debug.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeBrowser } from '../../test/fake-page.js';

const P1 = 'https://www.example.com/?aff=p1';

let browser: FakeBrowser;

beforeEach(() => {
  browser = new FakeBrowser();
});

afterEach(() => vi.unstubAllGlobals());

async function run(url: string, options: object) {
  const sdk = await browser.open(url);
  sdk.init(options);
  await browser.settle();
  await sdk.signup('u', 'e@x.y');
  return sdk;
}

test('with debug a click and a signup print the four documented lines, in order', async () => {
  const options = { programId: 123, debug: true };
  const sdk = await run(P1, options);
  expect(browser.printed).toEqual([
    ['log', '[Affitor]', 'Affitor SDK initialized:', options],
    ['log', '[Affitor]', 'Using program ID:', 123],
    ['log', '[Affitor]', 'Click tracked, click_id saved:', 'cust_1_1712345678901'],
    ['log', '[Affitor]', 'Signup tracked successfully'],
  ]);
  expect(sdk.getData()).toEqual({
    clickId: 'cust_1_1712345678901',
    programId: 123,
    hasAttribution: true,
    affiliateUrl: P1,
  });
});

test('without debug a successful run prints nothing and sends the same', async () => {
  await run(P1, { programId: 123, debug: true });
  const [clickBody, leadBody] = browser.calls.map(({ body }) => body);
  const silent = new FakeBrowser();
  browser = silent;
  await run(P1, { programId: 123 });
  expect(silent.printed).toEqual([]);
  const session_id = silent.calls[0]?.body.session_id;
  expect(silent.calls.map(({ body }) => body)).toEqual([
    { ...clickBody, session_id },
    { ...leadBody, session_id, debug_mode: false },
  ]);
  expect(leadBody.debug_mode).toBe(true);
});

test('a signup without attribution says so before it says that it was tracked', async () => {
  await run('https://www.example.com/', { programId: 123, debug: true });
  expect(browser.printed.slice(2)).toEqual([
    ['log', '[Affitor]', 'Signup tracked without affiliate attribution'],
    ['log', '[Affitor]', 'Signup tracked successfully'],
  ]);
});

describe('a failure prints', () => {
  const refuse = () => Response.json({ error: 'x' }, { status: 500, statusText: 'Broken' });
  const lose = () => Promise.reject(new TypeError('Failed to fetch'));

  test.each([
    ['a refused click', refuse, ['Failed to track click:', 500, 'Broken']],
    ['a lost click', lose, ['Error tracking click:', new TypeError('Failed to fetch')]],
  ])('%s as information, only with debug', async (_name, answer, args) => {
    for (const debug of [true, false]) {
      browser = new FakeBrowser();
      browser.answer = answer;
      (await browser.open(P1)).init({ programId: 123, debug });
      await browser.settle();
      expect(browser.printed.slice(2)).toEqual(debug ? [['log', '[Affitor]', ...args]] : []);
    }
  });

  test.each([
    ['a refused signup', refuse, ['Failed to track signup:', 500]],
    ['a lost signup', lose, ['Error tracking signup:', new TypeError('Failed to fetch')]],
  ])('%s as an error, also without debug', async (_name, answer, args) => {
    browser.answer = answer;
    await run('https://www.example.com/', { programId: 123 });
    expect(browser.printed).toEqual([['error', '[Affitor]', ...args]]);
  });
});

test('a call before init() says so, and resolves', async () => {
  const sdk = await browser.open(P1);
  await sdk.signup('u');
  await sdk.trackClick();
  sdk.setConsent('granted');
  expect(browser.printed).toEqual([
    ['error', '[Affitor] signup() called before init()'],
    ['error', '[Affitor] trackClick() called before init()'],
    ['error', '[Affitor] setConsent() called before init()'],
  ]);
  expect([sdk.getClickId(), sdk.getData(), sdk.getTracker()]).toEqual([null, null, null]);
  expect(browser.calls).toEqual([]);
});

test('a later init() without debug is silent again and keeps what it does not name', async () => {
  const sdk = await run('https://www.example.com/', { programId: 123, debug: true });
  browser.printed.length = 0;
  const tracker = sdk.getTracker();
  expect(sdk.init({ apiBase: 'https://aff.example.com' })).toBe(tracker);
  await sdk.trackClick(P1);
  expect(browser.printed).toEqual([]);
  expect(sdk.getData()?.programId).toBe(123);
  expect(browser.clicks()[0]?.url).toBe('https://aff.example.com/api/v1/track/click');
});
