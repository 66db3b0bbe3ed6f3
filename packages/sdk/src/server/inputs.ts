// Owns what the track methods take: the shapes of their inputs, their checks and their wire names.

type Optional<Value> = Value | null | undefined;

/** Who the call is about: your own user id, the click id of the cookie, or both. */
interface Customer {
  /** Your own stable id of the user, the one that you gave at signup. */
  customerExternalId?: Optional<string>;
  /** The value of the `affitor_click_id` cookie. */
  clickId?: Optional<string>;
}

export interface TrackLeadInput extends Customer {
  email?: Optional<string>;
  eventName?: Optional<string>;
  /** `{ test_mode: true }` makes it a test, stored apart. */
  additionalData?: Optional<Record<string, unknown>>;
}

export interface TrackSaleInput extends Customer {
  /** The amount in the smallest currency unit: 4900 is $49.00. */
  amount: number;
  /** The payment provider's own id of this payment; the same id is never counted twice. */
  invoiceId: string;
  /** ISO 4217; `USD` when left out. */
  currency?: Optional<string>;
  saleType?: Optional<'payment' | 'subscription'>;
  /** True on renewals. */
  isRecurring?: Optional<boolean>;
  subscriptionId?: Optional<string>;
  subscriptionInterval?: Optional<'monthly' | 'quarterly' | 'annual'>;
  eventName?: Optional<string>;
  /** Selects the commission policy of a product. */
  productId?: Optional<string>;
  /** Any JSON, stored as given. */
  lineItems?: unknown;
  /** `{ test_mode: true }` makes it a test, stored apart. */
  additionalData?: Optional<Record<string, unknown>>;
}

export interface TrackClickInput {
  /** The whole address of the landing page with its `aff` parameter. */
  affiliateUrl?: Optional<string>;
  pageUrl?: Optional<string>;
  referrerUrl?: Optional<string>;
  /** The click id that this browser holds already. */
  existingClickId?: Optional<string>;
}

export interface TrackRefundInput {
  /** The `invoiceId` of the sale. */
  invoiceId: string;
  /** The total refunded so far, in cents; left out or 0 means all of it. */
  refundAmountCents?: Optional<number>;
  refundReason?: Optional<string>;
}

/** The JSON body of a call. Values that are undefined are dropped when it is written. */
export type WireBody = Record<string, unknown>;

/** @throws Error when it names no customer */
export function leadBody(input: TrackLeadInput): WireBody {
  requireCustomer('trackLead', input);
  return {
    customer_key: input.customerExternalId,
    click_id: input.clickId,
    email: input.email,
    event_name: input.eventName,
    additional_data: input.additionalData,
  };
}

/** @throws Error when it names no customer, no whole amount or no invoice */
export function saleBody(input: TrackSaleInput): WireBody {
  requireCustomer('trackSale', input);
  if (!isCents(input.amount) || input.amount === 0) {
    throw new Error('Affitor.trackSale: `amount` must be a positive integer (cents)');
  }
  if (!input.invoiceId) {
    throw new Error('Affitor.trackSale: `invoiceId` is required (idempotency key)');
  }
  return {
    customer_key: input.customerExternalId,
    click_id: input.clickId,
    amount_cents: input.amount,
    transaction_id: input.invoiceId,
    currency: input.currency,
    sale_type: input.saleType,
    is_recurring: input.isRecurring,
    subscription_id: input.subscriptionId,
    subscription_interval: input.subscriptionInterval,
    event_name: input.eventName,
    product_id: input.productId,
    line_items: input.lineItems,
    additional_data: input.additionalData,
  };
}

export function clickBody(input: TrackClickInput): WireBody {
  return {
    affiliate_url: input.affiliateUrl,
    page_url: input.pageUrl,
    referrer_url: input.referrerUrl,
    existing_click_id: input.existingClickId,
  };
}

/** @throws Error when it names no invoice, or an amount that is none */
export function refundBody(input: TrackRefundInput): WireBody {
  if (!input.invoiceId) throw new Error('Affitor.trackRefund: `invoiceId` is required');
  const { refundAmountCents } = input;
  // JSON writes NaN as null, and null means a full refund: a slip would take back everything.
  if (refundAmountCents != null && !isCents(refundAmountCents)) {
    throw new Error('Affitor.trackRefund: `refundAmountCents` must be a non-negative integer');
  }
  return {
    transaction_id: input.invoiceId,
    refund_amount_cents: refundAmountCents,
    refund_reason: input.refundReason,
  };
}

// Callers without types may pass nothing, and then deserve the same words.
function requireCustomer(method: string, input: Customer | undefined): void {
  if (input?.customerExternalId || input?.clickId) return;
  throw new Error(`Affitor.${method}: \`customerExternalId\` or \`clickId\` is required`);
}

// Callers without types may pass anything.
function isCents(amount: unknown): boolean {
  return Number.isSafeInteger(amount) && (amount as number) >= 0;
}
