// Owns the order in which a trace is told: every fact of it as one step, by its moment. Pure.
import type { Answer } from '../../api/client.js';

export type Trace = Answer<'traceSale'>['data'];
export type TracedClick = Trace['clicks'][number];
export type TracedCommission = Trace['commissions'][number];
export type Decision = Trace['decisions'][number];
export type Change = TracedCommission['history'][number];

export type Step = { at: string; key: string } & (
  | { kind: 'click'; click: TracedClick }
  | { kind: 'merge'; decision: Decision }
  | { kind: 'lead'; lead: Trace['leads'][number]; decision: Decision | undefined }
  | { kind: 'sale'; sale: Trace['sales'][number]; decision: Decision | undefined }
  | { kind: 'commission'; commission: TracedCommission; refunds: Trace['refunds'] }
  | { kind: 'refund'; refund: Trace['refunds'][number]; commission: TracedCommission | undefined }
  | { kind: 'change'; change: Change; commission: TracedCommission }
  | { kind: 'clears'; commission: TracedCommission }
);

/** What comes first of two things of the same moment: causes before what follows from them. */
const ORDER: readonly Step['kind'][] = [
  'click',
  'merge',
  'lead',
  'sale',
  'commission',
  'refund',
  'change',
  'clears',
];

/** A refund tells these itself, with its amounts. */
const TOLD_BY_REFUND = new Set(['full_refund', 'partial_refund']);

/** The steps of a trace, from the first click to what is still to come. */
export function storyOf(trace: Trace): Step[] {
  const steps = [...causesOf(trace), ...trace.commissions.flatMap((one) => moneyOf(one, trace))];
  return steps.sort(
    (one, other) =>
      Date.parse(one.at) - Date.parse(other.at) ||
      ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind),
  );
}

function causesOf(trace: Trace): Step[] {
  const decisionOn = (subject: Decision['subject'], id: number) =>
    trace.decisions.find((one) => one.subject === subject && one.subject_id === String(id));
  return [
    ...trace.clicks.map(
      (click): Step => ({ kind: 'click', at: click.clicked_at, key: click.click_id, click }),
    ),
    ...trace.decisions
      .filter(({ subject }) => subject === 'merge')
      .map(
        (decision): Step => ({
          kind: 'merge',
          at: decision.decided_at,
          key: `merge-${decision.subject_id}`,
          decision,
        }),
      ),
    ...trace.leads.map(
      (lead): Step => ({
        kind: 'lead',
        at: lead.happened_at,
        key: `lead-${lead.id}`,
        lead,
        decision: decisionOn('lead', lead.id),
      }),
    ),
    ...trace.sales.map(
      (sale): Step => ({
        kind: 'sale',
        at: sale.happened_at,
        key: `sale-${sale.id}`,
        sale,
        decision: decisionOn('sale', sale.id),
      }),
    ),
    ...trace.refunds.map(
      (refund): Step => ({
        kind: 'refund',
        at: refund.happened_at,
        key: `refund-${refund.id}`,
        refund,
        commission: trace.commissions.find((one) => one.sale_id === refund.sale_id),
      }),
    ),
  ];
}

function moneyOf(commission: TracedCommission, trace: Trace): Step[] {
  const { id, history, created_at: at, hold_period_expires_at: clearsAt } = commission;
  const refunds = trace.refunds.filter((refund) => refund.sale_id === commission.sale_id);
  const created: Step = { kind: 'commission', at, key: `commission-${id}`, commission, refunds };
  const changes = history
    .filter(
      ({ from_status: from, reason }) => from !== null && !TOLD_BY_REFUND.has(reason?.code ?? ''),
    )
    .map(
      (change, index): Step => ({
        kind: 'change',
        at: change.happened_at,
        key: `change-${id}-${index}`,
        change,
        commission,
      }),
    );
  const isHeld = commission.standing.code === 'in_hold' && clearsAt !== null;
  const clears: Step[] = isHeld
    ? [{ kind: 'clears', at: clearsAt, key: `clears-${id}`, commission }]
    : [];
  return [created, ...changes, ...clears];
}
