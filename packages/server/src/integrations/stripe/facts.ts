// Owns the shapes of what is kept of an event: what applying it needs, as JSON, and no address.
import type { StripeEventReason } from '@affitor/contract';

/** An email as it is kept: a keyed digest (hexadecimal) to recognise it by, and a masked form. */
export interface ContentEmail {
  readonly hmac: string;
  readonly masked: string;
}

/** What leads a payment or a lead to a customer, besides Stripe's own ids. */
export interface Carriers {
  readonly clickId: string | null;
  readonly customerKey: string | null;
  readonly email: ContentEmail | null;
}

export interface PaymentFacts extends Carriers {
  readonly kind: 'payment';
  /** A Checkout Session, the first invoice of a subscription, or a later one. */
  readonly source: 'session' | 'first_invoice' | 'renewal';
  /** Every id of the payment at Stripe; the first names the sale. */
  readonly ids: readonly string[];
  /** Minor units, as decimal digits. */
  readonly amountCents: string;
  readonly currency: string;
  readonly subscriptionId: string | null;
  readonly stripeCustomerId: string | null;
}

export interface ReversalFacts {
  readonly kind: 'reversal';
  readonly cause: 'refund' | 'dispute';
  readonly ids: readonly string[];
  /** The charge whose running total this is, or the dispute. */
  readonly sourceId: string;
  readonly amountCents: string;
  readonly currency: string;
  /** The whole charge, so that no currency has to be compared. */
  readonly isWhole: boolean;
}

export interface AccountFacts {
  readonly kind: 'account';
  readonly accountId: string;
  readonly chargesEnabled: boolean;
  readonly payoutsEnabled: boolean;
  readonly detailsSubmitted: boolean;
}

/** What an event says that matters here. */
export type Facts =
  | PaymentFacts
  | ReversalFacts
  | AccountFacts
  | { readonly kind: 'link'; readonly ids: readonly string[] }
  | { readonly kind: 'dispute_won'; readonly ids: readonly string[] }
  | ({ readonly kind: 'lead' } & Carriers)
  | { readonly kind: 'deauthorized' }
  | { readonly kind: 'ignored'; readonly reason: StripeEventReason };

/** What is kept of an event. */
export interface Content {
  readonly facts: Facts;
  /** The program that the brand's metadata names; what it says is not trusted. */
  readonly programId: string | null;
}

/** The ids by which an event that waits is found. */
export function objectIdsOf(facts: Facts): readonly string[] {
  return 'ids' in facts ? facts.ids : [];
}
