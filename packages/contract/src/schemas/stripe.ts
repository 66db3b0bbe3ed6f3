// Owns the schemas of Stripe: the connection of a program, what Stripe sends, what became of it.
import { z } from 'zod';
import { eventId, eventIdParam, idParam, text, timestamp } from './primitives.js';

const fact = z.boolean().optional();

export const stripeConnectBody = z
  .object({
    program_id: z.union([z.string().max(20), z.int()]),
    stripe_user_id: text(255).regex(/^acct_\w+$/, 'must be the id of a Stripe account, acct_…'),
    webhook_endpoint_id: text(255).regex(/^we_\w+$/, 'must be the id of a webhook endpoint, we_…'),
    webhook_secret: text(255).regex(
      /^whsec_\S+$/,
      'must be the signing secret of the webhook endpoint, whsec_…',
    ),
    livemode: fact.describe('Whether the endpoint gets live events. Left out, it is taken so.'),
    charges_enabled: fact.describe('As Stripe says of the account; a live payment proves it too.'),
    payouts_enabled: fact.describe('As Stripe says of the account.'),
    details_submitted: fact.describe('As Stripe says of the account.'),
  })
  .meta({
    id: 'StripeConnectRequest',
    examples: [
      {
        program_id: '42',
        stripe_user_id: 'acct_1',
        webhook_endpoint_id: 'we_1',
        webhook_secret: 'whsec_1',
        livemode: true,
        charges_enabled: true,
        payouts_enabled: true,
      },
    ],
  });

export const stripeConnected = z
  .object({
    connected: z.boolean(),
    stripe_account_id: z.string(),
    webhook_endpoint_id: z.string(),
    charges_enabled: z.boolean(),
    payouts_enabled: z.boolean(),
    livemode: z.boolean().describe('False: payments in Stripe’s test mode, kept as test events.'),
  })
  .meta({ id: 'StripeConnected' });

/** `not_recording`: linked, but the payment tracking of the program is not `stripe`. */
export const STRIPE_CONNECTION_STATUSES = [
  'connected',
  'not_recording',
  'disconnected',
  'not_connected',
] as const;

export const stripeConnection = z
  .object({
    status: z.enum(STRIPE_CONNECTION_STATUSES),
    records_payments: z
      .boolean()
      .describe('Whether live payments become sales: connected, live, and mode `stripe`.'),
    account_id: z.string().nullable(),
    webhook_endpoint_id: z.string().nullable(),
    webhook_url: z.string().describe('Where the endpoint has to deliver.'),
    livemode: z.boolean().nullable(),
    charges_enabled: z.boolean(),
    payouts_enabled: z.boolean(),
    details_submitted: z.boolean(),
    connected_at: timestamp.nullable(),
    connected_by: z.string().nullable().describe('`program:42` for its key, `user:7` for people.'),
    disconnected_at: timestamp.nullable(),
    last_event_at: timestamp.nullable().describe('When Stripe last delivered something.'),
  })
  .meta({ id: 'StripeConnection' });

/** What Stripe sends. Only these two fields are the same in all events. */
export const stripeEventBody = z
  .looseObject({ id: z.string(), type: z.string() })
  .meta({ id: 'StripeEventBody', examples: [{ id: 'evt_1', type: 'invoice.paid' }] });

export const stripeReceived = z
  .object({ received: z.literal(true) })
  .meta({ id: 'StripeEventReceived' });

export const stripeWebhookParams = z.object({ programId: idParam.describe('Id of the program.') });

/** What became of an event. */
export const STRIPE_EVENT_OUTCOMES = ['applied', 'waiting', 'unattributed', 'ignored'] as const;

/** How the program of an event was found, with how sure that is. */
export const STRIPE_ROUTING = {
  metadata_program_id: 1,
  connected_account: 0.9,
  endpoint_secret: 0.8,
} as const;

const ROUTING_REASONS = Object.keys(STRIPE_ROUTING) as (keyof typeof STRIPE_ROUTING)[];

export const stripeEventParams = z.object({
  id: idParam.describe('Id of the program.'),
  eventId: eventIdParam.describe('Id of the event in this list, not Stripe’s.'),
});

export const stripeEvent = z
  .object({
    id: eventId,
    stripe_event_id: z.string().meta({ examples: ['evt_1'] }),
    type: z.string().meta({ examples: ['checkout.session.completed'] }),
    livemode: z.boolean(),
    outcome: z.enum(STRIPE_EVENT_OUTCOMES),
    reason: z.string().describe('A code of the guide on Stripe, for example `sale_recorded`.'),
    routing_reason: z.enum(ROUTING_REASONS).describe('How its program was found.'),
    confidence_score: z.number().min(0).max(1),
    sale_id: eventId.nullable(),
    request_id: z.string(),
    created_at: timestamp.describe('When it happened, as Stripe says.'),
    received_at: timestamp,
    is_replayable: z.boolean().describe('Not applied, and its content is not purged yet.'),
  })
  .meta({ id: 'StripeEvent' });
