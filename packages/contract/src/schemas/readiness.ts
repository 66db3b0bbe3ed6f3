// Owns the schemas of readiness and of test events: five gates, one verdict, the synthetic chain.
import { z } from 'zod';
import { currency, id, timestamp } from './primitives.js';

/** The gates in the order in which they are passed. */
export const READINESS_GATES = ['profile', 'economics', 'payout', 'tracking', 'live'] as const;

export type ReadinessGate = (typeof READINESS_GATES)[number];

export const READINESS_STATES = [
  'draft',
  'configuring',
  'ready',
  'integration_verified',
  'live_verified',
] as const;

export const GATE_STATUSES = ['pass', 'fail', 'unknown'] as const;

/** What to do about a gate that is not passed. */
export const READINESS_ACTIONS = [
  'complete_program_profile',
  'set_commission_policy',
  'surface_stripe_connect_url',
  'install_tracker_or_send_events',
  'run_synthetic_sale_chain',
] as const;

/** What the tracking gate found. */
export const TRACKING_DETAILS = [
  'receiving_events',
  'tracker_installed',
  'tracker_not_found',
  'tracker_of_other_program',
  'site_unreachable',
  'site_not_public',
  'not_checked',
] as const;

export const CHAIN_VERDICTS = ['attributed', 'unattributed', 'wrong_partner', 'pending'] as const;

const chainVerdict = z
  .object({
    click: z.enum(CHAIN_VERDICTS),
    lead: z.enum(CHAIN_VERDICTS),
    sale: z.enum(CHAIN_VERDICTS),
  })
  .meta({ id: 'ChainVerdict', description: 'What became of each step of a synthetic chain.' });

const gate = {
  status: z.enum(GATE_STATUSES),
  next_action: z.enum(READINESS_ACTIONS).optional().describe('Present unless the gate is passed.'),
};

const lastEventAt = z.object({
  click: timestamp.nullable(),
  lead: timestamp.nullable(),
  sale: timestamp.nullable(),
});

const counts = z.object({
  clicks: z.int().min(0),
  leads: z.int().min(0),
  sales: z.int().min(0),
});

/** Why Stripe does not pass the payout gate. */
export const PAYOUT_DETAILS = [
  'stripe_not_connected',
  'stripe_test_mode',
  'stripe_charges_disabled',
] as const;

export const programReadiness = z
  .object({
    program_id: id,
    state: z.enum(READINESS_STATES),
    integration_verified: z.boolean(),
    blocker: z.enum(READINESS_GATES).nullable().describe('The first gate that is not passed.'),
    gates: z.object({
      profile: z.object({
        ...gate,
        missing: z.array(z.string()).optional().describe('Settings that are still empty.'),
      }),
      economics: z.object(gate),
      payout: z.object({
        ...gate,
        mode: z.enum(['stripe', 's2s', 'manual']),
        endpoint: z.string().optional().describe('Where Stripe Connect is reported to.'),
        detail: z.enum(PAYOUT_DETAILS).optional().describe('What is missing in mode `stripe`.'),
      }),
      tracking: z.object({
        ...gate,
        detail: z.enum(TRACKING_DETAILS),
        checked_at: timestamp.nullable(),
      }),
      live: z.object({ ...gate, test_chain: chainVerdict.nullable() }),
    }),
    last_event_at: lastEventAt.describe('Real events only.'),
    counts_24h: counts.describe('Real events only.'),
    key_rotated_at: timestamp.nullable(),
    poll: z.object({ retry_after_seconds: z.int().min(1) }),
  })
  .meta({ id: 'ProgramReadiness' });

export const readinessQuery = z.object({
  force_recheck: z
    .enum(['true', 'false'])
    .optional()
    .describe('`true` looks at the site anew, at most once a minute.'),
});

/** The body of an error for clients that read a code from it. */
export const typedErrorBody = z
  .object({
    error: z.object({
      status: z.int().optional(),
      code: z.string(),
      message: z.string(),
      retry_after_seconds: z.int().min(0).optional(),
    }),
  })
  .meta({ id: 'TypedError', description: 'An error whose code stands in the body as well.' });

export const TEST_EVENT_TYPES = ['click', 'lead', 'sale'] as const;

export const cliTestEventBody = z
  .object({
    type: z.literal('chain').optional().describe('Runs click, lead and sale in one go.'),
    event_type: z
      .enum(TEST_EVENT_TYPES)
      .optional()
      .describe('Records one test event; left out, the body is about a chain.'),
    program_id: z
      .union([z.string().max(20), z.int()])
      .optional()
      .describe('When given, it must be the program of the key.'),
  })
  .refine((body) => (body.type === undefined) !== (body.event_type === undefined), {
    message: 'exactly one of type and event_type is required',
    path: ['type'],
  })
  .meta({ id: 'CliTestEventRequest', examples: [{ type: 'chain' }] });

export const testEventBody = z
  .strictObject({ type: z.enum([...TEST_EVENT_TYPES, 'refund', 'chain']) })
  .meta({ id: 'TestEventRequest', examples: [{ type: 'click' }] });

export const chainResult = z
  .object({
    type: z.literal('chain'),
    short_code: z.string().meta({ examples: ['afftest42'] }),
    customer_key: z.string(),
    verdict: chainVerdict,
    attributed: z.boolean().describe('Whether the sale was attributed.'),
    transaction_id: z.string(),
    commission: z
      .object({ amount_cents: z.int().min(0), currency })
      .nullable()
      .describe('What the sale would have earned under the policy in force.'),
    refund: z
      .enum(['reversed', 'no_commission'])
      .nullable()
      .describe('What the refund at the end of the chain took back; null without a sale.'),
  })
  .meta({ id: 'SyntheticChain' });

export const testEventResult = z
  .object({
    event_type: z.enum([...TEST_EVENT_TYPES, 'refund']),
    event_id: z.string(),
    received: z.boolean(),
    attributed: z.literal(false),
    message: z.string(),
  })
  .meta({ id: 'TestEvent' });

export const testEventOutcome = z.union([chainResult, testEventResult]);
