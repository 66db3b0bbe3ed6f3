// Owns the words of a trace: what entries of the books are called, and the terms as a sentence.
import type { TracedCommission } from './story.js';

export const ACCOUNT_WORDS: Readonly<Record<string, string>> = {
  commission_expense: 'Commission expense',
  partner_pending: 'Owed to the partner, pending',
  partner_payable: 'Owed to the partner, payable',
};

export const ENTRY_WORDS: Readonly<Record<string, string>> = {
  commission_created: 'Commission earned',
  commission_approved: 'Commission approved',
  commission_rejected: 'Commission rejected',
  commission_reversed: 'Taken back by a refund',
};

const CAUSE_WORDS: Readonly<Record<TracedCommission['type'], string>> = {
  cps_one_time: 'of the first payment',
  cps_recurring: 'of each payment',
  cps_lifetime: 'of every payment, for good',
  cpl: 'for a sign-up',
  cpc: 'for a click',
};

/** `20% of each payment, for 12 months; hold of 30 days, approved by hand`. */
export function policySentence({ policy, type }: TracedCommission, rate: string): string {
  const months = policy.duration_months === null ? '' : `, for ${policy.duration_months} months`;
  const product = policy.product_id === null ? '' : `, for the product ${policy.product_id}`;
  const hold = policy.hold_days === 0 ? 'no hold' : `hold of ${policy.hold_days} days`;
  const approval = policy.approval_mode === 'auto' ? 'approved by itself' : 'approved by hand';
  return `${rate} ${CAUSE_WORDS[type]}${months}${product}; ${hold}, ${approval}.`;
}
