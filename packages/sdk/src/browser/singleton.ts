// Owns the one tracker behind the module's functions.
import { decideConsent } from './consent.js';
import { PREFIX } from './console.js';
import { isBrowser } from './environment.js';
import type { AffitorData, AffitorInitOptions } from './options.js';
import { AffitorTracker } from './tracker.js';

let tracker: AffitorTracker | null = null;

/**
 * Starts the tracker, or takes over new options. On a server it does nothing.
 *
 * @example
 * init({ programId: 123 });
 */
export function init(options?: AffitorInitOptions): AffitorTracker | null {
  if (!isBrowser()) return null;
  if (tracker) tracker.init(options);
  else {
    tracker = new AffitorTracker(options);
    tracker.init();
  }
  return tracker;
}

/**
 * Reports that this visitor signed up. Resolves either way, once the service has answered.
 *
 * @example
 * await signup('user_1001', 'ann@example.com');
 */
export function signup(customerKey: string, email?: string): Promise<void> {
  return tracker ? tracker.signup(customerKey, email) : complain('signup');
}

/**
 * Reports a visit. `init()` does so by itself; this is for landings that only you can recognise.
 *
 * @example
 * await trackClick('https://example.com/?aff=abc123');
 */
export function trackClick(affiliateUrl?: string, existingClickId?: string | null): Promise<void> {
  return tracker ? tracker.trackClick(affiliateUrl, existingClickId) : complain('trackClick');
}

/**
 * Records the visitor's decision about `consent: 'required'`, or its withdrawal.
 *
 * @example
 * setConsent('granted');
 */
export function setConsent(consent: 'granted' | 'denied'): void {
  if (tracker) decideConsent(tracker, consent);
  else void complain('setConsent');
}

/**
 * The visitor's click id, for instance to hand it to your backend; null without one.
 *
 * @example
 * const clickId = getClickId();
 */
export function getClickId(): string | null {
  return tracker?.getClickId() ?? null;
}

/**
 * What is known of the visitor's attribution; null before `init()`.
 *
 * @example
 * console.log(getData());
 */
export function getData(): AffitorData | null {
  return tracker?.getData() ?? null;
}

/**
 * The tracker behind these functions; null before `init()`.
 *
 * @example
 * const ids = getTracker()?.getClickIds();
 */
export function getTracker(): AffitorTracker | null {
  return tracker;
}

async function complain(name: string): Promise<void> {
  if (isBrowser()) console.error(`${PREFIX} ${name}() called before init()`);
}
