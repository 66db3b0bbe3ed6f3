// Owns the proof of consent: nothing before it, nothing lost by it, nothing left after it.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeBrowser } from '../../test/fake-page.js';

const P1 = 'https://www.example.com/?aff=p1';
const P2 = 'https://www.example.com/?aff=p2';

let browser: FakeBrowser;

beforeEach(() => {
  browser = new FakeBrowser();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const visit = (url: string, options?: object) => browser.visit(url, options);

const stored = () => [
  ...browser.jar.names(),
  ...Object.keys(browser.localStorage),
  ...Object.keys(browser.sessionStorage),
];

describe.each(['required', 'denied'])('with consent: %s', (consent) => {
  test('nothing is stored, probed, read or sent', async () => {
    browser.jar.write('www.example.com', true, 'affitor_click_id=cust_9_1');
    const written = browser.jar.writes.length;
    const sdk = await visit(P1, { consent });
    await sdk.trackClick();
    await sdk.signup('user_1');
    history.pushState(null, '', '/?aff=p2');
    await browser.settle();
    expect(browser.calls).toEqual([]);
    expect(browser.jar.writes).toHaveLength(written);
    expect(stored()).toEqual(['affitor_click_id']);
    expect(sdk.getClickId()).toBeNull();
    expect(browser.printed).toEqual([]);
  });

  test('a grant records the landing that the page has left, then the signup', async () => {
    const sdk = await visit(P1, { consent });
    history.pushState(null, '', '/pricing');
    await sdk.signup('user_1', 'ann@example.com');
    sdk.setConsent('granted');
    await vi.waitFor(() => expect(browser.leads()).toHaveLength(1));
    expect(browser.clicks()[0]?.body).toMatchObject({
      affiliate_url: P1,
      page_url: 'https://www.example.com/pricing',
    });
    expect(browser.leads()[0]?.body).toMatchObject({
      customer_key: 'user_1',
      email: 'ann@example.com',
      click_id: 'cust_1_1712345678901',
    });
    expect(browser.jar.names()).toHaveLength(4);
  });

  test('the last partner before the grant wins', async () => {
    const sdk = await visit(P1, { consent });
    history.pushState(null, '', '/?aff=p2');
    history.pushState(null, '', '/pricing');
    sdk.setConsent('granted');
    await browser.settle();
    expect(browser.clicks().map(({ body }) => body.affiliate_url)).toEqual([P2]);
  });

  test('a decision outlives a later init() with the same options', async () => {
    const sdk = await visit(P1, { consent });
    sdk.setConsent('granted');
    sdk.init({ programId: 123, consent: consent as 'required' });
    await browser.settle();
    expect(sdk.getData()?.hasAttribution).toBe(true);
  });
});

describe('a withdrawal', () => {
  test('deletes everything, whoever wrote it, and stops', async () => {
    const sdk = await visit(P1);
    await sdk.signup('user_1');
    browser.jar.write('www.example.com', true, 'affitor_click_id=cust_9_1; path=/');
    expect(stored()).toHaveLength(6);
    sdk.setConsent('denied');
    expect(stored()).toEqual([]);
    expect(sdk.getData()).toMatchObject({ clickId: null, hasAttribution: false });
    await sdk.signup('user_2');
    history.pushState(null, '', '/?aff=p2');
    await browser.settle();
    expect(browser.calls).toHaveLength(2);
    expect(stored()).toEqual([]);
  });

  test('while the click is on its way stores nothing when the answer comes', async () => {
    const sdk = await browser.open(P1);
    sdk.init({ programId: 123 });
    sdk.setConsent('denied');
    await browser.settle();
    expect(browser.clicks()).toHaveLength(1);
    expect(stored()).toEqual([]);
    expect(sdk.getClickId()).toBeNull();
  });

  test('stops the retries of a lead', async () => {
    vi.useFakeTimers();
    const sdk = await visit('https://www.example.com/');
    browser.answer = () => Response.json({}, { status: 500 });
    await sdk.signup('user_1');
    sdk.setConsent('denied');
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(browser.leads()).toHaveLength(1);
  });

  test('forgets what waited for a grant', async () => {
    const sdk = await visit(P1, { consent: 'required' });
    history.pushState(null, '', '/pricing');
    await sdk.signup('user_1');
    sdk.setConsent('denied');
    sdk.setConsent('granted');
    await browser.settle();
    expect(browser.calls).toEqual([]);
  });

  test('and a new grant count the landing anew', async () => {
    const sdk = await visit(P1);
    sdk.setConsent('denied');
    sdk.setConsent('granted');
    await browser.settle();
    expect(browser.clicks()).toHaveLength(2);
    expect(sdk.getData()?.hasAttribution).toBe(true);
  });
});

test('Global Privacy Control counts as denied where the page asks for it', async () => {
  browser.navigator = { ...browser.navigator, globalPrivacyControl: true };
  const sdk = await browser.open(P1);
  sdk.init({ programId: 123, consent: sdk.consentOfBrowser() });
  await browser.settle();
  expect(browser.calls).toEqual([]);
  browser.navigator = { userAgent: 'Test/1.0' };
  expect((await browser.open(P1)).consentOfBrowser()).toBe('granted');
});

test('blocked storages do not break a withdrawal', async () => {
  const sdk = await visit(P1);
  vi.stubGlobal('localStorage', undefined);
  expect(() => sdk.setConsent('denied')).not.toThrow();
});
