// Owns what a sale call means, given the facts. Pure: no clock, no I/O.
import type { Customer } from '../attribution/index.js';
import {
  decideSaleCommission,
  type Policy,
  policyInForce,
  type SaleVerdict,
} from '../commissions/index.js';
import { addDays } from '../platform/clock.js';
import { AppError } from '../platform/http/errors.js';

/** A sale that already holds a transaction id. */
export interface RecordedSale {
  programId: number;
  saleId: bigint | null;
  commissionId: bigint | null;
}

/** What the identifiers of a sale call lead to. */
export interface SaleFacts {
  recorded: RecordedSale | null;
  /** The customer in the caller's program, by key or else by click id. */
  customerId: bigint | null;
  /** A provisional signup that named the key; the payment proves it. */
  provisionalLeadId: bigint | null;
  /** Some other program knows the key or the click id. */
  isKnownElsewhere: boolean;
}

/** The customer of a sale that may be recorded. */
export interface AttributedCustomer extends Customer {
  attribution: Customer['attribution'] & { partnerId: number; enrollmentId: number };
}

/** The 409 of a transaction id that is taken; the ids are only for the program that holds it. */
export function duplicateOf(recorded: RecordedSale, programId: number): AppError {
  const headers: Record<string, string> = {};
  if (recorded.programId === programId && recorded.saleId !== null) {
    headers['x-affitor-sale-id'] = String(recorded.saleId);
    if (recorded.commissionId !== null) {
      headers['x-affitor-commission-id'] = String(recorded.commissionId);
    }
  }
  return new AppError('duplicate_transaction_id', { headers });
}

/**
 * Checks the customer of a sale in the documented order. None of these refusals consumes the
 * transaction id.
 * @throws AppError
 */
export function requireAttributedCustomer(
  facts: SaleFacts,
  customer: Customer | null,
  programId: number,
): AttributedCustomer {
  if (!customer || customer.programId !== programId) {
    throw new AppError(
      customer || facts.isKnownElsewhere ? 'sale_attribution_elsewhere' : 'sale_customer_not_found',
    );
  }
  if (customer.attribution.enrollmentId === null) {
    throw new AppError('partner_relationship_missing');
  }
  if (customer.attribution.partnerId === null) throw new AppError('sale_partner_missing');
  return customer as AttributedCustomer;
}

/** What a sale earns its partner, or why nothing. */
export function decideCommission(facts: {
  customer: AttributedCustomer;
  policies: readonly Policy[];
  productId: string | null;
  amountCents: bigint;
  currency: string;
  /** Null: sales are credited however old the click is. */
  attributionWindowDays: number | null;
  at: Date;
}): SaleVerdict {
  const { customer, at } = facts;
  if (!customer.isPartnerActive) return { due: false, reason: 'partner_not_active' };
  if (customer.attribution.byBot) return { due: false, reason: 'bot_click' };
  const { attributedAt } = customer.attribution;
  if (
    facts.attributionWindowDays !== null &&
    attributedAt !== null &&
    at > addDays(attributedAt, facts.attributionWindowDays)
  ) {
    return { due: false, reason: 'attribution_window_expired' };
  }
  const policy =
    customer.groupId === null
      ? null
      : policyInForce(facts.policies, {
          groupId: customer.groupId,
          productId: facts.productId,
          at,
        });
  return decideSaleCommission({
    policy,
    amountCents: facts.amountCents,
    currency: facts.currency,
    isFirstSale: customer.firstPurchaseAt === null,
    firstPurchaseAt: customer.firstPurchaseAt ?? at,
    at,
  });
}
