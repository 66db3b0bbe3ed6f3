// Owns how the terms of a policy are said in words, and what differs between two versions. Pure.
import type { Answer } from '../../api/client.js';
import { formatMoney } from '../../format/money.js';
import { COMMISSION_TYPE_WORDS, wordsOf } from '../../format/words.js';

export type Policy = Answer<'listPolicies'>['data'][number];

/** The part of a version that is about money and time. */
export type Terms = Pick<
  Policy,
  | 'type'
  | 'percent'
  | 'amount_cents'
  | 'currency'
  | 'duration_months'
  | 'hold_days'
  | 'approval_mode'
>;

/** What one payment earns: `20%` or `$15.00`. */
export function rateWords(policy: Pick<Policy, 'percent' | 'amount_cents' | 'currency'>): string {
  if (policy.percent !== null) return `${policy.percent}%`;
  return formatMoney(policy.amount_cents ?? 0, policy.currency ?? 'USD');
}

/** The terms as a sentence that a partner understands. */
export function termsSentence(policy: Terms): string {
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

/** The version for all products that is in force; moments in the same notation compare as texts. */
export function currentPolicy(policies: readonly Policy[], now: string): Policy | undefined {
  return policies.find(
    ({ product_id: product, effective_from: from, effective_to: to }) =>
      product === null && from <= now && (to === null || to > now),
  );
}

const EXAMPLE_CENTS = 10_000n;
const BASIS_POINTS = 100n;

/** The terms as an example: what a sale of 100 brings, for how long, and when it is payable. */
export function exampleSentence(policy: Terms, currency = 'USD'): string {
  const own = policy.currency ?? currency;
  const earned =
    policy.percent === null
      ? formatMoney(policy.amount_cents ?? 0, own)
      : formatMoney(
          (EXAMPLE_CENTS * BigInt(Math.round(policy.percent * 100))) /
            (BASIS_POINTS * BASIS_POINTS),
          own,
        );
  const sale = formatMoney(EXAMPLE_CENTS, own);
  const payable = `payable after ${policy.hold_days} days`;
  if (policy.type === 'cpl') return `A sign-up earns the partner ${earned}, ${payable}.`;
  if (policy.type === 'cpc') return `A click earns the partner ${earned}, ${payable}.`;
  const lasting = {
    cps_one_time: 'once',
    cps_recurring: `for ${policy.duration_months} months`,
    cps_lifetime: 'as long as the customer pays',
  }[policy.type];
  return `A ${sale} sale earns the partner ${earned} ${lasting}, ${payable}.`;
}

const FIELDS: readonly [string, (policy: Terms) => string][] = [
  ['Type', (policy) => wordsOf(COMMISSION_TYPE_WORDS, policy.type)],
  ['Rate', rateWords],
  ['Months', (policy) => String(policy.duration_months ?? '–')],
  ['Hold', (policy) => `${policy.hold_days} days`],
  ['Approval', (policy) => (policy.approval_mode === 'auto' ? 'Automatic' : 'By hand')],
];

/** What a version changed: name, before, after. */
export function differences(before: Terms, after: Terms): [string, string, string][] {
  return FIELDS.map(([name, read]): [string, string, string] => [
    name,
    read(before),
    read(after),
  ]).filter(([, old, next]) => old !== next);
}
