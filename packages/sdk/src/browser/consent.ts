// Owns what a visitor's decision does to a tracker: taking up what waited, or deleting everything.
import { NAMES } from './cookies.js';
import { isBrowser } from './environment.js';
import { forgetClaim } from './signed-up.js';
import type { AffitorTracker } from './tracker.js';

/** `granted` records what waited for it; `denied` deletes what was stored. */
export function decideConsent(tracker: AffitorTracker, consent: 'granted' | 'denied'): void {
  const held = tracker._held;
  const ids = tracker.getClickIds();
  tracker._held = null;
  tracker._decision = consent;
  if (consent === 'granted') {
    tracker.initializeAffiliateAttribution();
    if (held) void tracker.signup(...held);
    return;
  }
  tracker._reportedAff = null;
  tracker._landingUrl = undefined;
  tracker._adopt();
  ids.forEach(forgetClaim);
  for (const name of NAMES) tracker._write(name, '', 0);
}

/**
 * For `init({ consent: … })`: `denied` if the visitor's browser sends Global Privacy Control.
 *
 * @example
 * init({ programId: 123, consent: consentOfBrowser() });
 */
export function consentOfBrowser(): 'granted' | 'denied' {
  const isObjected =
    isBrowser() && (navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl;
  return isObjected ? 'denied' : 'granted';
}
