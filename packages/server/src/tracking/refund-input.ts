// Owns the body of a refund call.
import { TRACKING_LIMITS } from '@affitor/contract';
import { AppError } from '../platform/http/errors.js';
import { type Body, isStorable, readCutText } from './input.js';

export interface RefundInput {
  processorEventId: string;
  /** The total refunded so far, in minor units; null means everything. */
  refundTotalCents: bigint | null;
  reason: string | null;
}

/** Reads a refund call. @throws AppError in the order of the specification */
export function readRefundInput(body: Body): RefundInput {
  const id = body.transaction_id;
  if (id === undefined || id === null || id === '') {
    throw new AppError('refund_transaction_id_required');
  }
  const refundTotalCents = readRefundTotal(body.refund_amount_cents);
  const reason = readCutText(body, 'refund_reason', TRACKING_LIMITS.textCharacters);
  // Another type, or a text that no sale can have, names no sale.
  if (typeof id !== 'string' || !isStorable(id)) throw new AppError('sale_not_found');
  return { processorEventId: id, refundTotalCents, reason };
}

// Junk is never read as "everything": that would take back a whole commission by mistake.
function readRefundTotal(value: unknown): bigint | null {
  if (value === undefined || value === null || value === 0) return null;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new AppError('refund_amount_invalid');
  }
  return BigInt(value);
}
