// Shows that Next.js applications wired by onboard credit a partner, both routers, both providers.
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POLAR_SECRET, setReportingStage, tool, wire } from '../support/application.js';
import { type Customer, expectCommission, payByStripe, signUp } from '../support/customer.js';
import type { Stage } from '../support/stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await setReportingStage();
}, 90_000);
afterAll(() => stage.close());

const NEXT = tool('next/dist/bin/next');
const TSC = tool('typescript/bin/tsc');
const BUILD_MAX_MS = 300_000;

test.each([
  ['next-app-stripe', '/api/stripe/webhook'],
  ['next-pages-stripe', '/api/stripe-webhook'],
])(
  '%s is built, sells, and the partner earns',
  async (fixture, webhook) => {
    const application = await wire(stage, fixture);
    try {
      await application.run(NEXT, 'build');
      const url = await application.start(NEXT, 'start');
      const customer = await signUp(stage, url, `user-${fixture}`);
      const transactionId = await payByStripe(url + webhook, customer);
      await expectCommission(stage, transactionId);
    } finally {
      await application.stop();
    }
  },
  BUILD_MAX_MS,
);

test(
  'next-app-polar: its own webhook, and the one that onboard makes, report what Polar signs',
  async () => {
    const withoutRoute = (folder: string) =>
      fs.rmSync(path.join(folder, 'src/app/api/webhook'), { recursive: true });
    const bare = await wire(stage, 'next-app-polar', withoutRoute);
    const application = await wire(stage, 'next-app-polar');
    try {
      const made = 'src/app/api/polar/webhook/route.ts';
      fs.cpSync(path.join(bare.folder, made), path.join(application.folder, made));
      const checked = application.run(TSC, '-p', '.');
      const [url] = await Promise.all([application.start(NEXT, 'dev'), checked]);
      for (const webhook of ['/api/webhook/polar', '/api/polar/webhook']) {
        const customer = await signUp(stage, url, `user${webhook.replaceAll('/', '-')}`);
        const transactionId = await payByPolar(url + webhook, customer);
        await expectCommission(stage, transactionId);
      }
    } finally {
      await application.stop();
      await bare.stop();
    }
  },
  BUILD_MAX_MS,
);

/** A paid order, as Polar tells the application of it: the whole of it, signed. */
async function payByPolar(address: string, { userId, clickId }: Customer): Promise<string> {
  const id = `order_${userId}`;
  const body = JSON.stringify({
    type: 'order.paid',
    timestamp: '2026-05-01T12:00:00Z',
    data: orderOf(id, { user_id: userId, affitor_click_id: clickId }),
  });
  const seconds = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', POLAR_SECRET).update(`msg_1.${seconds}.${body}`);
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${mac.digest('base64')}`,
  };
  const response = await fetch(address, { method: 'POST', headers, body });
  expect(response.status, await response.text()).toBe(200);
  return id;
}

function orderOf(id: string, metadata: object): object {
  const created = { created_at: '2026-05-01T12:00:00Z', modified_at: null };
  const customer = {
    id: 'cus_1',
    ...created,
    metadata: {},
    external_id: null,
    email: 'jo@example.com',
    email_verified: true,
    type: 'individual',
    name: null,
    billing_address: null,
    tax_id: null,
    organization_id: 'org_1',
    deleted_at: null,
    avatar_url: 'https://example.com/a.png',
  };
  const amounts = ['subtotal', 'discount', 'net', 'tax', 'total', 'applied_balance', 'due'];
  return {
    id,
    ...created,
    status: 'paid',
    paid: true,
    ...Object.fromEntries(amounts.map((name) => [`${name}_amount`, 0])),
    total_amount: 4900,
    refunded_amount: 0,
    refunded_tax_amount: 0,
    currency: 'usd',
    billing_reason: 'purchase',
    billing_name: null,
    billing_address: null,
    invoice_number: 'A-1',
    is_invoice_generated: false,
    customer_id: customer.id,
    product_id: null,
    discount_id: null,
    subscription_id: null,
    checkout_id: null,
    metadata,
    platform_fee_amount: 0,
    platform_fee_currency: null,
    customer,
    product: null,
    discount: null,
    subscription: null,
    items: [],
    description: 'A quiz',
  };
}
