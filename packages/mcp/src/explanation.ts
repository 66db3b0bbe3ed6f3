// Owns the short story of a conversion in sentences, made of what the service knows. Pure.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';

export type TrackedSale = z.output<typeof schemas.trackedSaleResponse>;
export type FeedEvent = z.output<typeof schemas.feedEvent>;
export type Trace = z.output<typeof schemas.trace>;

/** What was found under one id. */
export interface Findings {
  /** The id that was asked for. */
  id: string;
  sale: TrackedSale | null;
  events: readonly FeedEvent[];
  trace: Trace | null;
  /** The newest refused calls of the program, looked up when nothing else was found. */
  refusals?: readonly FeedEvent[];
}

/** Tells what happened and why, the most important first. */
export function explain({ id, sale, events, trace, refusals = [] }: Findings): string[] {
  const sentences = [...(sale ? describeSale(sale) : []), ...(trace ? describeTrace(trace) : [])];
  if (!sale && !trace) sentences.push(describeArrival(id, events));
  for (const { kind, outcome } of events) {
    if (outcome) sentences.push(join(`The ${kind}: ${outcome.sentence}`, outcome.fix));
  }
  for (const { outcome, request_id } of refusals) {
    if (!outcome) continue;
    const text = `A call was refused (request ${request_id}): ${outcome.sentence}`;
    sentences.push(join(text, outcome.fix));
  }
  return [...new Set(sentences)];
}

function describeArrival(id: string, events: readonly FeedEvent[]): string {
  const kinds = [...new Set(events.map(({ kind }) => kind))].join(', ');
  if (events.some(({ is_test }) => is_test)) {
    return `Test events arrived under “${id}”: ${kinds}. They earn nothing and have no story.`;
  }
  if (kinds) return `Events arrived under “${id}”: ${kinds}.`;
  return (
    `Nothing is recorded under “${id}”. Either the call never arrived, or it used another id, or ` +
    'it was refused: refused calls are kept without ids of customers and sales.'
  );
}

function describeSale({ sale, commission, refund }: TrackedSale): string[] {
  const { transaction_id, amount_cents, currency, commission_state } = sale;
  const recorded = `Sale ${transaction_id} over ${amount_cents} ${currency} cents is recorded.`;
  const states = {
    created: commission
      ? `Its commission ${commission.id} over ${commission.amount_cents} ${commission.currency} ` +
        `cents is ${commission.status}.`
      : 'Its commission exists.',
    not_due: 'The policy in force pays no commission for it.',
    failed: 'Its commission could not be created and is being repaired.',
  };
  const refunded = `${refund.refunded_cents} ${currency} cents of it were refunded.`;
  return [recorded, states[commission_state], ...(refund.state === 'none' ? [] : [refunded])];
}

function describeTrace(trace: Trace): string[] {
  const partner = trace.credited_to;
  const sentences = [
    partner
      ? `The customer is credited to ${partner.name} (partner ${partner.partner_id}).`
      : 'The customer is credited to nobody.',
  ];
  for (const { is_credited, click_id, outcome } of trace.clicks) {
    if (is_credited) sentences.push(`Click ${click_id}: ${outcome.sentence}`);
  }
  const decision = trace.decisions.findLast(({ subject }) => subject === 'sale');
  if (decision) sentences.push(`The sale: ${decision.rule.sentence}`);
  for (const { transaction_id, no_commission } of trace.sales) {
    if (!no_commission) continue;
    const text = `No commission for ${transaction_id}: ${no_commission.sentence}`;
    sentences.push(join(text, no_commission.fix));
  }
  for (const { id, arithmetic, standing } of trace.commissions) {
    sentences.push(`Commission ${id}: ${arithmetic.formula}. ${standing.sentence}`);
  }
  return sentences;
}

function join(sentence: string, fix: string | null): string {
  return fix ? `${sentence} ${fix}` : sentence;
}
