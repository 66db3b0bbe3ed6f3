// Owns the proof of the React entry, in React itself.
// @vitest-environment happy-dom
import { act, createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AffitorContextValue, AffitorProviderProps } from './index.js';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

interface HappyWindow {
  happyDOM: { setURL: (url: string) => void };
}

const CLICK = { success: true, click_id: 'cust_1_1', cookie_window_days: 60 };

let sdk: typeof import('./index.js');
let browser: typeof import('../browser/index.js');
let seen: AffitorContextValue | undefined;
let sent: string[];
let answerClick: (response: Response) => void;

function Reader() {
  seen = sdk.useAffitor();
  return createElement('p', null, seen.data?.clickId ?? 'none');
}

const tree = (props: AffitorProviderProps) =>
  createElement(StrictMode, null, createElement(sdk.AffitorProvider, props, createElement(Reader)));

beforeEach(async () => {
  vi.resetModules();
  sdk = await import('./index.js');
  browser = await import('../browser/index.js');
  seen = undefined;
  sent = [];
  document.body.innerHTML = '<main></main>';
  (window as unknown as HappyWindow).happyDOM.setURL('https://www.example.com/?aff=p1');
  vi.stubGlobal('fetch', (url: string) => {
    sent.push(new URL(url).pathname);
    return new Promise((resolve) => {
      answerClick = resolve;
    });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.restoreAllMocks();
});

async function render(props: AffitorProviderProps) {
  const root = createRoot(document.querySelector('main') as HTMLElement);
  await act(async () => root.render(tree(props)));
  return root;
}

test('the provider starts the one tracker, and strict mode counts one click', async () => {
  await render({ programId: 123 });
  expect(browser.getTracker()?.programId).toBe(123);
  expect(sent).toEqual(['/api/v1/track/click']);
});

test('its data is fresh once the click is answered', async () => {
  await render({ programId: 123 });
  expect(seen?.data).toMatchObject({ clickId: null, programId: 123, hasAttribution: false });
  await act(async () => answerClick(Response.json(CLICK)));
  expect(seen?.data).toMatchObject({ clickId: 'cust_1_1', hasAttribution: true });
  expect(document.body.textContent).toBe('cust_1_1');
});

test('a changed property starts again with all four, and an unchanged one does not', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
  const root = await render({ programId: 123, debug: true });
  printed.mockClear();
  await act(async () => root.render(tree({ programId: 123, debug: true })));
  expect(printed).not.toHaveBeenCalled();
  await act(async () => root.render(tree({ programId: 456, debug: true })));
  expect(printed).toHaveBeenCalledWith('[Affitor]', 'Affitor SDK initialized:', {
    programId: 456,
    debug: true,
    apiBase: undefined,
    cookieDomain: undefined,
  });
  expect(seen?.data?.programId).toBe(456);
});

test('useAffitor() hands out the functions of the module', async () => {
  await render({ programId: 123 });
  expect(seen?.signup).toBe(browser.signup);
  expect(seen?.getClickId).toBe(browser.getClickId);
});

test('useAffitor() answers from the tracker where there is no provider', async () => {
  browser.init({ programId: 9 });
  const root = createRoot(document.querySelector('main') as HTMLElement);
  await act(async () => root.render(createElement(Reader)));
  expect(seen).toMatchObject({ data: { programId: 9 }, signup: browser.signup });
});

test('with consent required the provider sends nothing', async () => {
  await render({ programId: 123, consent: 'required' });
  expect(sent).toEqual([]);
});

test('on a server the children are rendered at once and nothing starts', () => {
  expect(renderToString(tree({ programId: 123 }))).toBe('<p>none</p>');
  expect(browser.getTracker()).toBeNull();
  expect(sent).toEqual([]);
});
