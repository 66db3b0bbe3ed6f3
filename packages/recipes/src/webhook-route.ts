// Owns whole webhook routes, for stacks whose adapter leaves nothing else to decide.
import { POLAR_CALL } from './sales.js';
import { indent } from './snippet.js';
import type { Framework, Provider } from './stack.js';

/** A file to create, and what it needs. */
export interface WebhookRoute {
  /** Inside the project; below `src/` where the application has that folder. */
  path: string;
  source: string;
  /** npm packages. */
  deps: string[];
  /** Names of environment variables. */
  env: string[];
}

/** The events of Polar that move money; never `order.created`, which is not paid yet. */
export const POLAR_WEBHOOK_EVENTS = ['order.paid', 'order.refunded'] as const;

const POLAR_ROUTE = `// Reports paid and refunded orders of Polar to Affitor.
import { Affitor, type AffitorResponse } from '@affitor/sdk/server';
import { Webhooks } from '@polar-sh/nextjs';

/** Made where it is used, so that a missing key shows when an order comes, not at the build. */
function createAffitor() {
  return new Affitor({
    apiKey: process.env.AFFITOR_API_KEY ?? '',
    apiUrl: process.env.AFFITOR_API_URL, // where your Affitor runs
  });
}

/** Polar delivers again after an error, and the same order never counts twice. */
function check({ ok, status, error }: AffitorResponse<unknown>) {
  if (ok || status === 409) return;
  const message = \`Affitor: \${status} \${error}\`;
  if (status === 0 || status === 429 || status >= 500) throw new Error(message);
  console.error(message); // 400, 404: nobody brought this customer
}

export const POST = Webhooks({
  webhookSecret: process.env.POLAR_WEBHOOK_SECRET ?? '',
  // Comes for every cycle, renewals included.
  onOrderPaid: async (payload) => {
    const order = payload.data;
    if (order.totalAmount <= 0) return;
    const affitor = createAffitor();
${indent(POLAR_CALL, 2)}
    check(sale);
  },
  onOrderRefunded: async (payload) => {
    const order = payload.data;
    const isPartial = order.status === 'partially_refunded';
    const refund = await createAffitor().trackRefund({
      invoiceId: order.id,
      // The total refunded so far; left out, the whole order.
      refundAmountCents: isPartial ? order.refundedAmount : undefined,
    });
    check(refund);
  },
});
`;

/** The webhook route of a stack; null where the application has one of its own to extend. */
export function getWebhookRoute(framework: Framework, provider: Provider): WebhookRoute | null {
  if (framework !== 'next-app' || provider !== 'polar') return null;
  return {
    path: 'app/api/polar/webhook/route.ts',
    source: POLAR_ROUTE,
    deps: ['@affitor/sdk', '@polar-sh/nextjs'],
    env: ['AFFITOR_API_KEY', 'AFFITOR_API_URL', 'POLAR_WEBHOOK_SECRET'],
  };
}
