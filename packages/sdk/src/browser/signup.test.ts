// Owns the proof of signup(): what is sent and when, what happens if it fails, who gets the click.
import { OPERATIONS } from '@affitor/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clickAnswer, FakeBrowser } from '../../test/fake-page.js';

const P1 = 'https://www.example.com/?aff=p1';
const HOME = 'https://www.example.com/welcome';
const CLICK_ID = 'cust_1_1712345678901';

let browser: FakeBrowser;

beforeEach(() => {
  browser = new FakeBrowser();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const visit = (url: string, options?: object) => browser.visit(url, options);

/** Leads fail with a status, or as if the network were gone, until the test says otherwise. */
function failLeads(failure: number | 'network') {
  const { answer } = browser;
  let isFailing = true;
  browser.answer = (call) => {
    if (!isFailing || !call.path.endsWith('/lead')) return answer(call);
    if (failure === 'network') throw new TypeError('Failed to fetch');
    return Response.json({ error: 'x' }, { status: failure });
  };
  return () => {
    isFailing = false;
  };
}

describe('a signup sends', () => {
  test('exactly the documented fields', async () => {
    const sdk = await visit(P1);
    await sdk.signup('user_1', 'ann@example.com');
    expect(browser.leads()).toHaveLength(1);
    const [lead] = browser.leads();
    expect(lead?.url).toBe('https://api.affitor.com/api/v1/track/lead');
    expect(lead?.body).toEqual({
      customer_key: 'user_1',
      email: 'ann@example.com',
      click_id: CLICK_ID,
      click_ids: [CLICK_ID],
      page_url: P1,
      session_id: browser.clicks()[0]?.body.session_id,
      program_id: 123,
      has_attribution: true,
      debug_mode: false,
    });
    expect(() => OPERATIONS.trackLead.body.parse(lead?.body)).not.toThrow();
    expect(lead?.init).toMatchObject({ keepalive: true, credentials: 'omit' });
  });

  test('nulls for what is not known, so that the lead counts as unattributed', async () => {
    const sdk = await visit(HOME);
    await sdk.signup('user_1');
    expect(browser.leads()[0]?.body).toMatchObject({
      customer_key: 'user_1',
      email: null,
      click_id: null,
      click_ids: [],
      has_attribution: false,
    });
  });

  test('the click id of an earlier page, also after cookies expired but not before', async () => {
    await visit(P1);
    const sdk = await visit(HOME);
    await sdk.signup('user_1');
    expect(browser.leads()[0]?.body.click_id).toBe(CLICK_ID);
    browser.jar.remove('affitor_click_id', 'customer_code');
    await (await visit(HOME)).signup('user_2');
    expect(browser.leads()[1]?.body.click_id).toBeNull();
  });

  test('the call even with an empty key, and says what is wrong', async () => {
    const sdk = await visit(P1);
    await sdk.signup('', 'ann@example.com');
    expect(browser.leads()[0]?.body.customer_key).toBeNull();
    expect(browser.printed).toEqual([
      ['error', '[Affitor]', 'signup() requires customerKey as first argument'],
    ]);
  });

  test('at once, before a navigation right after it could end the page', async () => {
    const sdk = await visit(P1);
    void sdk.signup('user_1');
    expect(browser.leads()).toHaveLength(1);
  });

  test('the page’s address no longer than the service accepts', async () => {
    const sdk = await visit(`${HOME}?${'x'.repeat(3000)}`);
    await sdk.signup('user_1');
    expect(browser.leads()[0]?.body.page_url).toHaveLength(2048);
  });
});

describe('while the click is on its way a signup', () => {
  let answerClick: (response: Response) => void;

  beforeEach(() => {
    const { answer } = browser;
    browser.answer = (call) =>
      call.path.endsWith('/lead')
        ? answer(call)
        : new Promise((resolve) => {
            answerClick = resolve;
          });
  });

  test('waits for it and carries its id', async () => {
    const sdk = await visit(P1);
    const done = sdk.signup('user_1');
    await browser.settle();
    expect(browser.leads()).toEqual([]);
    answerClick(clickAnswer(1));
    await done;
    expect(browser.leads()[0]?.body.click_id).toBe(CLICK_ID);
  });

  test('waits ten seconds at most', async () => {
    vi.useFakeTimers();
    const sdk = await visit(P1);
    const done = sdk.signup('user_1');
    await vi.advanceTimersByTimeAsync(9_999);
    expect(browser.leads()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await done;
    expect(browser.leads()[0]?.body.click_id).toBeNull();
  });

  test('does not wait beyond the life of the page', async () => {
    const sdk = await visit(P1);
    void sdk.signup('user_1');
    browser.dispatch('pagehide');
    await browser.settle();
    expect(browser.leads()).toHaveLength(1);
  });
});

describe('a lead that was not delivered', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  test.each([500, 503, 429, 'network'] as const)('because of %s is sent again', async (failure) => {
    const mend = failLeads(failure);
    const sdk = await visit(P1);
    await sdk.signup('user_1');
    mend();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(browser.leads()).toHaveLength(2);
    expect(browser.leads()[1]?.body).toEqual(browser.leads()[0]?.body);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(browser.leads()).toHaveLength(2);
  });

  test('because the browser was offline is sent when the network returns', async () => {
    const mend = failLeads('network');
    const sdk = await visit(P1);
    await sdk.signup('user_1');
    mend();
    browser.dispatch('online');
    await browser.settle();
    expect(browser.leads()).toHaveLength(2);
  });

  test('is not sent for ever', async () => {
    failLeads(500);
    const sdk = await visit(P1);
    await sdk.signup('user_1');
    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    expect(browser.leads()).toHaveLength(6);
  });

  test.each([400, 404, 413])('because it was refused with %i is not sent again', async (status) => {
    failLeads(status);
    const sdk = await visit(P1);
    await sdk.signup('user_1');
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(browser.leads()).toHaveLength(1);
  });
});

describe('in a browser that two people share', () => {
  test('the second does not inherit the click of the first, who may repeat', async () => {
    await (await visit(P1)).signup('user_1');
    const sdk = await visit(HOME);
    await sdk.signup('user_1');
    await sdk.signup('user_2');
    expect(browser.leads().map(({ body }) => [body.customer_key, body.click_id])).toEqual([
      ['user_1', CLICK_ID],
      ['user_1', CLICK_ID],
      ['user_2', null],
    ]);
    expect(browser.leads()[2]?.body).toMatchObject({ click_ids: [], has_attribution: false });
  });

  test('nor does a later click of the same customer go to the second', async () => {
    await (await visit(P1)).signup('user_1');
    browser.answer = () => Response.json({ success: true, click_id: 'cust_1_1999999999999' });
    await (await visit('https://www.example.com/?aff=p2')).signup('user_2');
    expect(browser.leads()[1]?.body.click_id).toBeNull();
  });

  test('a click that led to a new customer is the second’s own', async () => {
    await (await visit(P1)).signup('user_1');
    browser.answer = () => clickAnswer(2);
    await (await visit('https://www.example.com/?aff=p2')).signup('user_2');
    expect(browser.leads()[1]?.body.click_id).toBe('cust_2_1712345678902');
  });
});

test('nothing that a page passes makes a call throw or reject', async () => {
  const sdk = await visit(P1);
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  for (const value of [undefined, null, 5, Symbol('x'), circular, 1n, () => {}] as never[]) {
    await expect(sdk.signup(value, value)).resolves.toBeUndefined();
    await expect(sdk.trackClick(value, value)).resolves.toBeUndefined();
    expect(() => sdk.init(value)).not.toThrow();
    expect(() => sdk.init({ programId: value, apiBase: value })).not.toThrow();
    await expect(sdk.signup('user')).resolves.toBeUndefined();
  }
});
