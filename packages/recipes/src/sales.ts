// Owns the code that reports a payment, per provider: what goes where in a webhook.
import { indent } from './snippet.js';
import type { Provider } from './stack.js';

/** Code for one place of the customer's server. */
export interface Injection {
  /** Goes after the last import. */
  imports: string;
  /** Goes to the place of the target. */
  statements: string;
  target: string;
}

const SERVER_IMPORT = "import { Affitor } from '@affitor/sdk/server';";

/** Made where it is used, so that a missing key shows when a sale comes, not when a page builds. */
const CLIENT = `const affitor = new Affitor({
  apiKey: process.env.AFFITOR_API_KEY ?? '',
  apiUrl: process.env.AFFITOR_API_URL, // where your Affitor runs
});`;

const REPORT = `// 409: recorded already. 400 "Customer not found": nobody brought this customer.
if (!sale.ok && sale.status !== 409) console.error(\`Affitor: \${sale.status} \${sale.error}\`);`;

/** Puts a call between the client and the report of what came of it. */
function saleBlock(condition: string, call: string): string {
  const inner = indent([CLIENT, call, REPORT].join('\n'), 1);
  return `if (${condition}) {\n${inner}\n}`;
}

const STRIPE_SALE = `// Affitor: one sale per paid session, first payments included.
const affitorUserId = session.metadata?.affitor_customer_key || session.client_reference_id;
const affitorClickId = session.metadata?.affitor_click_id;
const affitorAmount = session.payment_status === 'unpaid' ? 0 : (session.amount_total ?? 0);
${saleBlock(
  '(affitorUserId || affitorClickId) && affitorAmount > 0',
  `const sale = await affitor.trackSale({
  customerExternalId: affitorUserId || undefined,
  clickId: affitorClickId || undefined,
  amount: affitorAmount,
  currency: session.currency,
  invoiceId: session.id,
  saleType: session.mode === 'subscription' ? 'subscription' : 'payment',
});`,
)}`;

const STRIPE_RENEWAL = `case 'invoice.paid': {
  const invoice = event.data.object;
  // Stripe moved these two on 2025-03-31: read the new path first, then the old one.
  const details =
    Reflect.get(invoice, 'parent')?.subscription_details ??
    Reflect.get(invoice, 'subscription_details');
  const subscription = details?.subscription ?? Reflect.get(invoice, 'subscription');
  const userId = details?.metadata?.affitor_customer_key;
  const clickId = details?.metadata?.affitor_click_id;
  // Cycles only: the checkout session stands for the first payment. Nothing for free cycles.
  const isCycle = invoice.billing_reason === 'subscription_cycle' && invoice.amount_paid > 0;
${indent(
  saleBlock(
    'isCycle && invoice.id && (userId || clickId)',
    `const sale = await affitor.trackSale({
  customerExternalId: userId || undefined,
  clickId: clickId || undefined,
  amount: invoice.amount_paid,
  currency: invoice.currency,
  invoiceId: invoice.id,
  saleType: 'subscription',
  isRecurring: true,
  subscriptionId: typeof subscription === 'string' ? subscription : subscription?.id,
});`,
  ),
  1,
)}
  break;
}`;

/** The call for an order of Polar, which its own webhook route makes as well. */
export const POLAR_CALL = `const { metadata } = order;
const clickId = metadata.affitor_click_id ?? metadata.reference_id;
const sale = await affitor.trackSale({
  customerExternalId: String(
    metadata.user_id ?? order.customer.externalId ?? order.customerId,
  ),
  clickId: clickId === undefined ? undefined : String(clickId),
  amount: order.totalAmount,
  currency: order.currency,
  invoiceId: order.id,
  saleType: order.subscriptionId ? 'subscription' : 'payment',
  isRecurring: order.billingReason === 'subscription_cycle',
  subscriptionId: order.subscriptionId,
});`;

const POLAR_SALE = `// Affitor: order.paid comes for every cycle, renewals included.
const order = payload.data;
${saleBlock('order.totalAmount > 0', POLAR_CALL)}`;

const LEMON_SQUEEZY_SALE = `// payload: the webhook's JSON, after you have checked its X-Signature.
const { meta, data } = payload;
${saleBlock(
  "meta.event_name === 'order_created' && data.attributes.total > 0",
  `const sale = await affitor.trackSale({
  customerExternalId: meta.custom_data?.user_id ?? data.attributes.user_email,
  clickId: meta.custom_data?.affitor_click_id,
  amount: data.attributes.total,
  currency: data.attributes.currency,
  invoiceId: String(data.id), // it may come as a number
});`,
)}`;

const PADDLE_SALE = `// payload: the webhook's JSON, after you have checked its Paddle-Signature.
const { event_type: eventType, data } = payload;
const amount = eventType === 'transaction.completed' ? Number(data.details.totals.total) : 0;
const userId = data.custom_data?.user_id;
const clickId = data.custom_data?.affitor_click_id;
${saleBlock(
  'amount > 0 && (userId || clickId)',
  `const sale = await affitor.trackSale({
  customerExternalId: userId,
  clickId,
  amount,
  currency: data.currency_code,
  invoiceId: data.id,
});`,
)}`;

const OTHER_SALE = `// payment: what your provider tells when money has arrived, checked by you.
${saleBlock(
  'payment.amountCents > 0',
  `const sale = await affitor.trackSale({
  customerExternalId: payment.userId, // the id that you gave at signup
  clickId: payment.clickId,
  amount: payment.amountCents,
  currency: payment.currency,
  invoiceId: payment.id, // the provider's own id: the same id is never counted twice
});`,
)}`;

const SALES: Readonly<Record<Provider, Omit<Injection, 'imports'>>> = {
  stripe: {
    statements: STRIPE_SALE,
    target:
      "the Stripe webhook, in `case 'checkout.session.completed'`, right after " +
      '`const session = event.data.object`',
  },
  polar: {
    statements: POLAR_SALE,
    target: 'the Polar webhook, first lines of `onOrderPaid: async (payload) => { … }`',
  },
  lemonsqueezy: {
    statements: LEMON_SQUEEZY_SALE,
    target: 'the Lemon Squeezy webhook, on `order_created`',
  },
  paddle: {
    statements: PADDLE_SALE,
    target: 'the Paddle webhook, on `transaction.completed`',
  },
  unknown: {
    statements: OTHER_SALE,
    target: 'wherever your server learns that a payment succeeded',
  },
};

/** The code that reports a payment of this provider. */
export function getSaleInjection(provider: Provider): Injection {
  return { imports: SERVER_IMPORT, ...SALES[provider] };
}

/** A separate case of the same Stripe webhook: the payments after the first one. */
export const STRIPE_RENEWAL_INJECTION: Injection = {
  imports: SERVER_IMPORT,
  statements: STRIPE_RENEWAL,
  target: 'the same Stripe webhook, as a case of its own beside `checkout.session.completed`',
};
