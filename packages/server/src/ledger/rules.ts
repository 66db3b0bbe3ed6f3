// Owns what each movement of a commission means in the books. Pure: no clock, no I/O.

export type AccountKind = 'commission_expense' | 'partner_pending' | 'partner_payable';
export type TransactionKind =
  | 'commission_created'
  | 'commission_approved'
  | 'commission_rejected'
  | 'commission_reversed';

/** Where an unsettled commission stands: its hold or review runs, it may be paid, or it was. */
export type CommissionStage = 'pending' | 'approved' | 'paid';

/** One movement of money that a commission causes. Amounts are minor units of `currency`. */
export interface Movement {
  kind: TransactionKind;
  programId: number;
  partnerId: number;
  commissionId: bigint;
  refundId: bigint | null;
  currency: string;
  amountCents: bigint;
  /** The stage before the movement; a new commission starts from `pending`. */
  stage: CommissionStage;
}

/** A signed line: positive debits the account, negative credits it. */
export interface Posting {
  account: AccountKind;
  amountCents: bigint;
}

/**
 * The balanced postings of a movement; none when no money moves.
 *
 * What is owed to a partner is a liability, so a partner's balance is the negated sum of the
 * account. After a payout a reversal takes from `partner_payable` below zero: the partner owes the
 * difference, and the next payout nets it. Nothing is clamped.
 */
export function postingsOf(movement: Movement): Posting[] {
  const { amountCents } = movement;
  if (amountCents === 0n) return [];
  if (amountCents < 0n) throw new RangeError('a movement cannot have a negative amount');
  const owed: AccountKind = movement.stage === 'pending' ? 'partner_pending' : 'partner_payable';
  switch (movement.kind) {
    case 'commission_created':
      return transfer('commission_expense', 'partner_pending', amountCents);
    case 'commission_approved':
      return transfer('partner_pending', 'partner_payable', amountCents);
    case 'commission_rejected':
    case 'commission_reversed':
      return transfer(owed, 'commission_expense', amountCents);
  }
}

function transfer(debit: AccountKind, credit: AccountKind, amountCents: bigint): Posting[] {
  return [
    { account: debit, amountCents },
    { account: credit, amountCents: -amountCents },
  ];
}
