// Owns the chain that the demo performs over HTTP before one's eyes: click, lead, sale, refund.
import { systemClock } from '../platform/clock.js';
import { DEMO_PROGRAMS } from './programs.js';
import type { MadeProgram } from './setup.js';

interface Step {
  title: string;
  path: string;
  body: Record<string, unknown>;
  withKey: boolean;
}

/** Performs the chain against a running service and prints each request and reply. */
export async function performChain(
  baseUrl: string,
  program: MadeProgram,
  print: (line: string) => void,
): Promise<void> {
  const stamp = systemClock.now().getTime();
  const customerKey = `demo-visitor-${stamp}`;
  const transactionId = `demo_live_${stamp}`;
  const site = DEMO_PROGRAMS[0]?.settings.website_url ?? '';
  const perform = (step: Step) => performStep(baseUrl, program.api_key, step, print);
  const click = await perform({
    title: '1. A visitor follows the link of a partner',
    path: '/api/v1/track/click',
    body: { affiliate_url: `${site}/pricing?aff=PARTNER123` },
    withKey: false,
  });
  await perform({
    title: '2. The visitor signs up; the backend reports it',
    path: '/api/v1/track/lead',
    body: { click_id: click.click_id, customer_key: customerKey, email: 'visitor@example.com' },
    withKey: true,
  });
  await perform({
    title: '3. The customer pays $49.00',
    path: '/api/v1/track/sale',
    body: { transaction_id: transactionId, amount_cents: 4900, customer_key: customerKey },
    withKey: true,
  });
  await perform({
    title: '4. Half of it is refunded, and half of the commission is taken back',
    path: '/api/v1/track/refund',
    body: { transaction_id: transactionId, refund_amount_cents: 2450 },
    withKey: true,
  });
}

async function performStep(
  baseUrl: string,
  key: string,
  step: Step,
  print: (line: string) => void,
): Promise<Record<string, unknown>> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (step.withKey) headers.Authorization = `Bearer ${key}`;
  print(`  ${step.title}`);
  print(`    POST ${step.path}${step.withKey ? '   Authorization: Bearer <program key>' : ''}`);
  print(`    ${JSON.stringify(step.body)}`);
  const response = await fetch(baseUrl + step.path, {
    method: 'POST',
    headers,
    body: JSON.stringify(step.body),
  });
  const text = await response.text();
  print(`    ${response.status} ${text}\n`);
  if (!response.ok) throw new Error(`the live chain was answered ${response.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
