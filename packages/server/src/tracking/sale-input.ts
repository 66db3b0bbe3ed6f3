// Owns the body of a sale call: its checks in the documented order.
import { SALE_TYPES, SUBSCRIPTION_INTERVALS, TRACKING_LIMITS } from '@affitor/contract';
import { AppError } from '../platform/http/errors.js';
import {
  type Body,
  readAdditionalData,
  readBoolean,
  readIdentifier,
  readJson,
  readText,
  requireIdentifier,
} from './input.js';
import { readCustomerKey } from './lead-input.js';

export interface SaleInput {
  /** The idempotency key; unique over all programs. */
  processorEventId: string;
  /** Minor units of `currency`. */
  amountCents: bigint;
  customerKey: string | null;
  clickId: string | null;
  currency: string;
  saleType: (typeof SALE_TYPES)[number];
  isRecurring: boolean;
  subscriptionId: string | null;
  subscriptionInterval: (typeof SUBSCRIPTION_INTERVALS)[number] | null;
  productId: string | null;
  /** JSON texts, stored as given. */
  lineItems: string | null;
  additionalData: string | null;
  eventName: string | null;
}

/** The transaction id of a sale. @throws AppError `sale_transaction_id_invalid` and field limits */
export function readTransactionId(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new AppError('sale_transaction_id_invalid');
  requireIdentifier(value, 'transaction_id');
  return value;
}

/** An amount in minor units: a positive whole number that JSON carries exactly. */
export function readAmountCents(value: unknown): bigint {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value <= 0) {
    throw new AppError('amount_cents_invalid');
  }
  return BigInt(value);
}

/** A currency code, upper-cased; USD when absent. */
export function readCurrency(body: Body): string {
  const value = body.currency;
  if (value === undefined || value === null || value === '') return 'USD';
  if (typeof value !== 'string' || !/^[A-Za-z]{3}$/.test(value)) {
    throw new AppError('currency_invalid');
  }
  return value.toUpperCase();
}

function readChoice<const Choice extends string>(
  body: Body,
  field: string,
  choices: readonly Choice[],
  code: 'sale_type_invalid' | 'subscription_interval_invalid',
): Choice | null {
  const value = body[field];
  if (value === undefined || value === null || value === '') return null;
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new AppError(code);
  return choice;
}

/** Reads a sale call. @throws AppError in the order of the specification */
export function readSaleInput(body: Body): SaleInput {
  const processorEventId = readTransactionId(body.transaction_id);
  const amountCents = readAmountCents(body.amount_cents);
  const data = readAdditionalData(body);
  return {
    processorEventId,
    amountCents,
    customerKey: readCustomerKey(body),
    clickId: readIdentifier(body, 'click_id'),
    currency: readCurrency(body),
    saleType: readChoice(body, 'sale_type', SALE_TYPES, 'sale_type_invalid') ?? 'payment',
    isRecurring: readBoolean(body, 'is_recurring') ?? false,
    subscriptionId: readIdentifier(body, 'subscription_id'),
    subscriptionInterval: readChoice(
      body,
      'subscription_interval',
      SUBSCRIPTION_INTERVALS,
      'subscription_interval_invalid',
    ),
    productId: readIdentifier(body, 'product_id'),
    lineItems: readJson(body, 'line_items', TRACKING_LIMITS.lineItemsBytes),
    additionalData: data === null ? null : JSON.stringify(data),
    eventName: readText(body, 'event_name'),
  };
}
