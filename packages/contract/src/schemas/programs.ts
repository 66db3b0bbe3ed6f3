// Owns the schemas of programs and of their settings, with every default and range.
import { z } from 'zod';
import { COMMISSION_TYPES } from './commissions.js';
import { currency, id, text, timestamp, webUrl } from './primitives.js';

export const PROGRAM_STATUSES = ['draft', 'active', 'paused'] as const;
export const APPROVAL_MODES = ['manual', 'auto_accept'] as const;
export const LEAD_AUTH_MODES = ['browser_allowed', 'server_required'] as const;
export const PAYMENT_TRACKING_MODES = ['stripe', 's2s', 'manual'] as const;
export const ATTRIBUTION_MODELS = ['last_click'] as const;

export const ALLOWED_ORIGINS_MAX = 50;
const HOST = String.raw`(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*`;

/** An exact origin, or a bare host that stands for every scheme and port of that host. */
export const allowedOrigin = z
  .string()
  .max(255)
  .toLowerCase()
  .regex(
    new RegExp(`^(https?://${HOST}(:[0-9]{1,5})?|${HOST})$`),
    'must be an origin such as https://shop.example, or a bare host, without path or spaces',
  );

const slug = z
  .string()
  .min(2)
  .max(63)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens');

const timeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z]/, 'must be an IANA time zone such as Europe/Berlin')
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const windowDays = z.int().min(1).max(365);
const nullableText = (lengthMax: number) => text(lengthMax).nullable();

/** Settings that describe and run the program. */
const settings = {
  name: text(120),
  slug: slug.describe('Handle of the program; made from the name when left out.'),
  website_url: webUrl,
  logo_url: webUrl.nullable(),
  tagline: nullableText(160),
  category: nullableText(80),
  short_description: nullableText(280),
  long_description: nullableText(10_000),
  terms_url: webUrl.nullable(),
  resources_url: webUrl.nullable(),
  time_zone: timeZone.describe('Decides where a day begins in reports. Default `UTC`.'),
  currency: currency.describe('Currency of the payout threshold and of fixed defaults.'),
  approval_mode: z.enum(APPROVAL_MODES).describe('How applications are handled.'),
  allowed_origins: z
    .array(allowedOrigin)
    .max(ALLOWED_ORIGINS_MAX)
    .describe('Sites whose pages may call click and lead. Default: the website and its www twin.'),
  cookie_window_days: windowDays.describe('Life of the click cookie. Default 60.'),
  attribution_window_days: windowDays
    .nullable()
    .describe('Null (default): sales are credited without an age limit on the click.'),
  attribution_model: z.enum(ATTRIBUTION_MODELS),
  lead_auth: z
    .enum(LEAD_AUTH_MODES)
    .describe('`server_required` makes leads from browsers provisional.'),
  payment_tracking_mode: z.enum(PAYMENT_TRACKING_MODES),
  payout_threshold_cents: z.int().min(0).describe('In the currency of the program.'),
  marketplace_visible: z.boolean(),
};

/** The terms of the Default group; changing one makes a new version of its policy at once. */
const defaultTerms = {
  default_commission_type: z.enum(COMMISSION_TYPES),
  default_commission_rate: z
    .number()
    .min(0)
    .max(100)
    .multipleOf(0.01)
    .nullable()
    .describe('Percent of the sale. Null when a fixed amount is paid.'),
  default_commission_amount_cents: z
    .int()
    .min(1)
    .nullable()
    .describe('Fixed amount in the currency of the program. Null when a percentage is paid.'),
  default_duration_months: z
    .int()
    .min(0)
    .max(1200)
    .nullable()
    .describe('Months that recurring commissions last: 0 = first payment only, null = lifetime.'),
  default_hold_period_days: z.int().min(0).max(31),
  auto_approve_commissions: z
    .boolean()
    .describe('Approve commissions when their hold ends, without review.'),
};

/** Values that a new program gets for every setting that its creator leaves out. */
export const PROGRAM_DEFAULTS = {
  time_zone: 'UTC',
  currency: 'USD',
  approval_mode: 'manual',
  cookie_window_days: 60,
  attribution_window_days: null,
  attribution_model: 'last_click',
  lead_auth: 'browser_allowed',
  payment_tracking_mode: 'stripe',
  payout_threshold_cents: 0,
  marketplace_visible: false,
  default_commission_type: 'cps_recurring',
  default_commission_rate: 20,
  default_commission_amount_cents: null,
  default_duration_months: 12,
  default_hold_period_days: 15,
  auto_approve_commissions: false,
  status: 'draft',
} as const;

const settable = z.strictObject({ ...settings, ...defaultTerms });

export const createProgramBody = settable
  .partial()
  .required({ name: true, website_url: true })
  .meta({
    id: 'CreateProgramRequest',
    examples: [{ name: 'Acme Analytics', website_url: 'https://acme.example' }],
  });

export const updateProgramBody = settable
  .extend({
    status: z
      .enum(['active', 'paused'])
      .describe('Pauses or resumes a program that is live; tracking goes on while paused.'),
  })
  .partial()
  .meta({
    id: 'UpdateProgramRequest',
    description: 'Settings that are left out stay as they are.',
    examples: [{ allowed_origins: ['https://acme.example', 'http://localhost:5173'] }],
  });

const programShape = {
  id,
  ...settings,
  ...defaultTerms,
  status: z.enum(PROGRAM_STATUSES),
  sample: z
    .enum(['filling', 'filled'])
    .nullable()
    .describe('For an invented program to look at: whether its history is all there.'),
  api_token_masked: z.string().meta({ examples: ['aff_1a2b3c4d****9z8y'] }),
  key_rotated_at: timestamp.nullable(),
  created_at: timestamp,
};

export const program = z.object(programShape).meta({ id: 'Program' });

const apiToken = z.string().describe('The full key. It is shown in this answer only.');

export const createdProgram = z
  .object({ ...programShape, api_token: apiToken })
  .meta({ id: 'CreatedProgram' });

export const regeneratedToken = z
  .object({ api_token: apiToken, api_token_masked: z.string() })
  .meta({ id: 'RegeneratedToken' });

export const deletedTestData = z
  .object({ clicks: z.int().min(0), leads: z.int().min(0), sales: z.int().min(0) })
  .meta({ id: 'DeletedTestData', description: 'How many test rows were removed.' });
