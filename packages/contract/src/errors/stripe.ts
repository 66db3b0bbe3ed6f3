// Owns the catalogue rows of Stripe: deliveries that cannot be trusted, replays that cannot be.
import { defineErrors } from './row.js';

export const STRIPE_ERRORS = defineErrors('stripe', {
  stripe_signature_invalid: {
    status: 400,
    message: 'Stripe signature could not be verified',
    condition:
      '`Stripe-Signature` is missing, older than 300 seconds, or made with another secret or ' +
      'for another body',
    meaning:
      'Nothing was recorded. No connected program has the secret of this endpoint, or something ' +
      'in between changed the body.',
    fix:
      'Connect the endpoint again with `affitor setup stripe`, check the clock of the server, ' +
      'and let proxies pass the body on unchanged. Stripe sends the event again.',
    retryable: false,
  },
  stripe_event_unreadable: {
    status: 400,
    message: 'The body is not a Stripe event',
    condition: 'The signature is right, but the body has no id, type or object that can be kept',
    meaning: 'Nothing was recorded.',
    fix: 'Deliver events as Stripe sends them, in the snapshot style, not as thin events.',
    retryable: false,
  },
  stripe_event_not_replayable: {
    status: 409,
    message: 'Stripe event cannot be replayed: <why>',
    condition: 'A replay was asked for an event that was applied, or whose content is purged',
    meaning: 'What was applied once must not be applied again. Contents are kept for 30 days.',
    fix: 'Nothing for what was applied; report an older payment to `POST /api/v1/track/sale`.',
    retryable: false,
  },
  stripe_not_connected: {
    status: 409,
    message: 'Stripe is not connected',
    condition: 'A disconnection or a replay was asked of a program without a Stripe account',
    meaning: 'There is nothing to disconnect, and nothing that its events could be applied to.',
    fix: 'Run `affitor setup stripe` to connect an account.',
    retryable: false,
  },
});
