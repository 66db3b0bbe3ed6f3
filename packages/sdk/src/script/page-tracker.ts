// Owns `window.affitor`: a tracker with the calls and fields that only the script tag has.
import { decideConsent } from '../browser/consent.js';
import { AffitorTracker } from '../browser/tracker.js';

interface Lead {
  email?: string;
  user_id?: string;
  customer_key?: string;
}

interface TestEvent {
  step_id?: string;
  message?: string;
  customer_key?: string;
}

/** The object that a page finds at `window.affitor`. */
export class PageTracker extends AffitorTracker {
  /** The npm loader waits for it; a page only ever sees a tracker that was initialised. */
  get loaded(): boolean {
    return true;
  }

  /** Records the visitor's decision about `consent: 'required'`, or its withdrawal. */
  setConsent(consent: 'granted' | 'denied'): void {
    decideConsent(this, consent);
  }

  /** @deprecated Call signup(). */
  trackLead({ email, user_id, customer_key = user_id }: Lead = {}): Promise<void> {
    return this.signup(customer_key as string, email);
  }

  /** Sends a test event, stored apart and without effect: a click, or a lead for other steps. */
  trackTest({ step_id = 'pageview', message, customer_key }: TestEvent = {}): Promise<unknown> {
    return this._send(
      step_id === 'pageview',
      () => ({
        customer_key,
        additional_data: { test_mode: true, program_id: this.programId, step_id, message },
      }),
      () => {},
    );
  }

  get clickId(): string | null {
    return this.getClickId();
  }

  get affiliateUrl(): string | null {
    return this._affiliateUrl || null;
  }

  get hasAffiliateAttribution(): boolean {
    return !!this._clickId;
  }

  get debugMode(): boolean {
    return !!this._options.debug;
  }
}
