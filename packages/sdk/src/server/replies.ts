// Owns what the methods give back: the envelope of the track methods and the bodies in it.
import { describeStatus, readErrorText } from './api-error.js';
import type { Outcome } from './retries.js';
import { describeSilence, isSilence } from './transport.js';

/** What every track method resolves to. */
export interface AffitorResponse<Body> {
  /** The API answered with a 2xx. */
  ok: boolean;
  /** The HTTP status; 0 when the request itself failed. */
  status: number;
  /** The parsed body of a success; null otherwise, and when there was none. */
  data: Body | null;
  /** Why it failed; absent when `ok`. */
  error?: string;
  /**
   * On the 409 of a call that was sent again because its first answer was lost: what that answer
   * would have said. `commissionId` is null while there is no commission.
   */
  recovered?: { saleId: number; commissionId: number | null };
}

/** The answer to a call with `additionalData: { test_mode: true }`. */
export interface TestReceipt {
  success: true;
  message: string;
  data: { eventId: number; programId: number | null; test_mode: true };
}

export type TrackLeadData =
  | { success: true; message: string; attributed?: false | undefined; provisional?: true }
  | TestReceipt;

export type TrackSaleData =
  | {
      success: true;
      sale_id: number;
      commission_id: number | null;
      message: string;
      attributed?: false | undefined;
    }
  | TestReceipt;

export type TrackClickData =
  | { success: true; click_id: string; partner_code: string; cookie_window_days: number }
  | { success: false; message: string };

export type TrackRefundData =
  | {
      success: true;
      status: 'reversed' | 'refunded';
      /** In currency units, not in cents. */
      deductionAmount: number;
      commission_id: number;
    }
  | { success: true; status: 'skipped'; reason: string; commission_id: number }
  | { success: true; status: 'no_commission'; message: string };

interface Gate {
  status: 'pass' | 'fail' | 'unknown';
  detail?: string;
  next_action?: string;
  [further: string]: unknown;
}

/** How far the integration of a program has come. */
export interface Readiness {
  program_id: number;
  state: 'draft' | 'configuring' | 'ready' | 'integration_verified' | 'live_verified';
  integration_verified: boolean;
  /** The first gate that is not passed. */
  blocker: string | null;
  gates: Record<'profile' | 'economics' | 'payout' | 'tracking' | 'live', Gate>;
  last_event_at: Record<'click' | 'lead' | 'sale', string | null>;
  counts_24h: Record<'clicks' | 'leads' | 'sales', number>;
  key_rotated_at: string | null;
  poll: { retry_after_seconds: number };
}

/** Puts the outcome of a call into its envelope. */
export function toResponse<Body>({ reply, isRepeat }: Outcome): AffitorResponse<Body> {
  if (isSilence(reply)) {
    return { ok: false, status: 0, data: null, error: describeSilence(reply.error) };
  }
  const { ok, status } = reply;
  if (ok) return { ok, status, data: reply.body as Body | null };
  const error = readErrorText(reply.body) ?? (reply.statusText || describeStatus(status));
  const failed: AffitorResponse<Body> = { ok, status, data: null, error };
  const saleId = readId(reply.header('x-affitor-sale-id'));
  if (status !== 409 || !isRepeat || saleId === null) return failed;
  const commissionId = readId(reply.header('x-affitor-commission-id'));
  return { ...failed, recovered: { saleId, commissionId } };
}

function readId(header: string | null): number | null {
  return header !== null && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
