// Owns the proof that the browser entry is inert where there is no browser.
import { afterEach, expect, test, vi } from 'vitest';
import * as sdk from './index.js';

afterEach(() => vi.restoreAllMocks());

test('every function returns early, prints nothing and sends nothing', async () => {
  const printed = ['log', 'warn', 'error'].map((name) => vi.spyOn(console, name as 'log'));
  const sent = vi.spyOn(globalThis, 'fetch');
  expect(typeof document).toBe('undefined');
  expect(sdk.init({ programId: 123, debug: true })).toBeNull();
  await expect(sdk.signup('u')).resolves.toBeUndefined();
  await expect(sdk.trackClick()).resolves.toBeUndefined();
  expect(() => sdk.setConsent('granted')).not.toThrow();
  expect([sdk.getClickId(), sdk.getData(), sdk.getTracker()]).toEqual([null, null, null]);
  expect(sdk.consentOfBrowser()).toBe('granted');

  const tracker = new sdk.AffitorTracker({ debug: true });
  tracker.init({ debug: true });
  tracker.initializeAffiliateAttribution();
  await tracker.signup('u');
  await tracker.trackClick();
  expect([tracker.getClickId(), tracker.getClickIds(), tracker.programId]).toEqual([
    null,
    [],
    null,
  ]);
  expect(new sdk.AffitorTracker({ programId: '7' }).programId).toBe(7);

  for (const spy of [...printed, sent]) expect(spy).not.toHaveBeenCalled();
});

test('two trackers of a page keep their options apart', () => {
  const first = new sdk.AffitorTracker({ programId: 1 });
  const second = new sdk.AffitorTracker({ programId: 2 });
  expect([first.getData().programId, second.getData().programId]).toEqual([1, 2]);
});
