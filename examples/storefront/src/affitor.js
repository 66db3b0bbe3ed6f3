// Owns everything that this shop says to Affitor. This is the file to copy.
import { affitorLandings, readClickId } from '@affitor/sdk/express';
import { Affitor } from '@affitor/sdk/server';
import { note } from './journal.js';
import { COOKIE_DOMAIN, settings } from './settings.js';

const affitor = new Affitor({
  apiKey: settings.apiKey,
  apiUrl: settings.affitorUrl,
  // The customer waits for these calls. A shop with a job queue would send them from there.
  timeoutMs: 3_000,
  maxRetries: 1,
});

/** More than the default of 400: a laptop that is building something else is slow to answer. */
const LANDING_WAIT_MAX_MS = 2_000;

/**
 * Server mode: a middleware that records a landing with `?aff=` and sets the cookies. A shop on
 * one host leaves `cookieDomain` out.
 */
export const landings = affitorLandings({
  apiUrl: settings.affitorUrl,
  cookieDomain: COOKIE_DOMAIN,
  timeoutMs: LANDING_WAIT_MAX_MS,
  onError: noteLandingError,
});

/** The same for `localhost`, where there is no parent domain that could hold a shared cookie. */
export const landingsOnOneHost = affitorLandings({
  apiUrl: settings.affitorUrl,
  timeoutMs: LANDING_WAIT_MAX_MS,
  onError: noteLandingError,
});

/**
 * Server mode: the signup, told by the backend. In browser mode the page calls
 * `affitor.signup(account.id, account.email)` instead, through the queue: see
 * public/signup.js.
 */
export async function reportSignup(account, request) {
  const input = {
    customerExternalId: account.id,
    clickId: readClickId(request),
    email: account.email,
  };
  const result = await affitor.trackLead(input);
  note({ kind: 'lead', call: 'affitor.trackLead', input, result });
}

/**
 * A payment. The invoice's own number makes the report safe to repeat: a second one is answered
 * with 409 and changes nothing, so a 409 is as good as a success.
 */
export async function reportSale(account, invoice) {
  const input = {
    customerExternalId: account.id,
    amount: invoice.amountCents,
    currency: invoice.currency,
    invoiceId: invoice.id,
    saleType: 'subscription',
    subscriptionId: account.subscriptionId,
    subscriptionInterval: 'monthly',
    isRecurring: invoice.isRenewal,
  };
  const result = await affitor.trackSale(input);
  note({ kind: 'sale', call: 'affitor.trackSale', input, result });
  return result;
}

/** A refund of the whole invoice; `refundAmountCents` would make it a part. */
export async function reportRefund(invoice) {
  const input = { invoiceId: invoice.id, refundReason: 'requested_by_customer' };
  const result = await affitor.trackRefund(input);
  note({ kind: 'refund', call: 'affitor.trackRefund', input, result });
  return result;
}

function noteLandingError(error) {
  const reason = [error.message, error.cause?.message].filter(Boolean).join(': ');
  const result = { ok: false, error: reason };
  note({ kind: 'click', call: 'affitorLandings', result, shown: { error: reason } });
}
