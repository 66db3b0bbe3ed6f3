// Owns the proof of the script tag: its attributes, window.affitor, the queue, the loader's needs.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeBrowser } from '../../test/fake-page.js';
import type { PageTracker } from './page-tracker.js';

const SRC = 'https://aff.example.net:8443/js/affitor-tracker.js';
const P1 = 'https://www.example.com/?aff=p1';
const CLICK_ID = 'cust_1_1712345678901';

interface Page {
  affitor?: PageTracker;
  affitorQueue?: unknown[];
}

let browser: FakeBrowser;
const page = globalThis as Page;

beforeEach(() => {
  browser = new FakeBrowser();
});

afterEach(() => vi.unstubAllGlobals());

/** Loads a page that has the tag; `before` is what the page ran ahead of it. */
async function load(dataset: Record<string, string>, { url = P1, src = SRC, before = {} } = {}) {
  browser.scripts = [{ src, dataset }];
  await browser.open(url);
  vi.stubGlobal('FALLBACK_API_BASE', 'https://api.affitor.com');
  vi.stubGlobal('affitor', undefined);
  vi.stubGlobal('affitorQueue', undefined);
  for (const [name, value] of Object.entries(before)) vi.stubGlobal(name, value);
  await run();
  if (!page.affitor) throw new Error('window.affitor is not available');
  return page.affitor;
}

/** Executes the script, as often as the page has it. */
async function run() {
  vi.resetModules();
  await import('./index.js');
}

describe('the tag', () => {
  test('starts the tracker by itself, with the attributes as options', async () => {
    const affitor = await load({
      affitorProgramId: '123',
      affitorDebug: 'true',
      affitorCookieDomain: '.example.com',
      affitorApiBase: 'https://api.example.com/',
    });
    await browser.settle();
    expect(affitor).toMatchObject({
      loaded: true,
      programId: 123,
      debugMode: true,
      clickId: CLICK_ID,
      affiliateUrl: P1,
      hasAffiliateAttribution: true,
    });
    expect(browser.printed[0]).toEqual([
      'log',
      '[Affitor]',
      'Affitor SDK initialized:',
      {
        programId: 123,
        debug: true,
        cookieDomain: '.example.com',
        apiBase: 'https://api.example.com/',
      },
    ]);
    expect(browser.calls[0]?.url).toBe('https://api.example.com/api/v1/track/click');
    expect(browser.jar.writes.some((text) => text.startsWith('affitor_domain_test'))).toBe(false);
  });

  test('speaks to the origin it came from, and without one to the address of its build', async () => {
    await load({ affitorProgramId: '123' });
    await browser.settle();
    expect(browser.calls[0]?.url).toBe('https://aff.example.net:8443/api/v1/track/click');
    browser = new FakeBrowser();
    await load({ affitorProgramId: '123' }, { src: 'blob:https://aff.example.net/1' });
    await browser.settle();
    expect(browser.calls[0]?.url).toBe('https://api.affitor.com/api/v1/track/click');
  });

  test('knows the older name of its attribute, and the global', async () => {
    expect((await load({ affitorProgram: '7' })).programId).toBe(7);
    const before = { AFFITOR_PROGRAM_ID: '8' };
    expect((await load({}, { before })).programId).toBe(8);
  });

  test('is silent without debug', async () => {
    await load({ affitorProgramId: '123', affitorDebug: 'yes' });
    await browser.settle();
    expect(browser.printed).toEqual([]);
  });

  test('waits for consent where it says so', async () => {
    const affitor = await load({ affitorProgramId: '123', affitorConsent: 'required' });
    await browser.settle();
    expect(browser.calls).toEqual([]);
    affitor.setConsent('granted');
    await browser.settle();
    expect(browser.clicks()).toHaveLength(1);
    affitor.setConsent('denied');
    expect(browser.jar.names()).toEqual([]);
  });

  test.each([
    [true, 0],
    [false, 1],
  ])('asks Global Privacy Control, %s, where it says so', async (isObjected, clicksCount) => {
    browser.navigator = { ...browser.navigator, globalPrivacyControl: isObjected };
    await load({ affitorProgramId: '123', affitorConsent: 'gpc' });
    await browser.settle();
    expect(browser.clicks()).toHaveLength(clicksCount);
  });

  test('loaded twice counts one visitor and keeps the first tracker', async () => {
    const affitor = await load({ affitorProgramId: '123' });
    await run();
    await browser.settle();
    expect(page.affitor).toBe(affitor);
    expect(browser.clicks()).toHaveLength(1);
    page.affitorQueue?.push(['signup', 'user_1']);
    await browser.settle();
    expect(browser.leads()).toHaveLength(1);
  });

  test('replaces a stub that a page put in its place', async () => {
    const affitor = await load({ affitorProgramId: '123' }, { before: { affitor: {} } });
    expect(affitor.loaded).toBe(true);
  });

  test('does not harm a page whose globals are something else', async () => {
    const before = { affitorQueue: { nodeName: 'FORM' }, affitor: null };
    const affitor = await load({ affitorProgramId: '123' }, { before });
    await browser.settle();
    expect(affitor.clickId).toBe(CLICK_ID);
  });
});

describe('the queue', () => {
  test('is drained in order, unknown names are left out', async () => {
    const queue = [['nonsense', 1], 'nonsense', undefined, ['signup', 'user_1', 'a@example.com']];
    await load({ affitorProgramId: '123' }, { before: { affitorQueue: queue } });
    await browser.settle();
    expect(
      browser.leads().map(({ body }) => [body.customer_key, body.email, body.click_id]),
    ).toEqual([['user_1', 'a@example.com', CLICK_ID]]);
    expect(queue).toHaveLength(0);
  });

  test('runs later pushes at once, also for a page that holds the old array', async () => {
    const queue: unknown[] = [];
    await load({ affitorProgramId: '123' }, { before: { affitorQueue: queue } });
    await browser.settle();
    queue.push(['signup', 'user_1'], ['signup', 'user_1']);
    expect(() => queue.push(undefined, 5, ['loaded'])).not.toThrow();
    await browser.settle();
    expect(browser.leads()).toHaveLength(2);
  });

  test('exists after the load where the page had none', async () => {
    await load({ affitorProgramId: '123' });
    page.affitorQueue?.push(['signup', 'user_1']);
    await browser.settle();
    expect(browser.leads()).toHaveLength(1);
  });
});

describe('older calls', () => {
  test.each([
    [{ email: 'a@example.com', customer_key: 'key', user_id: 'id' }, 'key'],
    [{ email: 'a@example.com', user_id: 'id' }, 'id'],
  ])('trackLead(%o) signs up as %s', async (lead, customerKey) => {
    const affitor = await load({ affitorProgramId: '123' });
    await affitor.trackLead(lead);
    expect(browser.leads()[0]?.body).toMatchObject({
      customer_key: customerKey,
      email: 'a@example.com',
      click_id: CLICK_ID,
    });
  });

  test.each([
    [undefined, 'click', { step_id: 'pageview' }],
    [{ step_id: 'signup', customer_key: 'key', message: 'hi' }, 'lead', { step_id: 'signup' }],
  ])('trackTest(%o) sends a test %s', async (event, path, data) => {
    const affitor = await load({ affitorProgramId: '123' }, { url: 'https://www.example.com/' });
    await affitor.trackTest(event);
    expect(browser.calls).toHaveLength(1);
    expect(browser.calls[0]?.path).toBe(`/api/v1/track/${path}`);
    expect(browser.calls[0]?.body.additional_data).toMatchObject({
      test_mode: true,
      program_id: 123,
      ...data,
    });
  });

  test('there is none for sales and refunds', async () => {
    const affitor = await load({ affitorProgramId: '123' });
    expect(affitor).not.toHaveProperty('trackSale');
    expect(affitor).not.toHaveProperty('trackRefund');
  });
});
