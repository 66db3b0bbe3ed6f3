// Owns how the ids of a customer travel with a payment: what to plant at the checkout, and why.
import { clickIdCode } from './click-id.js';
import type { Framework, Provider } from './stack.js';

/** What to plant where a checkout is created, so that the payment can be credited. */
export interface Carrier {
  why: string;
  snippet: string;
}

interface CarrierCode {
  why: string;
  /** Imports beside those that read the click id. */
  imports?: string;
  code: string;
  /** The code runs in the page, where the tracker itself knows the click. */
  isInPage?: boolean;
}

const STRIPE = `const affitorMetadata = {
  program_id: process.env.AFFITOR_PROGRAM_ID ?? '',
  affitor_click_id: clickId ?? '', // empty on repeat purchases
  affitor_customer_key: user.id, // the id that you gave at signup
};
const session = await stripe.checkout.sessions.create({
  mode,
  line_items: lineItems,
  success_url: successUrl,
  client_reference_id: user.id,
  metadata: affitorMetadata,
  // Renewals read the subscription's own copy. Stripe refuses it in other modes.
  ...(mode === 'subscription' && { subscription_data: { metadata: affitorMetadata } }),
});`;

const POLAR = `const checkout = await polar.checkouts.create({
  products,
  // Polar copies these to the order and the subscription. It refuses empty values.
  metadata: { user_id: user.id, ...(clickId && { affitor_click_id: clickId }) },
});`;

const LEMON_SQUEEZY = `const checkoutUrl = new URL(productCheckoutUrl);
checkoutUrl.searchParams.set('checkout[custom][user_id]', user.id);
if (clickId) checkoutUrl.searchParams.set('checkout[custom][affitor_click_id]', clickId);`;

const PADDLE = `Paddle.Checkout.open({
  items,
  customData: { user_id: user.id, affitor_click_id: getClickId() },
});`;

const OTHER = `// Whatever comes back with the payment: metadata, custom fields, or your own order.
const paymentMetadata = { user_id: user.id, affitor_click_id: clickId ?? '' };`;

const CARRIERS: Readonly<Record<Provider, CarrierCode>> = {
  stripe: {
    why:
      'A payment carries no cookie. Put program_id, affitor_click_id and affitor_customer_key ' +
      'into the metadata of the Checkout Session, and for subscriptions into ' +
      'subscription_data.metadata too, because renewals read that copy.',
    code: STRIPE,
  },
  polar: {
    why:
      'A payment carries no cookie. Put user_id and affitor_click_id into the metadata of the ' +
      'checkout; Polar copies them to the order and to the subscription. A checkout link carries ' +
      'the click id as ?reference_id=.',
    code: POLAR,
  },
  lemonsqueezy: {
    why:
      'A payment carries no cookie. Put user_id and affitor_click_id into the custom data of the ' +
      'checkout; the webhook returns them as meta.custom_data.',
    code: LEMON_SQUEEZY,
  },
  paddle: {
    why:
      'A payment carries no cookie. Put user_id and affitor_click_id into customData when the ' +
      'checkout is opened; the webhook returns them as custom_data.',
    imports: "import { getClickId } from '@affitor/sdk';",
    code: PADDLE,
    isInPage: true,
  },
  unknown: {
    why:
      'A payment carries no cookie. Keep your own user id and the click id with whatever comes ' +
      'back when the payment succeeds.',
    code: OTHER,
  },
};

/** The carrier of a provider, written for a framework. */
export function getCarrier(framework: Framework, provider: Provider): Carrier {
  const { why, imports, code, isInPage } = CARRIERS[provider];
  if (isInPage) return { why, snippet: `${imports}\n\n${code}` };
  const click = clickIdCode(framework);
  return { why, snippet: `${click.imports}\n\n${click.statement}\n${code}` };
}
