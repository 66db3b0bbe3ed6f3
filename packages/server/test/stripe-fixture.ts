// Owns what tests of Stripe share: connected programs, events as Stripe writes them, deliveries.
import Stripe from 'stripe';
import { afterAll } from 'vitest';
import { assertInvariants } from './harness.js';
import { select, startTwoPrograms, unique } from './programs-fixture.js';
import { type Answer, type TestApp, type TestProgram, toAnswer } from './test-app.js';

export const DISTRIBUTOR = '/api/webhook-distributor/stripe';

export interface ConnectedProgram extends TestProgram {
  accountId: string;
  endpointId: string;
  secret: string;
}

export interface StripeEventDraft {
  id: string;
  type: string;
  livemode: boolean;
  created: number;
  account?: string;
  data: { object: Record<string, unknown> };
}

/** Two programs, the first connected; when all tests are done, the invariants are proven. */
export async function startConnected() {
  const api = await startTwoPrograms({ terms: { default_commission_rate: 20 } });
  afterAll(async () => {
    await assertInvariants(api.db);
    await api.close();
  });
  return { api, a: await connectProgram(api, api.a) };
}

/** Connects a program as the command line does; answers what Stripe then signs with. */
export async function connectProgram(
  api: TestApp,
  program: TestProgram,
  facts: object = {},
): Promise<ConnectedProgram> {
  const accountId = unique('acct_');
  const endpointId = unique('we_');
  const secret = unique('whsec_');
  const answer = await connect(api, program, {
    stripe_user_id: accountId,
    webhook_endpoint_id: endpointId,
    webhook_secret: secret,
    ...facts,
  });
  if (answer.status !== 200) throw new Error(`connecting answered ${JSON.stringify(answer.body)}`);
  return { ...program, accountId, endpointId, secret };
}

export function connect(api: TestApp, program: TestProgram, body: object): Promise<Answer> {
  return api.call('POST', '/api/v1/cli/stripe-connect', {
    key: program.key,
    body: { program_id: String(program.id), ...body },
  });
}

export function eventOf(type: string, object: object, rest: object = {}): StripeEventDraft {
  return {
    id: unique('evt_'),
    type,
    livemode: true,
    created: 1_772_000_000,
    data: { object: object as Record<string, unknown> },
    ...rest,
  };
}

export interface DeliveryOptions {
  url?: string;
  secret?: string;
  timestampMs?: number;
  header?: string;
  payload?: string | Buffer;
  contentType?: string;
}

/** Delivers an event as Stripe does: the bytes of its JSON, with a signature over them. */
export async function deliver(
  api: TestApp,
  program: Pick<ConnectedProgram, 'secret'>,
  event: object,
  options: DeliveryOptions = {},
): Promise<Answer> {
  // Stripe indents its bodies, so whoever signs what it has parsed and written anew is found out.
  const signed = JSON.stringify(event, null, 2);
  const timestampMs = options.timestampMs ?? api.clock.now().getTime();
  const header =
    options.header ??
    Stripe.webhooks.generateTestHeaderString({
      payload: signed,
      secret: options.secret ?? program.secret,
      timestamp: Math.floor(timestampMs / 1000),
    });
  const response = await api.app.http.inject({
    method: 'POST',
    url: options.url ?? DISTRIBUTOR,
    headers: {
      'content-type': options.contentType ?? 'application/json; charset=utf-8',
      'stripe-signature': header,
    },
    payload: options.payload ?? signed,
  });
  return toAnswer(response.statusCode, response.headers, response.payload);
}

/** A Checkout Session that was paid. */
export function sessionOf(rest: object = {}) {
  return {
    object: 'checkout.session',
    id: unique('cs_'),
    mode: 'payment',
    payment_status: 'paid',
    amount_total: 10_000,
    currency: 'usd',
    payment_intent: unique('pi_'),
    invoice: null,
    subscription: null,
    customer: unique('cus_'),
    customer_email: null,
    customer_details: { email: null },
    metadata: {},
    ...rest,
  };
}

/** An invoice of a subscription that was paid, as older API versions write it. */
export function invoiceOf(rest: object = {}) {
  return {
    object: 'invoice',
    id: unique('in_'),
    billing_reason: 'subscription_cycle',
    amount_paid: 10_000,
    currency: 'usd',
    customer: unique('cus_'),
    customer_email: null,
    subscription: unique('sub_'),
    subscription_details: { metadata: {} },
    payment_intent: unique('pi_'),
    charge: unique('ch_'),
    ...rest,
  };
}

export function chargeOf(rest: object = {}) {
  return {
    object: 'charge',
    id: unique('ch_'),
    payment_intent: unique('pi_'),
    amount: 10_000,
    amount_refunded: 10_000,
    currency: 'usd',
    metadata: {},
    ...rest,
  };
}

export function disputeOf(rest: object = {}) {
  return {
    object: 'dispute',
    id: unique('dp_'),
    charge: unique('ch_'),
    payment_intent: unique('pi_'),
    amount: 10_000,
    currency: 'usd',
    status: 'needs_response',
    ...rest,
  };
}

/** A customer that came through a link and signed up; the click id and key that lead to it. */
export async function createCustomer(api: TestApp, program: TestProgram, code: string, rest = {}) {
  const clickId = await api.click(code);
  const customerKey = unique('user');
  await api.lead({ click_id: clickId, customer_key: customerKey, ...rest }, program.key);
  return { clickId, customerKey };
}

/** What became of events, by what they are called at Stripe. */
export async function verdictOf(api: TestApp, event: { id: string }, programId?: number) {
  const [row] = await select<{ outcome: string; reason: string }>(
    api.db,
    `select outcome, reason from stripe_event
     where stripe_event_id = $1 and ($2::int is null or program_id = $2)`,
    [event.id, programId ?? null],
  );
  return row ? `${row.outcome} ${row.reason}` : null;
}

/** A Checkout Session that is complete. */
export const completed = (object: object, rest: object = {}) =>
  eventOf('checkout.session.completed', object, rest);

/** The metadata that the guide asks for. */
export function metadataOf(
  program: { id: number },
  { clickId, customerKey }: { clickId?: string; customerKey?: string },
): Record<string, string> {
  return {
    program_id: String(program.id),
    ...(clickId === undefined ? {} : { affitor_click_id: clickId }),
    ...(customerKey === undefined ? {} : { affitor_customer_key: customerKey }),
  };
}

/** Delivers an event that must be taken; answers what became of it. */
export async function send(
  api: TestApp,
  program: Pick<ConnectedProgram, 'secret'>,
  event: StripeEventDraft,
): Promise<string | null> {
  const answer = await deliver(api, program, event);
  if (answer.status !== 200)
    throw new Error(`the delivery answered ${JSON.stringify(answer.body)}`);
  return verdictOf(api, event);
}

/** The sale that an id of a payment leads to, with its commission. */
export async function saleOf(api: TestApp, id: string) {
  const [row] = await select(
    api.db,
    `select sale.*, commission.amount_cents as commission_cents from sale
     left join commission on commission.sale_id = sale.id
     where sale.processor_event_id = (
       select coalesce(alias_of, processor_event_id) from processor_event
       where processor_event_id = $1)`,
    [id],
  );
  return row;
}

interface SaleLine {
  amount: number;
  refunded: number;
  recurring: boolean;
  partner: string;
  commission: number;
  reversed: number;
}

/** The sales of a program or customer with their commissions, without ids and moments. */
export function listSales(api: TestApp, programId: number, customerKey: string | null = null) {
  return select<SaleLine>(
    api.db,
    `select sale.amount_cents::int as amount, sale.refunded_cents::int as refunded,
       sale.is_recurring as recurring, partner.name as partner,
       commission.amount_cents::int as commission, commission.reversed_cents::int as reversed
     from sale join partner on partner.id = sale.partner_id
     join customer on customer.id = sale.customer_id
     left join commission on commission.sale_id = sale.id
     where sale.program_id = $1 and ($2::text is null or customer_key = $2)
     order by recurring, amount, sale.id`,
    [programId, customerKey],
  );
}
