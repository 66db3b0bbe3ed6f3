// Owns what payment providers tell a webhook, and running the code of a recipe on it.
import { Affitor } from '@affitor/sdk/server';

interface Customer {
  customerExternalId: string;
  clickId: string;
}

/** A payment of 19 euros as each provider tells it: what surrounds the snippet, and its own id. */
export function paymentsOf({ customerExternalId, clickId }: Customer) {
  const custom = { user_id: customerExternalId, affitor_click_id: clickId };
  const metadata = { affitor_customer_key: customerExternalId, affitor_click_id: clickId };
  return {
    stripe: { id: 'cs_1', around: { session: stripeSession(metadata), event: cycle(metadata) } },
    polar: { id: 'polar_1', around: { payload: { data: polarOrder(custom) } } },
    lemonsqueezy: {
      id: '77',
      around: {
        payload: {
          meta: { event_name: 'order_created', custom_data: custom },
          data: { id: 77, attributes: { total: 1900, currency: 'EUR', user_email: 'a@b.example' } },
        },
      },
    },
    paddle: {
      id: 'txn_1',
      around: {
        payload: {
          event_type: 'transaction.completed',
          data: {
            id: 'txn_1',
            currency_code: 'EUR',
            custom_data: custom,
            details: { totals: { total: '1900' } },
          },
        },
      },
    },
    unknown: {
      id: 'own_1',
      around: {
        payment: {
          id: 'own_1',
          userId: customerExternalId,
          clickId,
          amountCents: 1900,
          currency: 'EUR',
        },
      },
    },
  };
}

function stripeSession(metadata: object) {
  return {
    id: 'cs_1',
    mode: 'subscription',
    payment_status: 'paid',
    amount_total: 1900,
    currency: 'eur',
    client_reference_id: null,
    metadata,
  };
}

/** A renewal, with the metadata where newer versions of Stripe put it. */
function cycle(metadata: object) {
  const invoice = {
    id: 'in_cycle',
    billing_reason: 'subscription_cycle',
    amount_paid: 1900,
    currency: 'eur',
    parent: { subscription_details: { metadata, subscription: 'sub_1' } },
  };
  return { type: 'invoice.paid', data: { object: invoice } };
}

function polarOrder(metadata: object) {
  return {
    id: 'polar_1',
    totalAmount: 1900,
    currency: 'eur',
    billingReason: 'purchase',
    subscriptionId: null,
    customerId: 'cus_1',
    customer: { externalId: null },
    metadata,
  };
}

/** Runs the code of a recipe with these names around it, as it stands but for its imports. */
export async function runSnippet(snippet: string, around: object): Promise<void> {
  const code = snippet.replaceAll(/^import .*;$/gm, '');
  const scope: Record<string, unknown> = { Affitor, ...around };
  const run = new Function(...Object.keys(scope), `return (async () => {${code}})()`);
  await run(...Object.values(scope));
}
