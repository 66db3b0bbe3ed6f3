// Owns the files that the command line keeps: its session, and a project's configuration.
import { z } from 'zod';

/** `~/.affitor/credentials.json`, which holds a secret and is readable by its owner only. */
export const cliCredentials = z.object({
  token: z.string(),
  email: z.string(),
  user_id: z.literal('').catch(''),
  advertiser_id: z.int().nullable(),
  expires_at: z.string(),
  created_at: z.string(),
  api_url: z.string().optional().describe('The service that the token is for.'),
});

export type CliCredentials = z.output<typeof cliCredentials>;

/** `.affitor/config.json`, without secrets. */
export const cliProjectConfig = z.object({
  version: z.literal(2),
  program_id: z.string(),
  domain: z.string(),
  tracking_subdomain: z.string(),
  commission: z.object({
    type: z.string(),
    rate: z.number(),
    duration_months: z.number().nullable(),
  }),
  cookie: z.object({ name: z.string(), duration_days: z.number() }),
  ref_param: z.string(),
  api_url: z.string(),
  created_at: z.string(),
  stripe_connected: z.boolean().optional(),
  stripe_account_id: z.string().optional(),
  polar_connected: z.boolean().optional(),
  polar_environment: z.enum(['production', 'sandbox']).optional(),
  polar_webhook_endpoint_id: z.string().optional(),
  polar_webhook_url: z.string().optional(),
});

export type CliProjectConfig = z.output<typeof cliProjectConfig>;

/** The same as it was first written, with the key inside. What else it holds is kept. */
export const cliProjectConfigV1 = z.looseObject({
  program_id: z.coerce.string(),
  domain: z.string(),
  api_key: z.string().optional(),
});
