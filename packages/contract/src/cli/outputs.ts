// Owns what the command line prints with --json: one schema per command, and that of its errors.
import { z } from 'zod';
import { cliProgram, cliStatus } from '../schemas/cli.js';
import { feedEvent } from '../schemas/event-feed.js';
import {
  chainResult,
  programReadiness,
  READINESS_ACTIONS,
  READINESS_GATES,
  testEventResult,
} from '../schemas/readiness.js';
import { trace, tracedRefusal } from '../schemas/trace.js';

const steps = z.array(z.string());

const login = z.union([
  z.strictObject({
    logged_in: z.literal(true),
    email: z.string(),
    advertiser_id: z.int(),
    next_steps: steps,
  }),
  z.strictObject({ already_logged_in: z.literal(true), email: z.string() }),
]);

const whoami = z.union([
  z.strictObject({
    logged_in: z.literal(true),
    email: z.string(),
    advertiser_id: z.int().nullable(),
    expires_at: z.string(),
  }),
  z.strictObject({ logged_in: z.literal(false) }),
]);

const init = z.strictObject({
  program_id: z.string(),
  api_key: z.string().describe('The only output that holds a secret; it is shown once.'),
  domain: z.string(),
  status: z.literal('created'),
  tracking: z.strictObject({
    script_tag: z.string(),
    signup_call: z.string(),
    sale_api: z.string(),
    lead_api: z.string(),
  }),
  next_steps: steps.length(4),
});

const ONBOARD_STEPS = ['detect', 'browser_tracking', 'server_sale', 'env_key'] as const;

const onboard = z.strictObject({
  program_id: z.string().nullable(),
  steps: z.array(
    z.strictObject({
      step: z.enum(ONBOARD_STEPS),
      status: z.enum(['ok', 'skipped', 'manual', 'already', 'failed']),
      detail: z.string().optional().describe('With --json, what is to be done, with its code.'),
    }),
  ),
  integration_verified: z.boolean(),
  blocker: z.enum(READINESS_GATES).optional().describe('The first gate that is not passed.'),
  next_action: z.enum(READINESS_ACTIONS).optional(),
  error: z
    .strictObject({ code: z.string(), message: z.string() })
    .optional()
    .describe('Why it could not be verified; `api_key_rotation_required` for a retired key.'),
});

const status = z.strictObject({ ...cliStatus.shape, readiness: programReadiness });

const test = z.union([chainResult, testEventResult]);

const explain = z.strictObject({
  transaction_id: z.string(),
  trace: trace.nullable().describe('Null when nothing was recorded under the id.'),
  refusals: z.array(tracedRefusal).describe('Calls that were refused under this request id.'),
});

const trigger = z.strictObject({
  event_type: z.enum(['click', 'lead', 'sale', 'refund']),
  transaction_id: z.string().nullable(),
  answer: z.record(z.string(), z.unknown()).describe('What the tracking API answered.'),
});

const CHECK_STATUSES = ['ok', 'warn', 'fail', 'unknown'] as const;

const doctor = z.strictObject({
  healthy: z.boolean().describe('No check failed.'),
  checks: z.array(
    z.strictObject({
      name: z.enum(['config', 'key', 'clock', 'site', 'script_tag', 'csp', 'origin', 'cookie']),
      status: z.enum(CHECK_STATUSES),
      message: z.string(),
      fix: z.string().nullable(),
    }),
  ),
});

const setupDns = z.strictObject({
  status: z.literal('not_needed'),
  domain: z.string(),
  message: z.string(),
});

const setupStripe = z.union([
  z.strictObject({
    status: z.literal('connected'),
    stripe_account_id: z.string(),
    webhook_endpoint_id: z.string(),
    charges_enabled: z.boolean(),
    payouts_enabled: z.boolean(),
  }),
  z.strictObject({ status: z.literal('already_connected'), stripe_account_id: z.string() }),
]);

const setupPolar = z.strictObject({
  status: z.literal('connected'),
  environment: z.enum(['production', 'sandbox']),
  webhook_endpoint_id: z.string(),
  webhook_url: z.string(),
  events: z.array(z.string()),
  secret_persisted: z
    .boolean()
    .describe('False when the environment file of the application holds another value.'),
  steps: z.array(
    z.strictObject({
      step: z.enum(['webhook_endpoint', 'app_env', 'route']),
      status: z.enum(['ok', 'already', 'manual']),
      detail: z.string().optional(),
    }),
  ),
  route: z
    .strictObject({
      path: z.string(),
      source: z.string(),
      deps: z.array(z.string()),
      env: z.array(z.string()),
    })
    .nullable()
    .describe('Null where the application is none of Next.js with the app router.'),
  next_actions: steps,
});

const completion = z.strictObject({
  shell: z.enum(['bash', 'zsh', 'fish']),
  script: z.string(),
});

/** What a command prints on standard output with `--json` when it succeeds. */
export const CLI_OUTPUTS = {
  login,
  logout: z.strictObject({ logged_out: z.literal(true), email: z.string().nullable() }),
  whoami,
  programs: z.strictObject({ programs: z.array(cliProgram) }),
  init,
  onboard,
  status,
  test,
  explain,
  listen: feedEvent.describe('One per line, unlike the others.'),
  trigger,
  doctor,
  'setup stripe': setupStripe,
  'setup polar': setupPolar,
  'setup dns': setupDns,
  completion,
} as const;

export type CliOutputName = keyof typeof CLI_OUTPUTS;
export type CliOutput<Name extends CliOutputName> = z.input<(typeof CLI_OUTPUTS)[Name]>;

/**
 * What it prints when it fails. `error` is a code such as `not_logged_in`, or, when the service
 * refused, the message of the service with its status.
 */
export const cliError = z.strictObject({
  error: z.string(),
  message: z.string().optional(),
  hint: z.string().optional(),
  status: z.int().optional(),
  code: z.string().optional().describe('The code of the error catalogue.'),
  missing: z.array(z.string()).optional().describe('Options, with `missing_options`.'),
  next_steps: steps.optional(),
});

export type CliError = z.input<typeof cliError>;

/** How a command ends. Scripts and agents read these, so each keeps its meaning. */
export const CLI_EXIT_CODES = {
  ok: { code: 0, meaning: 'Done' },
  other: { code: 1, meaning: 'Anything that has no code of its own' },
  usage: { code: 2, meaning: 'A command, option or value that does not exist or is missing' },
  auth: { code: 3, meaning: 'Not signed in, or a key or permission that is refused' },
  notReady: { code: 4, meaning: 'It works, but the integration is not proven or not healthy' },
  network: { code: 5, meaning: 'The service could not be reached' },
  conflict: { code: 6, meaning: 'Something exists already, such as the configuration' },
} as const;

export type CliExit = keyof typeof CLI_EXIT_CODES;
