// Owns the words of a trace: why a click won or lost, where money stands, a formula. Pure.
import { ERRORS, isErrorCode, isReasonCode, REASONS, type ReasonCode } from '@affitor/contract';
import { toDecimal } from '../platform/money.js';

export interface Reason {
  code: string;
  sentence: string;
  fix: string | null;
}

/** A code with its sentence; a code that the catalogue does not know has itself. */
export function reasonOf(code: string): Reason {
  if (!isReasonCode(code)) return { code, sentence: code, fix: null };
  return { code, ...REASONS[code] };
}

/** A refused or unattributed call in words: codes of errors and of notices alike. */
export function explainRefusal(code: string): { explanation: Reason; docsPath: string | null } {
  if (!isErrorCode(code)) return { explanation: reasonOf(code), docsPath: null };
  const { meaning, fix } = ERRORS[code];
  return { explanation: { code, sentence: meaning, fix }, docsPath: `/docs/errors#${code}` };
}

interface Candidate {
  clickId: string;
  partnerId: number | null;
  clickedAtMs: number;
  isBot: boolean;
  isRepeat: boolean;
}

/**
 * Why a click won or lost, beside the click that won. A later click of another partner can only
 * have lost because the customer had bought.
 */
export function judgeClick(
  click: Candidate,
  winner: { clickId: string | null; partnerId: number | null; clickedAtMs: number | null },
  rule: string,
): ReasonCode {
  if (click.clickId === winner.clickId) return isReasonCode(rule) ? rule : 'stored_attribution';
  if (click.isBot) return 'bot_click';
  if (click.isRepeat) return 'repeat_click';
  if (click.partnerId === winner.partnerId) return 'same_partner';
  const isEarlier = winner.clickedAtMs !== null && click.clickedAtMs < winner.clickedAtMs;
  return isEarlier ? 'other_partner_last' : 'customer_already_bought';
}

/** Where the money of a commission stands. */
export function standingOf(commission: {
  status: string;
  isOnHold: boolean;
  approvalMode: 'manual' | 'auto';
  holdExpiresAt: Date;
  stage: string;
  now: Date;
}): ReasonCode {
  const { status, stage } = commission;
  if (status === 'rejected') return 'rejected';
  if (status === 'reversed') return 'full_refund';
  if (stage === 'paid') return 'paid';
  if (stage === 'approved') return 'approved';
  if (commission.isOnHold && commission.holdExpiresAt > commission.now) return 'in_hold';
  if (commission.isOnHold || commission.approvalMode === 'auto') return 'awaiting_release';
  return 'awaiting_approval';
}

const BASIS_POINTS_PER_PERCENT = 100n;

/**
 * The arithmetic as people write it.
 * @example '100.00 × 20% = 20.00 USD'
 */
export function formulaOf(terms: {
  rateKind: 'percent' | 'fixed';
  basisCents: bigint | null;
  rateBasisPoints: number | null;
  fixedAmountCents: bigint | null;
  clickCount: bigint | null;
  amountCents: bigint;
  currency: string;
}): string {
  const { currency } = terms;
  const result = `${toDecimal(terms.amountCents, currency)} ${currency}`;
  if (terms.rateKind === 'percent') {
    const basis = toDecimal(terms.basisCents ?? 0n, currency);
    return `${basis} × ${percentText(terms.rateBasisPoints ?? 0)}% = ${result}`;
  }
  if (terms.clickCount === null) return `fixed = ${result}`;
  return `${terms.clickCount} × ${toDecimal(terms.fixedAmountCents ?? 0n, currency)} = ${result}`;
}

function percentText(basisPoints: number): string {
  const whole = BigInt(basisPoints) / BASIS_POINTS_PER_PERCENT;
  const part = String(BigInt(basisPoints) % BASIS_POINTS_PER_PERCENT).padStart(2, '0');
  return part === '00' ? String(whole) : `${whole}.${part.replace(/0$/, '')}`;
}
