// Owns the operations of Stripe: where it delivers events, and what became of them.
import { cursorQuery, dataOf, pageOf, programParams } from '../schemas/primitives.js';
import * as stripe from '../schemas/stripe.js';
import { CAPACITY_ERRORS, defineOperation, PROGRAM_ERRORS } from './operation.js';

const STRIPE = '/api/advertiser/affiliate-programs/:id/stripe';

const DELIVERY =
  'Checks `Stripe-Signature` over the bytes of the body with the secrets of the connected ' +
  'endpoints. An event is kept once, whatever became of it; a second delivery changes nothing. ' +
  'Anything but 200 makes Stripe deliver it again.';

const DELIVERY_ERRORS = [
  'body_too_large',
  'unsupported_content_type',
  'stripe_signature_invalid',
  'stripe_event_unreadable',
  'internal_error',
  ...CAPACITY_ERRORS,
] as const;

export const STRIPE_OPERATIONS = {
  receiveStripeEvent: defineOperation({
    id: 'receiveStripeEvent',
    method: 'POST',
    path: '/api/webhook-distributor/stripe',
    tag: 'Stripe',
    summary: 'Take an event of any connected Stripe account',
    description: `${DELIVERY} The secret that verifies decides which program it is for.`,
    auth: 'none',
    body: stripe.stripeEventBody,
    response: stripe.stripeReceived,
    errors: DELIVERY_ERRORS,
  }),
  receiveProgramStripeEvent: defineOperation({
    id: 'receiveProgramStripeEvent',
    method: 'POST',
    path: '/webhooks/stripe/:programId',
    tag: 'Stripe',
    summary: 'Take an event of the Stripe account of one program',
    description: `${DELIVERY} Only the secret of the program in the path counts.`,
    auth: 'none',
    params: stripe.stripeWebhookParams,
    body: stripe.stripeEventBody,
    response: stripe.stripeReceived,
    errors: DELIVERY_ERRORS,
  }),
  readStripeConnection: defineOperation({
    id: 'readStripeConnection',
    method: 'GET',
    path: STRIPE,
    tag: 'Stripe',
    summary: 'Read the Stripe connection of a program',
    description: 'Also of a program that has none; the secret is never shown.',
    auth: 'management',
    scope: 'program:read',
    params: programParams,
    response: dataOf(stripe.stripeConnection),
    errors: PROGRAM_ERRORS,
  }),
  disconnectStripe: defineOperation({
    id: 'disconnectStripe',
    method: 'DELETE',
    path: STRIPE,
    tag: 'Stripe',
    summary: 'Disconnect Stripe',
    description:
      'Forgets the secret at once: what Stripe delivers from then on is refused, and no payment ' +
      'is recorded by itself. What was recorded stays. The endpoint at Stripe is yours to delete.',
    auth: 'management',
    scope: 'program:update',
    params: programParams,
    response: dataOf(stripe.stripeConnection),
    errors: [...PROGRAM_ERRORS, 'stripe_not_connected'],
  }),
  listStripeEvents: defineOperation({
    id: 'listStripeEvents',
    method: 'GET',
    path: `${STRIPE}/events`,
    tag: 'Stripe',
    summary: 'List what Stripe delivered',
    description: 'Newest first, each with what became of it and why.',
    auth: 'management',
    scope: 'program:read',
    params: programParams,
    query: cursorQuery,
    response: pageOf(stripe.stripeEvent),
    errors: PROGRAM_ERRORS,
  }),
  replayStripeEvent: defineOperation({
    id: 'replayStripeEvent',
    method: 'POST',
    path: `${STRIPE}/events/:eventId/replay`,
    tag: 'Stripe',
    summary: 'Apply a Stripe event again',
    description:
      'For an event that was not applied, once its cause is mended. It can never count twice. ' +
      'It takes no body.',
    auth: 'management',
    scope: 'program:update',
    params: stripe.stripeEventParams,
    response: dataOf(stripe.stripeEvent),
    errors: [
      ...PROGRAM_ERRORS,
      'stripe_event_not_found',
      'stripe_event_not_replayable',
      'stripe_not_connected',
    ],
  }),
} as const;
