// Owns the proof of what a landing does: the click call, the re-click rules, the cookies after it.
import { OPERATIONS } from '@affitor/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clickAnswer, FakeBrowser } from '../../test/fake-page.js';

const P1 = 'https://www.example.com/?aff=p1';
const P2 = 'https://www.example.com/?aff=p2';
const HOME = 'https://www.example.com/';

let browser: FakeBrowser;

beforeEach(() => {
  browser = new FakeBrowser();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const visit = (url: string, options?: object) => browser.visit(url, options);

describe('a click is reported', () => {
  test('not without aff and without cookies', async () => {
    const sdk = await visit(HOME);
    expect(browser.calls).toEqual([]);
    expect(browser.jar.writes).toEqual([]);
    expect(sdk.getData()).toEqual({
      clickId: null,
      programId: 123,
      hasAttribution: false,
      affiliateUrl: null,
    });
  });

  test('exactly once with aff, with exactly the documented fields', async () => {
    await visit(`${P1}&utm=x`);
    expect(browser.calls).toHaveLength(1);
    const [call] = browser.calls;
    expect(call?.url).toBe('https://api.affitor.com/api/v1/track/click');
    expect(call?.body).toEqual({
      affiliate_url: `${P1}&utm=x`,
      page_url: `${P1}&utm=x`,
      page_title: 'Landing',
      referrer_url: 'https://blog.example/post',
      session_id: expect.stringMatching(/^sess_[0-9a-z]{9}_\d{13}$/),
      user_agent: 'Test/1.0',
      screen_resolution: '1920x1080',
      viewport_size: '1280x720',
      language: 'de-DE',
      timezone: expect.any(String),
    });
    expect(() => OPERATIONS.trackClick.body.parse(call?.body)).not.toThrow();
  });

  test('so that it outlives the page and carries no cookies or credentials', async () => {
    await visit(P1);
    expect(browser.calls[0]?.init).toMatchObject({
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      keepalive: true,
      credentials: 'omit',
    });
  });

  test('to the address of apiBase, with or without slashes at its end', async () => {
    await visit(P1, { apiBase: 'https://aff.example.com//' });
    expect(browser.calls[0]?.url).toBe('https://aff.example.com/api/v1/track/click');
  });

  test('not again for the same partner; the earlier click is taken up', async () => {
    await visit(P1);
    const sdk = await visit(P1);
    expect(browser.clicks()).toHaveLength(1);
    expect(sdk.getData()).toEqual({
      clickId: 'cust_1_1712345678901',
      programId: 123,
      hasAttribution: true,
      affiliateUrl: P1,
    });
  });

  test('for another partner with the old click id, and the last touch wins', async () => {
    await visit(P1);
    const sdk = await visit(P2);
    expect(browser.clicks()[0]?.body).not.toHaveProperty('existing_click_id');
    expect(browser.clicks()[1]?.body.existing_click_id).toBe('cust_1_1712345678901');
    expect(sdk.getClickId()).toBe('cust_2_1712345678902');
    expect(browser.jar.find('affitor_click_id')?.value).toBe('cust_2_1712345678902');
    expect(browser.jar.find('affitor_aff_url')?.value).toBe(encodeURIComponent(P2));
  });

  test.each([
    ['is missing', () => browser.jar.remove('affitor_aff_url')],
    [
      'cannot be read',
      () => browser.jar.write('www.example.com', true, 'affitor_aff_url=%E0%A4%A'),
    ],
  ])('as a change of partner when the cookie of the landing %s', async (_name, damage) => {
    await visit(P1);
    browser.jar.remove('affitor_aff_url');
    damage();
    await visit(P1);
    expect(browser.clicks()[1]?.body.existing_click_id).toBe('cust_1_1712345678901');
  });

  test('not for the same partner when an older version stored the landing unencoded', async () => {
    await visit(P1);
    browser.jar.remove('affitor_aff_url');
    browser.jar.write('www.example.com', true, `affitor_aff_url=${P1}&x=%20; domain=.example.com`);
    const sdk = await visit(P1);
    expect(browser.clicks()).toHaveLength(1);
    expect(sdk.getData()?.affiliateUrl).toBe(`${P1}&x=%20`);
  });

  test('not when the brand’s server has set the cookies for this landing already', async () => {
    browser.jar.write('www.example.com', true, 'affitor_click_id=cust_9_1; path=/');
    browser.jar.write('www.example.com', true, `affitor_aff_url=${encodeURIComponent(P1)}; path=/`);
    const sdk = await visit(P1);
    expect(browser.calls).toEqual([]);
    expect(sdk.getData()).toMatchObject({ clickId: 'cust_9_1', hasAttribution: true });
  });

  test('once although init() runs twice before the answer', async () => {
    const sdk = await browser.open(P1);
    sdk.init({ programId: 123 });
    sdk.init({ programId: 123 });
    await browser.settle();
    expect(browser.clicks()).toHaveLength(1);
  });

  test('with a shortened address where the service would refuse the full one', async () => {
    await visit(`${P1}&long=${'x'.repeat(3000)}`);
    expect(browser.clicks()[0]?.body.affiliate_url).toHaveLength(2048);
    expect(browser.clicks()[0]?.body.page_url).toHaveLength(2048);
  });
});

describe('an answer', () => {
  test('that names no click, for an inactive link, changes and prints nothing', async () => {
    browser.answer = () => Response.json({ success: false, message: 'Link is inactive' });
    const sdk = await visit(P1, { debug: true });
    expect(browser.jar.writes).toEqual([]);
    expect(sdk.getData()?.hasAttribution).toBe(false);
    expect(browser.printed).toHaveLength(2);
    browser.dispatch('pageshow', { persisted: true });
    await browser.settle();
    expect(browser.clicks()).toHaveLength(1);
  });

  test.each([
    ['HTML', () => new Response('<p>Gateway</p>', { headers: { 'content-type': 'text/html' } })],
    ['a broken connection', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['an error', () => Response.json({ error: 'Click tracking failed' }, { status: 500 })],
  ])('that is %s leaves the page unharmed and the browser untouched', async (_name, answer) => {
    browser.answer = answer;
    const sdk = await visit(P1);
    expect(sdk.getData()).toMatchObject({ clickId: null, hasAttribution: false });
    expect(browser.jar.names()).toEqual([]);
    expect(browser.printed).toEqual([]);
  });

  test('that failed is asked for again when the network returns', async () => {
    const { answer } = browser;
    browser.answer = () => Promise.reject(new TypeError('Failed to fetch'));
    const sdk = await visit(P1);
    browser.answer = answer;
    browser.dispatch('online');
    await browser.settle();
    expect(browser.clicks()).toHaveLength(2);
    expect(sdk.getClickId()).toBe('cust_2_1712345678902');
  });
});

describe('in a page that lives on', () => {
  test('a route with another aff is another click, and one without changes nothing', async () => {
    const sdk = await visit(P1);
    history.pushState(null, '', '/pricing');
    history.replaceState(null, '', '/pricing?plan=2');
    await browser.settle();
    expect(browser.clicks()).toHaveLength(1);
    history.pushState(null, '', '/pricing?aff=p2');
    await browser.settle();
    expect(browser.clicks()).toHaveLength(2);
    expect(browser.clicks()[1]?.body).toMatchObject({
      affiliate_url: 'https://www.example.com/pricing?aff=p2',
      existing_click_id: 'cust_1_1712345678901',
    });
    expect(sdk.getClickId()).toBe('cust_2_1712345678902');
  });

  test.each(['replaceState', 'popstate'])('%s to another aff is another click', async (how) => {
    await visit(P1);
    if (how === 'replaceState') history.replaceState(null, '', '/?aff=p2');
    else browser.travel('/?aff=p2');
    await browser.settle();
    expect(browser.clicks()).toHaveLength(2);
  });

  test('init() wraps the history once, however often it runs', async () => {
    const sdk = await visit(P1);
    const wrapped = Object.values(history);
    sdk.init({ programId: 123 });
    expect(Object.values(history)).toEqual(wrapped);
  });

  test('a second partner waits for the first click and then names it', async () => {
    let answerFirst: (response: Response) => void = () => {};
    browser.answer = () =>
      browser.clicks().length === 1
        ? new Promise((resolve) => {
            answerFirst = resolve;
          })
        : clickAnswer(2);
    const sdk = await visit(P1);
    history.pushState(null, '', '/?aff=p2');
    await browser.settle();
    expect(browser.clicks()).toHaveLength(1);
    answerFirst(clickAnswer(1));
    await browser.settle();
    expect(browser.clicks()[1]?.body.existing_click_id).toBe('cust_1_1712345678901');
    expect(sdk.getClickId()).toBe('cust_2_1712345678902');
  });

  test('a return from the back-forward cache takes up the newer click of another page', async () => {
    const sdk = await visit(P1);
    browser.jar.write('www.example.com', true, 'affitor_click_id=cust_7_1; domain=.example.com');
    const landing = `affitor_aff_url=${encodeURIComponent(P2)}; domain=.example.com`;
    browser.jar.write('www.example.com', true, landing);
    browser.dispatch('pageshow', { persisted: true });
    await browser.settle();
    expect(browser.clicks()).toHaveLength(1);
    expect(sdk.getData()).toMatchObject({ clickId: 'cust_7_1', affiliateUrl: P2 });
  });

  test('a prerendered page counts when it is shown, and only then', async () => {
    browser.isPrerendering = true;
    await visit(P1);
    expect(browser.calls).toEqual([]);
    browser.show();
    await browser.settle();
    expect(browser.clicks()).toHaveLength(1);
  });

  test('a page that froze its history still runs, and the click counts', async () => {
    const sdk = await browser.open(P1);
    Object.freeze(history);
    expect(() => sdk.init({ programId: 123 })).not.toThrow();
    await browser.settle();
    expect(browser.clicks()).toHaveLength(1);
  });
});

test('without cookies the memory of the page keeps the click, and the next page has none', async () => {
  browser.jar.isBlocked = true;
  const sdk = await visit(P1);
  expect(sdk.getClickId()).toBe('cust_1_1712345678901');
  sdk.init({ programId: 123 });
  await browser.settle();
  expect(browser.clicks()).toHaveLength(1);
  expect((await visit(HOME)).getClickId()).toBeNull();
});
