// Owns what an event of Stripe means here: a payment, a reversal, a lead, or nothing. Pure.
import type { StripeEventReason } from '@affitor/contract';
import { z } from 'zod';
import { isStorable } from '../../tracking/index.js';
import type { Carriers, Content, ContentEmail, Facts } from './facts.js';

const ID_LENGTH_MAX = 255;
const TEXT_LENGTH_MAX = 512;
/** The last second of the year 9999, which is as far as the database's moments are written. */
const UNIX_SECONDS_MAX = 253_402_300_799;

const id = z.string().min(1).max(ID_LENGTH_MAX).refine(isStorable);

/** What every event has. What it is about stays unread until its type is known. */
export const envelope = z.object({
  id,
  type: id,
  livemode: z.boolean(),
  account: id.nullish(),
  created: z.int().min(0).max(UNIX_SECONDS_MAX),
  data: z.object({ object: z.record(z.string(), z.unknown()) }),
});

export type Envelope = z.output<typeof envelope>;

/** Another object: its id, or the object itself where the account expands it. */
const reference = z
  .union([id, z.object({ id }).transform((object) => object.id)])
  .nullish()
  .catch(null);
const amount = z.int();
const currency = z
  .string()
  .regex(/^[a-z]{3}$/i)
  .transform((code) => code.toUpperCase());
const email = z.string().max(TEXT_LENGTH_MAX).nullish().catch(null);
const metadata = z.record(z.string(), z.unknown()).nullish().catch(null);
type Metadata = z.output<typeof metadata>;

const session = z.object({
  id,
  mode: z.string(),
  payment_status: z.string(),
  amount_total: amount.nullish(),
  currency: currency.nullish(),
  payment_intent: reference,
  invoice: reference,
  subscription: reference,
  customer: reference,
  customer_email: email,
  customer_details: z.object({ email }).nullish().catch(null),
  metadata,
});

const subscriptionDetails = z.object({ metadata, subscription: reference }).nullish().catch(null);
const invoicePayment = z.object({
  payment: z.object({ payment_intent: reference, charge: reference }).nullish().catch(null),
});

const invoice = z.object({
  id,
  billing_reason: z.string().nullish(),
  amount_paid: amount,
  currency,
  customer: reference,
  customer_email: email,
  // API versions from 2025-03-31 on keep the subscription here; before, at the two places below.
  parent: z.object({ subscription_details: subscriptionDetails }).nullish().catch(null),
  subscription_details: subscriptionDetails,
  subscription: reference,
  payment_intent: reference,
  charge: reference,
  payments: z
    .object({ data: z.array(invoicePayment) })
    .nullish()
    .catch(null),
});

const charge = z.object({
  id,
  payment_intent: reference,
  invoice: reference,
  amount,
  amount_refunded: amount,
  currency,
});

const dispute = z.object({
  id,
  charge: reference,
  payment_intent: reference,
  amount,
  currency,
  status: z.string(),
});

const paidInvoice = z.object({ invoice: reference, ...invoicePayment.shape });
const customer = z.object({ email, metadata });
const account = z.object({
  id,
  charges_enabled: z.boolean(),
  payouts_enabled: z.boolean(),
  details_submitted: z.boolean(),
});

/** Reduces an address to what may be kept. */
export type ReduceEmail = (address: string) => ContentEmail;

const ignored = (reason: StripeEventReason): Facts => ({ kind: 'ignored', reason });

/** What is kept of an event. What cannot be read is ignored, with that as its reason. */
export function readContent({ type, data }: Envelope, reduce: ReduceEmail): Content {
  const { object } = data;
  const own = metadata.parse(object.metadata);
  const programId = programOf(own) ?? programOf(subscriptionMetadata(object));
  return { facts: readFacts(type, object, reduce), programId };
}

function readFacts(type: string, object: unknown, reduce: ReduceEmail): Facts {
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return read(session, object, (parsed) => sessionFacts(parsed, reduce));
    case 'invoice.paid':
    case 'invoice.payment_succeeded':
      return read(invoice, object, (parsed) => invoiceFacts(parsed, reduce));
    case 'invoice_payment.paid':
      return read(paidInvoice, object, ({ invoice: invoiceId, payment }) => ({
        kind: 'link',
        ids: idsOf(invoiceId, payment?.payment_intent, payment?.charge),
      }));
    case 'charge.refunded':
      return read(charge, object, refundFacts);
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return read(dispute, object, (parsed) => disputeFacts(type, parsed));
    case 'customer.created':
      return read(customer, object, (parsed) => leadFacts(parsed, reduce));
    case 'account.updated':
      return read(account, object, accountFacts);
    case 'account.application.deauthorized':
      return { kind: 'deauthorized' };
    case 'customer.subscription.deleted':
    case 'invoice.payment_failed':
      return ignored('no_money_moved');
    default:
      return ignored('event_type_not_used');
  }
}

function read<Schema extends z.ZodType>(
  schema: Schema,
  object: unknown,
  toFacts: (parsed: z.output<Schema>) => Facts,
): Facts {
  const parsed = schema.safeParse(object);
  return parsed.success ? toFacts(parsed.data) : ignored('event_not_readable');
}

function sessionFacts(parsed: z.output<typeof session>, reduce: ReduceEmail): Facts {
  if (parsed.mode !== 'payment' && parsed.mode !== 'subscription') return ignored('no_money_moved');
  const amountCents = parsed.amount_total ?? 0;
  if (amountCents <= 0) return ignored('amount_not_positive');
  if (parsed.payment_status !== 'paid') return ignored('not_paid_yet');
  if (!parsed.currency) return ignored('event_not_readable');
  return {
    kind: 'payment',
    source: 'session',
    ids: idsOf(parsed.id, parsed.payment_intent, parsed.invoice),
    amountCents: String(amountCents),
    currency: parsed.currency,
    subscriptionId: parsed.subscription ?? null,
    stripeCustomerId: parsed.customer ?? null,
    ...carriersOf(parsed.metadata, parsed.customer_details?.email ?? parsed.customer_email, reduce),
  };
}

function invoiceFacts(parsed: z.output<typeof invoice>, reduce: ReduceEmail): Facts {
  const isFirst = parsed.billing_reason === 'subscription_create';
  if (!isFirst && parsed.billing_reason !== 'subscription_cycle') {
    return ignored('billing_reason_not_recorded');
  }
  if (parsed.amount_paid <= 0) return ignored('amount_not_positive');
  const details = parsed.parent?.subscription_details ?? parsed.subscription_details;
  const payments = parsed.payments?.data.map(({ payment }) => payment) ?? [];
  return {
    kind: 'payment',
    source: isFirst ? 'first_invoice' : 'renewal',
    ids: idsOf(
      parsed.id,
      parsed.payment_intent,
      parsed.charge,
      ...payments.flatMap((payment) => [payment?.payment_intent, payment?.charge]),
    ),
    amountCents: String(parsed.amount_paid),
    currency: parsed.currency,
    subscriptionId: details?.subscription ?? parsed.subscription ?? null,
    stripeCustomerId: parsed.customer ?? null,
    ...carriersOf(details?.metadata, parsed.customer_email, reduce),
  };
}

function refundFacts(parsed: z.output<typeof charge>): Facts {
  if (parsed.amount_refunded <= 0) return ignored('amount_not_positive');
  return {
    kind: 'reversal',
    cause: 'refund',
    ids: idsOf(parsed.payment_intent, parsed.id, parsed.invoice),
    sourceId: parsed.id,
    amountCents: String(parsed.amount_refunded),
    currency: parsed.currency,
    isWhole: parsed.amount_refunded >= parsed.amount,
  };
}

function disputeFacts(type: string, parsed: z.output<typeof dispute>): Facts {
  // An inquiry takes no money; it becomes a dispute with an event of its own.
  if (parsed.status.startsWith('warning_')) return ignored('no_money_moved');
  const ids = idsOf(parsed.payment_intent, parsed.charge);
  if (type === 'charge.dispute.closed' && parsed.status !== 'lost') {
    return parsed.status === 'won' ? { kind: 'dispute_won', ids } : ignored('no_money_moved');
  }
  if (parsed.amount <= 0) return ignored('amount_not_positive');
  return {
    kind: 'reversal',
    cause: 'dispute',
    ids,
    sourceId: parsed.id,
    amountCents: String(parsed.amount),
    currency: parsed.currency,
    isWhole: false,
  };
}

function leadFacts(parsed: z.output<typeof customer>, reduce: ReduceEmail): Facts {
  const carriers = carriersOf(parsed.metadata, parsed.email, reduce);
  // An address alone says that somebody is a customer, not whose.
  if (carriers.clickId === null && carriers.customerKey === null) return ignored('no_metadata');
  return { kind: 'lead', ...carriers };
}

function accountFacts(parsed: z.output<typeof account>): Facts {
  return {
    kind: 'account',
    accountId: parsed.id,
    chargesEnabled: parsed.charges_enabled,
    payoutsEnabled: parsed.payouts_enabled,
    detailsSubmitted: parsed.details_submitted,
  };
}

/** The ids that there are, each once; the first names the sale. */
function idsOf(...ids: (string | null | undefined)[]): string[] {
  return [...new Set(ids.filter((one): one is string => typeof one === 'string'))];
}

function subscriptionMetadata(object: Record<string, unknown>): Metadata {
  const parsed = invoice.pick({ parent: true, subscription_details: true }).safeParse(object).data;
  return (parsed?.parent?.subscription_details ?? parsed?.subscription_details)?.metadata;
}

function programOf(values: Metadata): string | null {
  return textOf(values, 'program_id');
}

function carriersOf(
  values: Metadata,
  address: string | null | undefined,
  reduce: ReduceEmail,
): Carriers {
  return {
    // The names after the first are those of older integrations.
    clickId: textOf(values, 'affitor_click_id', 'customer_code'),
    customerKey: textOf(values, 'affitor_customer_key', 'customer_key', 'user_id'),
    email: address ? reduce(address) : null,
  };
}

/** The first of these values that is there and can name anything. */
function textOf(values: Metadata, ...names: string[]): string | null {
  for (const name of names) {
    const value = values?.[name];
    if (typeof value !== 'string' || value === '' || value.length > TEXT_LENGTH_MAX) continue;
    if (isStorable(value)) return value;
  }
  return null;
}
