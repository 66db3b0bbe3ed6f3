// Owns the SQL of traces: what is known of one customer, by the indexes that lead there.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/** More clicks, sales or decisions than this are not read; the newest are. */
export const TRACE_ROWS_MAX = 50;

export interface TracedPartner {
  partnerId: number | null;
  partnerName: string | null;
}

/** What a trace is about. */
export interface TraceScope {
  /** Null for a commission that pays clicks. */
  customerId: bigint | null;
  /** Only this sale; null for all of the customer. */
  saleId: bigint | null;
  /** Only this commission. */
  commissionId: bigint | null;
}

/** The scope of a sale; null when the program has no such sale. */
export async function findSaleScope(
  tx: Tx,
  programId: number,
  saleId: bigint,
): Promise<TraceScope | null> {
  const { rows } = await sql<TraceScope>`
    select customer_id as "customerId", id as "saleId", null as "commissionId"
    from sale where program_id = ${programId} and id = ${saleId}
  `.execute(tx);
  return rows[0] ?? null;
}

/** The scope of a commission; null when the program has no such commission. */
export async function findCommissionScope(
  tx: Tx,
  programId: number,
  commissionId: bigint,
): Promise<TraceScope | null> {
  const { rows } = await sql<TraceScope>`
    select coalesce(sale.customer_id, lead.customer_id) as "customerId",
      commission.sale_id as "saleId", commission.id as "commissionId"
    from commission
    left join sale on sale.program_id = commission.program_id and sale.id = commission.sale_id
    left join lead on lead.program_id = commission.program_id and lead.id = commission.lead_id
    where commission.program_id = ${programId} and commission.id = ${commissionId}
  `.execute(tx);
  return rows[0] ?? null;
}

/** Whether the program has this click. */
export async function hasClick(
  tx: Tx,
  programId: number,
  click: { customerId: bigint; clickedAtMs: number; token: string },
): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select from click
      where program_id = ${programId} and customer_id = ${click.customerId}
        and clicked_at = to_timestamp(${click.clickedAtMs}::bigint / 1000.0)
        and token = ${click.token}
    ) as found
  `.execute(tx);
  return rows[0]?.found ?? false;
}

export interface CreditRecord extends TracedPartner {
  clickId: string | null;
  attributedAt: Date | null;
  windowDays: number | null;
}

/** Whom a customer is credited to at present, and by which rules. */
export async function findCredit(
  tx: Tx,
  programId: number,
  customerId: bigint,
): Promise<CreditRecord | null> {
  const { rows } = await sql<CreditRecord>`
    select customer.partner_id as "partnerId", partner.name as "partnerName",
      customer.attributed_click_id as "clickId", customer.attributed_at as "attributedAt",
      program.attribution_window_days as "windowDays"
    from customer
    join program on program.id = customer.program_id
    left join partner on partner.id = customer.partner_id
    where customer.program_id = ${programId} and customer.id = ${customerId}
  `.execute(tx);
  return rows[0] ?? null;
}

export interface TracedClick extends TracedPartner {
  customerId: bigint;
  clickedAt: Date;
  token: string;
  linkId: number;
  shortLink: string | null;
  isBot: boolean;
  isRepeat: boolean;
  context: Record<string, string>;
}

/** The newest clicks of a customer and of the visitors that it turned out to be, newest first. */
export async function listTracedClicks(
  tx: Tx,
  programId: number,
  customerId: bigint,
): Promise<TracedClick[]> {
  const { rows } = await sql<TracedClick>`
    select click.customer_id as "customerId", click.clicked_at as "clickedAt", click.token,
      click.partner_id as "partnerId", partner.name as "partnerName", click.link_id as "linkId",
      link.short_link as "shortLink", click.is_bot as "isBot", click.is_repeat as "isRepeat",
      click.context
    from customer visitor
    join click on click.customer_id = visitor.id and click.program_id = ${programId}
    left join partner on partner.id = click.partner_id
    left join referral_link link on link.id = click.link_id
    where visitor.program_id = ${programId}
      and (visitor.id = ${customerId} or visitor.merged_into = ${customerId})
    order by click.clicked_at desc, click.customer_id desc
    limit ${TRACE_ROWS_MAX + 1}
  `.execute(tx);
  return rows;
}

export interface TracedDecision extends TracedPartner {
  subject: 'click' | 'lead' | 'sale' | 'merge';
  subjectId: string;
  rule: string;
  winnerClickId: string | null;
  decidedAt: Date;
  candidates: {
    click_id: string;
    partner_id: number;
    partner_name: string | null;
    clicked_at: string;
    is_bot: boolean;
  }[];
}

/** The newest decisions about a customer, newest first, each with what it chose from. */
export async function listTracedDecisions(
  tx: Tx,
  programId: number,
  customerId: bigint,
): Promise<TracedDecision[]> {
  const { rows } = await sql<TracedDecision>`
    select decision.subject, decision.subject_id as "subjectId", decision.rule,
      decision.partner_id as "partnerId", partner.name as "partnerName",
      decision.winner_click_id as "winnerClickId", decision.decided_at as "decidedAt",
      (
        select coalesce(jsonb_agg(item.candidate || jsonb_build_object(
          'partner_name', named.name) order by item.position), '[]')
        from jsonb_array_elements(decision.candidates)
          with ordinality as item (candidate, position)
        left join partner named on named.id = (item.candidate ->> 'partner_id')::int
      ) as candidates
    from customer visitor
    join attribution_decision decision
      on decision.customer_id = visitor.id and decision.program_id = ${programId}
    left join partner on partner.id = decision.partner_id
    where visitor.program_id = ${programId}
      and (visitor.id = ${customerId} or visitor.merged_into = ${customerId})
    order by decision.decided_at desc, decision.id desc
    limit ${TRACE_ROWS_MAX + 1}
  `.execute(tx);
  return rows;
}

export interface TracedLead extends TracedPartner {
  id: bigint;
  happenedAt: Date;
  clickId: string | null;
  isProvisional: boolean;
  viaServer: boolean;
  requestId: string | null;
}

/** The leads of a customer, newest first. */
export async function listTracedLeads(
  tx: Tx,
  programId: number,
  customerId: bigint,
): Promise<TracedLead[]> {
  const { rows } = await sql<TracedLead>`
    select lead.id, lead.lead_at as "happenedAt", lead.partner_id as "partnerId",
      partner.name as "partnerName", lead.click_id as "clickId",
      lead.provisional as "isProvisional", lead.via_server as "viaServer",
      lead.request_id as "requestId"
    from lead
    left join partner on partner.id = lead.partner_id
    where lead.program_id = ${programId} and lead.customer_id = ${customerId}
    order by lead.lead_at desc, lead.id desc
    limit ${TRACE_ROWS_MAX + 1}
  `.execute(tx);
  return rows;
}

export interface TracedSale extends TracedPartner {
  id: bigint;
  transactionId: string;
  happenedAt: Date;
  clickId: string | null;
  amountCents: bigint;
  currency: string;
  isFirst: boolean;
  refundedCents: bigint;
  commissionId: bigint | null;
  commissionState: 'created' | 'not_due' | 'failed';
  notDueReason: string | null;
  requestId: string | null;
}

/** The sales of a customer, or the one that is asked for, newest first. */
export async function listTracedSales(
  tx: Tx,
  programId: number,
  { customerId, saleId }: TraceScope,
): Promise<TracedSale[]> {
  const { rows } = await sql<TracedSale>`
    select sale.id, sale.processor_event_id as "transactionId", sale.sold_at as "happenedAt",
      sale.partner_id as "partnerId", partner.name as "partnerName", sale.click_id as "clickId",
      sale.amount_cents as "amountCents", sale.currency, sale.is_first as "isFirst",
      sale.refunded_cents as "refundedCents", commission.id as "commissionId",
      sale.commission_state as "commissionState", sale.not_due_reason as "notDueReason",
      sale.request_id as "requestId"
    from sale
    left join partner on partner.id = sale.partner_id
    left join commission on commission.sale_id = sale.id
    where sale.program_id = ${programId} and sale.customer_id = ${customerId}
      ${saleId === null ? sql`` : sql`and sale.id = ${saleId}`}
    order by sale.sold_at desc, sale.id desc
    limit ${TRACE_ROWS_MAX + 1}
  `.execute(tx);
  return rows;
}

export interface TracedRefund {
  id: bigint;
  saleId: bigint;
  happenedAt: Date;
  amountCents: bigint;
  refundedTotalCents: bigint;
  deductionCents: bigint;
  currency: string;
  reason: string | null;
}

/** The refunds of some sales, in order. */
export async function listTracedRefunds(
  tx: Tx,
  programId: number,
  saleIds: bigint[],
): Promise<TracedRefund[]> {
  if (saleIds.length === 0) return [];
  const { rows } = await sql<TracedRefund>`
    select refund.id, refund.sale_id as "saleId", refund.refunded_at as "happenedAt",
      refund.amount_cents as "amountCents", refund.refunded_total_cents as "refundedTotalCents",
      refund.deduction_cents as "deductionCents", sale.currency, refund.reason
    from refund
    join sale on sale.program_id = refund.program_id and sale.id = refund.sale_id
    where refund.program_id = ${programId} and refund.sale_id = any(${saleIds}::bigint[])
    order by refund.refunded_at, refund.id
  `.execute(tx);
  return rows;
}
