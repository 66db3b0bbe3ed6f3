// Owns traces: the story of one customer, sale, commission or click, put together from its rows.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import { formatClickId, parseClickId } from '../attribution/index.js';
import { addDays } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { toCustomer } from './answers.js';
import { findCustomer } from './store-customers.js';
import {
  type CreditRecord,
  findCommissionScope,
  findCredit,
  findSaleScope,
  hasClick,
  listTracedClicks,
  listTracedDecisions,
  listTracedLeads,
  listTracedRefunds,
  listTracedSales,
  TRACE_ROWS_MAX,
  type TracedClick,
  type TracedDecision,
  type TracedLead,
  type TracedPartner,
  type TracedRefund,
  type TracedSale,
  type TraceScope,
} from './store-trace.js';
import { readTracedCommissions } from './trace-commissions.js';
import { judgeClick, reasonOf } from './trace-rules.js';

export type TraceAnswer = z.input<typeof schemas.trace>;

interface TracedProgram {
  id: number;
  timeZone: string;
}

/** Which row a trace is asked for. */
export type TraceSubject =
  | { kind: 'customer' | 'sale' | 'commission'; id: number }
  | { kind: 'click'; id: string };

/** Tells the story. @throws AppError with the code of what is missing */
export async function readTrace(
  tx: Tx,
  program: TracedProgram,
  subject: TraceSubject,
  now: Date,
): Promise<TraceAnswer> {
  const asked = await requireScope(tx, program.id, subject);
  const customer =
    asked.customerId === null ? null : await findCustomer(tx, program.id, asked.customerId);
  const scope = { ...asked, customerId: customer?.id ?? null };
  const rows = await readRows(tx, program.id, scope);
  const saleIds = rows.sales.map(({ id }) => id);
  const isNarrow = scope.saleId !== null || scope.commissionId !== null;
  const commissions = await readTracedCommissions(tx, program.id, now, {
    saleIds,
    leadIds: isNarrow ? [] : rows.leads.map(({ id }) => id),
    commissionId: scope.commissionId,
  });
  const refunds = await listTracedRefunds(tx, program.id, saleIds);
  const lists = [rows.clicks, rows.decisions, rows.leads, rows.sales];
  return {
    subject: { kind: subject.kind, id: String(subject.id) },
    time_zone: program.timeZone,
    customer: customer && toCustomer(customer),
    credited_to: rows.credit && toPartner(rows.credit),
    credit: toCredit(rows.credit),
    clicks: oldestFirst(rows.clicks).map((click) => toClick(click, rows.credit, rows.decisions)),
    decisions: oldestFirst(rows.decisions).map(toDecision),
    leads: oldestFirst(rows.leads).map(toLead),
    sales: oldestFirst(rows.sales).map(toSale),
    refunds: refunds.map(toRefund),
    commissions,
    is_shortened: lists.some((list) => list.length > TRACE_ROWS_MAX),
  };
}

async function requireScope(tx: Tx, programId: number, subject: TraceSubject): Promise<TraceScope> {
  const whole = { saleId: null, commissionId: null };
  switch (subject.kind) {
    case 'customer': {
      const customer = await findCustomer(tx, programId, BigInt(subject.id));
      if (!customer) throw new AppError('customer_not_found');
      return { customerId: customer.id, ...whole };
    }
    case 'click': {
      const click = parseClickId(subject.id);
      if (!click || !(await hasClick(tx, programId, click))) throw new AppError('click_not_found');
      return { customerId: click.customerId, ...whole };
    }
    case 'sale': {
      const scope = await findSaleScope(tx, programId, BigInt(subject.id));
      if (!scope) throw new AppError('traced_sale_not_found');
      return scope;
    }
    case 'commission': {
      const scope = await findCommissionScope(tx, programId, BigInt(subject.id));
      if (!scope) throw new AppError('commission_not_found');
      return scope;
    }
  }
}

async function readRows(tx: Tx, programId: number, scope: TraceScope) {
  const { customerId } = scope;
  if (customerId === null) {
    return { credit: null, clicks: [], decisions: [], leads: [], sales: [] };
  }
  return {
    credit: await findCredit(tx, programId, customerId),
    clicks: await listTracedClicks(tx, programId, customerId),
    decisions: await listTracedDecisions(tx, programId, customerId),
    leads: await listTracedLeads(tx, programId, customerId),
    // A commission for a lead is not about sales.
    sales:
      scope.commissionId !== null && scope.saleId === null
        ? []
        : await listTracedSales(tx, programId, scope),
  };
}

/** Lists are read newest first, one row more than is shown, and told from the beginning. */
function oldestFirst<Row>(newestFirst: Row[]): Row[] {
  return newestFirst.slice(0, TRACE_ROWS_MAX).reverse();
}

function toPartner({ partnerId, partnerName }: TracedPartner) {
  return partnerId === null ? null : { partner_id: partnerId, name: partnerName ?? '' };
}

function toCredit(credit: CreditRecord | null): TraceAnswer['credit'] {
  const { windowDays = null, attributedAt = null } = credit ?? {};
  return {
    model: 'last_click',
    window_days: windowDays,
    window_ends_at:
      windowDays === null || attributedAt === null
        ? null
        : addDays(attributedAt, windowDays).toISOString(),
  };
}

function toClick(
  click: TracedClick,
  credit: CreditRecord | null,
  decisions: TracedDecision[],
): TraceAnswer['clicks'][number] {
  const { customerId, token, context } = click;
  const clickedAtMs = click.clickedAt.getTime();
  const clickId = formatClickId({ customerId, clickedAtMs, token });
  const winner = {
    clickId: credit?.clickId ?? null,
    partnerId: credit?.partnerId ?? null,
    clickedAtMs: credit?.clickId ? (parseClickId(credit.clickId)?.clickedAtMs ?? null) : null,
  };
  // A visitor's first click needs no decision: it is the first.
  const rule = decisions.find(({ subjectId }) => subjectId === clickId)?.rule ?? 'first_click';
  const code = judgeClick({ ...click, clickId, clickedAtMs }, winner, rule);
  return {
    click_id: clickId,
    clicked_at: click.clickedAt.toISOString(),
    partner: toPartner(click),
    link_id: click.linkId,
    short_link: click.shortLink,
    is_bot: click.isBot,
    is_repeat: click.isRepeat,
    page_url: context.page_url ?? null,
    referrer_url: context.referrer_url ?? null,
    geo_country: context.geo_country ?? null,
    is_credited: clickId === winner.clickId,
    outcome: reasonOf(code),
  };
}

function toDecision(decision: TracedDecision): TraceAnswer['decisions'][number] {
  const winnerMs = parseClickId(decision.winnerClickId ?? '')?.clickedAtMs ?? null;
  const winner = {
    clickId: decision.winnerClickId,
    partnerId: decision.partnerId,
    clickedAtMs: winnerMs,
  };
  return {
    subject: decision.subject,
    subject_id: decision.subjectId,
    decided_at: decision.decidedAt.toISOString(),
    rule: reasonOf(decision.rule),
    partner: toPartner(decision),
    winner_click_id: decision.winnerClickId,
    candidates: decision.candidates.map((candidate) => {
      const { click_id: clickId, partner_id: partnerId, is_bot: isBot } = candidate;
      const clickedAtMs = Date.parse(candidate.clicked_at);
      const facts = { clickId, partnerId, clickedAtMs, isBot, isRepeat: false };
      return {
        click_id: clickId,
        clicked_at: candidate.clicked_at,
        partner: toPartner({ partnerId, partnerName: candidate.partner_name }),
        is_winner: clickId === decision.winnerClickId,
        outcome: reasonOf(judgeClick(facts, winner, decision.rule)),
      };
    }),
  };
}

function toLead(lead: TracedLead): TraceAnswer['leads'][number] {
  return {
    id: Number(lead.id),
    happened_at: lead.happenedAt.toISOString(),
    partner: toPartner(lead),
    click_id: lead.clickId,
    is_provisional: lead.isProvisional,
    via_server: lead.viaServer,
    request_id: lead.requestId,
  };
}

function toSale(sale: TracedSale): TraceAnswer['sales'][number] {
  const notDue = sale.commissionState === 'failed' ? 'commission_failed' : sale.notDueReason;
  return {
    id: Number(sale.id),
    transaction_id: sale.transactionId,
    happened_at: sale.happenedAt.toISOString(),
    partner: toPartner(sale),
    click_id: sale.clickId,
    amount_cents: Number(sale.amountCents),
    currency: sale.currency,
    is_first: sale.isFirst,
    refunded_cents: Number(sale.refundedCents),
    commission_id: sale.commissionId === null ? null : Number(sale.commissionId),
    no_commission: notDue === null ? null : reasonOf(notDue),
    request_id: sale.requestId,
  };
}

function toRefund(refund: TracedRefund): TraceAnswer['refunds'][number] {
  return {
    id: Number(refund.id),
    sale_id: Number(refund.saleId),
    happened_at: refund.happenedAt.toISOString(),
    amount_cents: Number(refund.amountCents),
    refunded_total_cents: Number(refund.refundedTotalCents),
    deduction_cents: Number(refund.deductionCents),
    currency: refund.currency,
    reason: refund.reason,
  };
}
