// Owns a customer of an application under test: lands by a partner's link, signs up, pays.
import { SIGNUP_IN_PAGE } from '@affitor/recipes';
import Stripe from 'stripe';
import { expect } from 'vitest';
import { STRIPE_SECRET } from './application.js';
import type { Stage } from './stage.js';
import type { TagWindow } from './tag-page.js';

export interface Customer {
  userId: string;
  clickId: string;
}

/** Lands on the page by the link p1, in a real browser, and signs up as the printed code says. */
export async function signUp(stage: Stage, url: string, userId: string): Promise<Customer> {
  const visitor = await stage.visit();
  const { page } = visitor;
  await page.goto(`${url}/?aff=p1`);
  const readClickId = () =>
    page.evaluate(() => (window as TagWindow).affitor?.getClickId() ?? null);
  await expect.poll(readClickId, { timeout: 20_000 }).toMatch(/^cust_/);
  const clickId = (await readClickId()) ?? '';
  const user = JSON.stringify({ id: userId, email: `${userId}@example.com` });
  await page.evaluate(`{ const user = ${user}; ${SIGNUP_IN_PAGE} }`);
  const leads = async () => (await stage.readEvents()).leads.map(({ customerKey }) => customerKey);
  await expect.poll(leads).toContain(userId);
  await visitor.leave();
  return { userId, clickId };
}

/** A paid checkout, as Stripe tells the application of it. */
export async function payByStripe(address: string, { userId, clickId }: Customer): Promise<string> {
  const id = `cs_test_${userId}`;
  const session = {
    id,
    object: 'checkout.session',
    mode: 'payment',
    payment_status: 'paid',
    amount_total: 4900,
    currency: 'usd',
    client_reference_id: null,
    metadata: { affitor_customer_key: userId, affitor_click_id: clickId },
  };
  const type = 'checkout.session.completed';
  const event = {
    id: `evt_${userId}`,
    object: 'event',
    type,
    livemode: false,
    data: { object: session },
  };
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: STRIPE_SECRET });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  const forged = await fetch(address, {
    method: 'POST',
    headers: { ...headers, 'stripe-signature': 't=1,v1=00' },
    body: payload,
  });
  expect(forged.status).toBe(400);
  const response = await fetch(address, { method: 'POST', headers, body: payload });
  expect(response.status, await response.text()).toBe(200);
  return id;
}

/** The sale is the partner's of p1, and earned a commission. */
export async function expectCommission(stage: Stage, transactionId: string): Promise<void> {
  const { rows } = await stage.app.db.pool.query<{ partner_id: number; amount: string }>(
    `select sale.partner_id, commission.amount_cents as amount
     from sale join commission on commission.sale_id = sale.id
     where sale.program_id = $1 and sale.processor_event_id = $2`,
    [stage.program.id, transactionId],
  );
  expect(rows).toHaveLength(1);
  expect(rows[0]?.partner_id).toBe(stage.partners.p1);
  expect(Number(rows[0]?.amount)).toBeGreaterThan(0);
}
