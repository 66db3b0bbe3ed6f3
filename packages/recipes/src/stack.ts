// Owns the words of a customer's stack: frameworks, payment providers, and who records the sales.

/** What the application of the customer is built on. */
export const FRAMEWORKS = [
  'next-app',
  'next-pages',
  'fastify',
  'express',
  'node',
  'unknown',
] as const;

export type Framework = (typeof FRAMEWORKS)[number];

/** Who takes the money. */
export const PROVIDERS = ['stripe', 'polar', 'lemonsqueezy', 'paddle', 'unknown'] as const;

export type Provider = (typeof PROVIDERS)[number];

/** `stripe_connect`: Affitor reads the payments at Stripe. `s2s`: the application reports them. */
export const MODES = ['stripe_connect', 's2s'] as const;

export type Mode = (typeof MODES)[number];

/** How a sale reaches Affitor. */
export const SALE_PATHS = ['connect', 'webhook_sdk', 'raw_http'] as const;

export type SalePath = (typeof SALE_PATHS)[number];
