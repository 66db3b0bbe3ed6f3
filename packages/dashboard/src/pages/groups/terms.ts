// Owns how the terms of a policy are said in words, and what differs between two versions. Pure.
import type { Answer } from '../../api/client.js';
import { formatMoney } from '../../format/money.js';
import { COMMISSION_TYPE_WORDS, wordsOf } from '../../format/words.js';

export type Policy = Answer<'listPolicies'>['data'][number];

/** What one payment earns: `20%` or `$15.00`. */
export function rateWords(policy: Pick<Policy, 'percent' | 'amount_cents' | 'currency'>): string {
  if (policy.percent !== null) return `${policy.percent}%`;
  return formatMoney(policy.amount_cents ?? 0, policy.currency ?? 'USD');
}

/** The terms as a sentence that a partner understands. */
export function termsSentence(policy: Policy): string {
  const rate = rateWords(policy);
  const earns = {
    cps_one_time: `The first payment of a customer earns ${rate}`,
    cps_recurring: `Payments of a customer earn ${rate}, for ${policy.duration_months} months`,
    cps_lifetime: `Every payment of a customer earns ${rate}`,
    cpl: `A sign-up earns ${rate}`,
    cpc: `A click earns ${rate}`,
  }[policy.type];
  const hold =
    policy.hold_days === 0 ? 'without a hold' : `payable after a hold of ${policy.hold_days} days`;
  const approval =
    policy.approval_mode === 'auto' ? 'approved by itself' : 'once somebody has approved it';
  return `${earns}; ${hold}, ${approval}.`;
}

const FIELDS: readonly [string, (policy: Policy) => string][] = [
  ['Type', (policy) => wordsOf(COMMISSION_TYPE_WORDS, policy.type)],
  ['Rate', rateWords],
  ['Months', (policy) => String(policy.duration_months ?? '–')],
  ['Hold', (policy) => `${policy.hold_days} days`],
  ['Approval', (policy) => (policy.approval_mode === 'auto' ? 'Automatic' : 'By hand')],
];

/** What a version changed: name, before, after. */
export function differences(before: Policy, after: Policy): [string, string, string][] {
  return FIELDS.map(([name, read]): [string, string, string] => [
    name,
    read(before),
    read(after),
  ]).filter(([, old, next]) => old !== next);
}
