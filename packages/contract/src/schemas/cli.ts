// Owns the schemas of the command line's endpoints: signing in through the browser, init, status.
import { z } from 'zod';
import { ROLES } from './members.js';
import { id, searchText, text, timestamp, webUrl } from './primitives.js';

export const CLI_LOGIN_STATUSES = ['pending', 'complete', 'expired', 'consumed'] as const;
export const CLI_COMMISSION_TYPES = [
  'recurring_percent',
  'percent',
  'fixed',
  'recurring_fixed',
] as const;

const SECRET_LENGTH_MAX = 128;
const secret = searchText(SECRET_LENGTH_MAX);

export const cliLoginStarted = z
  .object({
    state: z.string().describe('Secret of this command line; it is polled with.'),
    auth_url: z.string().describe('Where a signed-in person approves it.'),
    poll_url: z.string(),
    user_code: z.string().describe('Shown in both places, so that people can compare.'),
    expires_at: timestamp,
  })
  .meta({ id: 'CliLoginStarted' });

export const cliLoginQuery = z.object({ state: secret });

export const cliLoginState = z
  .object({
    status: z.enum(CLI_LOGIN_STATUSES),
    denied: z.literal(true).optional().describe('Somebody said no; the status is `expired`.'),
    token: z.string().optional().describe('Shown once, with `complete`.'),
    email: z.string().optional(),
    advertiser_id: id.optional().describe('The workspace that the token acts in.'),
    token_expires_at: timestamp.optional(),
  })
  .meta({ id: 'CliLoginState' });

export const cliLoginRequest = z
  .strictObject({ request: secret.describe('From the address of the approval page.') })
  .meta({ id: 'CliLoginRequest', examples: [{ request: 'a-request' }] });

export const cliLoginPreview = z
  .object({
    user_code: z.string(),
    user_agent: z.string(),
    network: z.string().describe('Where the command line was started, as far as it is kept.'),
    started_at: timestamp,
    expires_at: timestamp,
    workspaces: z.array(z.object({ id, name: z.string(), role: z.enum(ROLES) })),
  })
  .meta({ id: 'CliLoginPreview' });

export const cliLoginDecisionBody = z
  .strictObject({
    request: secret,
    decision: z.enum(['approve', 'deny']),
    workspace_id: id.optional().describe('Required to approve where there are several.'),
  })
  .meta({ id: 'CliLoginDecision', examples: [{ request: 'a-request', decision: 'deny' }] });

export const cliLoginDecided = z.object({ decision: z.enum(['approve', 'deny']) });

export const cliToken = z
  .object({
    id,
    workspace_id: id,
    user_agent: z.string(),
    created_at: timestamp,
    expires_at: timestamp,
    last_used_at: timestamp.nullable(),
  })
  .meta({ id: 'CliToken', description: 'A command line that is signed in as this person.' });

export const cliTokenBody = z
  .strictObject({ token_id: id })
  .meta({ id: 'CliTokenRequest', examples: [{ token_id: 1 }] });

export const cliTokensRevoked = z.object({ revoked: z.int().min(0) });

const HOST_NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?$/;

export const cliInitBody = z
  .object({
    name: text(120),
    domain: z
      .string()
      .toLowerCase()
      .transform((domain) =>
        domain
          .trim()
          .replace(/^https?:\/\//, '')
          .replace(/\/+$/, ''),
      )
      .pipe(z.string().regex(HOST_NAME, 'must be a domain such as acme.example'))
      .describe('Without scheme; `localhost:3000` is reached by http.'),
    commission_type: z.enum(CLI_COMMISSION_TYPES),
    commission_rate: z
      .number()
      .gt(0)
      .max(1_000_000)
      .multipleOf(0.01)
      .describe('Percent, or units of the currency for a fixed commission.'),
    cookie_duration: z.int().min(1).max(365).optional().describe('Days; 60 when left out.'),
    duration_months: z
      .int()
      .min(0)
      .max(1200)
      .optional()
      .describe('Of recurring commissions: 12 when left out, 0 for the whole life.'),
    advertiser_id: z
      .union([id, z.string().max(20)])
      .nullable()
      .optional()
      .describe('Not read: the token says which workspace it is.'),
    logo_url: webUrl.optional(),
    category: text(80).optional(),
    short_description: text(280).optional(),
    long_description: text(10_000).optional(),
  })
  .refine(
    ({ commission_type: type, commission_rate: rate }) => type.includes('fixed') || rate <= 100,
    { message: 'must be at most 100 percent', path: ['commission_rate'] },
  )
  .meta({
    id: 'CliInitRequest',
    examples: [
      {
        name: 'Acme Analytics',
        domain: 'acme.example',
        commission_type: 'recurring_percent',
        commission_rate: 20,
        cookie_duration: 60,
        duration_months: 12,
      },
    ],
  });

export const cliInitResult = z
  .object({
    program_id: z.string(),
    api_key: z.string().describe('The full key. It is shown in this answer only.'),
    program_slug: z.string(),
    domain: z.string(),
  })
  .meta({ id: 'CliInit' });

export const cliProgram = z
  .object({
    id,
    name: z.string(),
    domain: z.string(),
    status: z.enum(['draft', 'active', 'paused']),
    commission: z.string().meta({ examples: ['20% of each payment for 12 months'] }),
    partners: z.int().min(0),
    created_at: timestamp,
  })
  .meta({ id: 'CliProgram' });

export const cliStatusQuery = z.object({ program_id: searchText(20).optional() });

export const cliStatus = z
  .object({
    program_id: z.string(),
    name: z.string(),
    domain: z.string(),
    dns_verified: z.boolean().describe('Always false: tracking needs no DNS record here.'),
    stripe_connected: z
      .boolean()
      .describe('Whether Stripe is connected and its payments are recorded.'),
    stripe_charges_enabled: z.boolean().optional(),
    stripe_account_id: z.string().optional().describe('The account that is connected.'),
    stripe_livemode: z.boolean().optional(),
    recent_events: z.object({
      clicks_24h: z.int().min(0),
      leads_24h: z.int().min(0),
      sales_24h: z.int().min(0),
    }),
    active_partners: z.int().min(0),
    pending_commissions: z.int().min(0),
  })
  .meta({ id: 'CliStatus' });
