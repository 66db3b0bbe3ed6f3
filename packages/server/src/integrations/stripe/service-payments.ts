// Owns payments: whose they are, recording them once through the one sale function.
import type { StripeEventReason } from '@affitor/contract';
import { parseClickId } from '../../attribution/index.js';
import { fromUnixMs } from '../../platform/clock.js';
import type { Tx } from '../../platform/db/index.js';
import { AppError } from '../../platform/http/errors.js';
import {
  findFirstPaymentSale,
  keepNotice,
  listPaymentSales,
  type PaymentSale,
  recordSaleWithin,
  recordTestSaleWithin,
  type SaleItem,
} from '../../tracking/index.js';
import { type Applying, applied, ignored, unattributed } from './context.js';
import type { PaymentFacts } from './facts.js';
import { settlePayment } from './service-settling.js';
import { type Candidate, insertStripeCustomer, listPaymentCustomers } from './store-customers.js';
import type { Verdict } from './store-events.js';

/** Records a payment, or recognises it as one that is recorded. */
export async function applyPayment(
  tx: Tx,
  facts: PaymentFacts,
  applying: Applying,
): Promise<Verdict> {
  if (!applying.livemode) return keepTestPayment(tx, facts, applying);
  const known = await listKnownSales(tx, facts, applying);
  if (known.length > 0) {
    const sale = await settlePayment(tx, known, facts.ids, applying);
    return applied('already_recorded', sale.saleId);
  }
  const candidates = await listPaymentCustomers(tx, identityOf(facts, applying.programId));
  // Of those who are known, whoever came through a partner; the order decides between several.
  const customer = candidates.find(({ isAttributed }) => isAttributed) ?? candidates[0];
  if (!customer) return leaveUnattributed(tx, facts, applying);
  const outcome = await recordSaleWithin(
    tx,
    saleItemOf(facts, customer, candidates, applying),
    applying,
  );
  if (!outcome.ok && !isRecorded(outcome.error)) {
    if (outcome.error instanceof AppError) return unattributed(outcome.error.code);
    throw outcome.error;
  }
  const recorded = await listKnownSales(tx, facts, applying);
  // Ids are unique over all programs, and this program has none of these.
  if (recorded.length === 0) return ignored('recorded_by_other_program');
  await rememberCustomer(tx, facts, customer, applying);
  const sale = await settlePayment(tx, recorded, facts.ids, applying);
  return applied(outcome.ok ? 'sale_recorded' : standingReason(outcome.error), sale.saleId);
}

async function rememberCustomer(
  tx: Tx,
  { stripeCustomerId }: PaymentFacts,
  { customerId }: Candidate,
  { programId, now }: Applying,
): Promise<void> {
  if (stripeCustomerId === null) return;
  await insertStripeCustomer(tx, { programId, stripeCustomerId, customerId }, now);
}

/** A sale that stands although its answer is an error: its commission is owed, or it was there. */
function isRecorded(error: unknown): boolean {
  return error instanceof AppError && Object.hasOwn(STANDING, error.code);
}

const STANDING = {
  commission_creation_failed: 'sale_recorded_commission_owed',
  duplicate_transaction_id: 'already_recorded',
} as const;

function standingReason(error: unknown): StripeEventReason {
  return STANDING[(error as AppError).code as keyof typeof STANDING];
}

/** The first payment of a subscription is also known by what Checkout or the server said of it. */
async function listKnownSales(
  tx: Tx,
  { source, ids, subscriptionId }: PaymentFacts,
  { programId }: Applying,
): Promise<PaymentSale[]> {
  const sales = await listPaymentSales(tx, programId, ids);
  if (sales.length > 0 || source === 'renewal' || subscriptionId === null) return sales;
  const first = await findFirstPaymentSale(tx, programId, subscriptionId);
  return first ? [first] : [];
}

function identityOf(facts: PaymentFacts, programId: number) {
  const parts = facts.clickId === null ? null : parseClickId(facts.clickId);
  return {
    programId,
    click: parts && {
      customerId: parts.customerId,
      clickedAt: fromUnixMs(parts.clickedAtMs),
      token: parts.token,
    },
    emailHmac: facts.email && Buffer.from(facts.email.hmac, 'hex'),
    stripeCustomerId: facts.stripeCustomerId,
    customerKey: facts.customerKey,
  };
}

function saleItemOf(
  facts: PaymentFacts,
  customer: Candidate,
  candidates: readonly Candidate[],
  { owner, requestId }: Applying,
): SaleItem {
  const [processorEventId = '', ...aliases] = facts.ids;
  const isClickKnown = candidates.some(({ how }) => how === 'click');
  // A key that is somebody else's stays theirs.
  const keyed = candidates.find(({ how }) => how === 'customer_key');
  const isKeyFree = keyed === undefined || keyed.customerId === customer.customerId;
  return {
    owner,
    requestId,
    payment: { customerId: customer.customerId, aliases },
    input: {
      processorEventId,
      amountCents: BigInt(facts.amountCents),
      customerKey: isKeyFree ? facts.customerKey : null,
      clickId: isClickKnown ? facts.clickId : null,
      currency: facts.currency,
      saleType: facts.subscriptionId === null ? 'payment' : 'subscription',
      isRecurring: facts.source === 'renewal',
      subscriptionId: facts.subscriptionId,
      subscriptionInterval: null,
      productId: null,
      lineItems: null,
      additionalData: null,
      eventName: null,
    },
  };
}

async function leaveUnattributed(
  tx: Tx,
  { source }: PaymentFacts,
  { programId, requestId, now }: Applying,
): Promise<Verdict> {
  // The session of the same payment says more than its invoice, and has a row of its own.
  if (source !== 'first_invoice') {
    const code = 'stripe_payment_unattributed';
    await keepNotice(tx, { programId, endpoint: 'sale', code, requestId }, now);
  }
  return unattributed('customer_unknown');
}

async function keepTestPayment(
  tx: Tx,
  facts: PaymentFacts,
  { programId, now }: Applying,
): Promise<Verdict> {
  const [processorEventId = ''] = facts.ids;
  const { clickId, customerKey, currency } = facts;
  const isKept = await recordTestSaleWithin(
    tx,
    {
      programId,
      processorEventId,
      clickId,
      customerKey,
      amountCents: BigInt(facts.amountCents),
      currency,
      payload: JSON.stringify({ source: 'stripe' }),
    },
    now,
  );
  return isKept ? applied('test_event_recorded') : ignored('already_recorded');
}
