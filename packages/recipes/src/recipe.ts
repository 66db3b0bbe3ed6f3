// Owns a recipe: everything to write for one framework, provider and way of recording.
import { getCarrier } from './carriers.js';
import { getSaleInjection, type Injection, STRIPE_RENEWAL_INJECTION } from './sales.js';
import type { Framework, Mode, Provider, SalePath } from './stack.js';

/** What to write where; the code is JavaScript that is TypeScript as well. */
export interface Recipe {
  sale_path: SalePath;
  install: string;
  metadata: { why: string; snippet: string };
  /** Null where Affitor reads the payments itself. */
  sale: { snippet: string; inject_target: string } | null;
  /** Null where renewals come the same way as first payments. */
  renewal: { snippet: string; inject_target: string; note: string } | null;
  verify: string;
  notes: string[];
}

export const INSTALL = 'npm i @affitor/sdk';

const VERIFY =
  'Run the synthetic chain (POST /api/v1/cli/test-event with {"type":"chain"}, ' +
  '`affitor test chain`, or the tool affitor_run_verification), then poll ' +
  'GET /api/v1/programs/me/readiness until integration_verified is true; `blocker` names the ' +
  'first gate that is open.';

const RENEWAL_NOTE =
  'Cycle invoices only (billing_reason subscription_cycle): the first payment is recorded from ' +
  'its checkout session. Amounts of 0 or less are skipped, the newer metadata path is read ' +
  'before the old one, and the invoice id is the key.';

const CONNECT_NOTES = [
  'Plant the metadata only, and never also call trackSale: it would count every payment twice.',
  'It needs Stripe payments and a connected Stripe account: if gates.payout.mode of the ' +
    'readiness is not "stripe", or its status is not "pass", use mode s2s.',
];

const RAW_HTTP_NOTE =
  'The framework was not recognised, so there is no precise site: put the code where your server ' +
  'learns of a payment. Without JavaScript, send POST /api/v1/track/sale with ' +
  'Authorization: Bearer <API key> and {"transaction_id", "amount_cents", "customer_key"}.';

const S2S_NOTES = [
  'A 409 means that the sale is recorded already: treat it as done.',
  'AFFITOR_API_KEY is a secret of the server; AFFITOR_API_URL is where your Affitor runs.',
];

const PROVIDER_NOTES: Readonly<Record<Provider, readonly string[]>> = {
  stripe: [
    'Delayed payment methods: run the same code in `checkout.session.async_payment_succeeded`.',
    'Refunds: on charge.refunded call trackRefund with the invoiceId of the sale (the session ' +
      'id, found by charge.payment_intent, or the invoice id of a renewal) and ' +
      'refundAmountCents: charge.amount_refunded.',
  ],
  polar: [
    'Handle order.paid, never order.created. Parsed payloads are camelCase, raw JSON snake_case.',
    'Refunds: on order.refunded call trackRefund with invoiceId: order.id, and for a part of it ' +
      'refundAmountCents: order.refundedAmount.',
  ],
  lemonsqueezy: [
    'Refunds: on order_refunded call trackRefund with invoiceId: String(data.id) and ' +
      'refundAmountCents: data.attributes.refunded_amount.',
  ],
  paddle: [
    'Refunds: on adjustment.created with action refund call trackRefund with the transaction_id ' +
      'of the adjustment as invoiceId and the total refunded so far.',
  ],
  unknown: [
    'Refunds: call trackRefund with the invoiceId of the sale and the total refunded so far.',
  ],
};

/** Everything to write so that the payments of this stack are credited. Pure. */
export function getRecipe(
  framework: Framework,
  provider: Provider,
  mode: Mode = 'stripe_connect',
): Recipe {
  const common = { install: INSTALL, metadata: getCarrier(framework, provider), verify: VERIFY };
  if (mode === 'stripe_connect') {
    return {
      sale_path: 'connect',
      ...common,
      sale: null,
      renewal: null,
      notes: [...CONNECT_NOTES],
    };
  }
  const isKnown = framework !== 'unknown';
  const notes = [...S2S_NOTES, ...PROVIDER_NOTES[provider]];
  return {
    sale_path: isKnown ? 'webhook_sdk' : 'raw_http',
    ...common,
    sale: toSnippet(getSaleInjection(provider)),
    renewal:
      provider === 'stripe'
        ? { ...toSnippet(STRIPE_RENEWAL_INJECTION, false), note: RENEWAL_NOTE }
        : null,
    notes: isKnown ? notes : [RAW_HTTP_NOTE, ...notes],
  };
}

function toSnippet({ imports, statements, target }: Injection, hasImports = true) {
  const snippet = hasImports ? `${imports}\n\n${statements}` : statements;
  return { snippet, inject_target: target };
}
