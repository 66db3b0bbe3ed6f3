// Owns the SQL that lists commissions, their history, and sales whose commission failed.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { PageCursor } from '../platform/http/cursor.js';
import type { Period } from './rules.js';
import { isBehind, isWithin } from './store-period.js';

/** A commission as the management API shows it. */
export interface CommissionRecord extends PageCursor {
  programId: number;
  partnerId: number;
  partnerName: string;
  linkId: number | null;
  customerId: bigint | null;
  saleId: bigint | null;
  transactionId: string | null;
  kind: 'sale' | 'lead' | 'click';
  commissionType: 'cpc' | 'cpl' | 'cps_one_time' | 'cps_recurring' | 'cps_lifetime';
  status: CommissionStatus;
  /** Where the money stands, whatever was refunded. */
  stage: 'pending' | 'approved' | 'paid' | 'rejected';
  isOnHold: boolean;
  holdExpiresAt: Date;
  holdExtensionCount: number;
  amountCents: bigint;
  reversedCents: bigint;
  currency: string;
  policyId: number;
  rejectionReason: string | null;
  clickDay: string | null;
  clickCount: bigint | null;
}

export type CommissionStatus =
  | 'pending'
  | 'approved'
  | 'paid'
  | 'rejected'
  | 'refunded'
  | 'reversed';

const commissionColumns = sql`
  commission.id, commission.program_id as "programId", commission.partner_id as "partnerId",
  partner.name as "partnerName",
  coalesce(commission.link_id, sale.link_id, lead.link_id) as "linkId",
  coalesce(sale.customer_id, lead.customer_id) as "customerId", commission.sale_id as "saleId",
  sale.processor_event_id as "transactionId", commission.kind,
  commission.commission_type as "commissionType", commission.status, commission.stage,
  commission.is_on_hold as "isOnHold", commission.hold_expires_at as "holdExpiresAt",
  commission.hold_extension_count as "holdExtensionCount",
  commission.amount_cents as "amountCents", commission.reversed_cents as "reversedCents",
  commission.currency, commission.policy_id as "policyId",
  commission.rejection_reason as "rejectionReason", commission.click_day as "clickDay",
  commission.click_count as "clickCount", commission.created_at as at`;

// "offset 0" makes the planner look every cause up by its key: for a page of a thousand commissions
// it would read all sales instead, for each page of a file anew.
const commissionCauses = sql`
  join partner on partner.id = commission.partner_id
  left join lateral (
    select link_id, customer_id, processor_event_id from sale
    where sale.program_id = commission.program_id and sale.id = commission.sale_id
    offset 0
  ) sale on true
  left join lateral (
    select link_id, customer_id from lead
    where lead.program_id = commission.program_id and lead.id = commission.lead_id
    offset 0
  ) lead on true`;

/** Which commissions of a program; what is undefined does not narrow. */
export interface CommissionFilter {
  status: CommissionStatus | undefined;
  partnerId: number | undefined;
  period: Period;
  /** Of the program. */
  timeZone: string;
  /** Only what can be approved now. */
  isDecidable: boolean;
}

/** The hold is over, and nobody has decided; as the index of these says it. */
export const IS_DECIDABLE = sql`stage = 'pending' and refund_state <> 'full' and not is_on_hold`;

// One condition for the list and its sums, so that rows always add up to the totals above them.
function isChosen(programId: number, filter: CommissionFilter) {
  const { status, partnerId, period, timeZone, isDecidable } = filter;
  return sql`
    program_id = ${programId}
    ${status === undefined ? sql`` : sql`and status = ${status}`}
    ${partnerId === undefined ? sql`` : sql`and partner_id = ${partnerId}`}
    ${isDecidable ? sql`and ${IS_DECIDABLE}` : sql``}
    and ${isWithin(sql`created_at`, period, timeZone)}`;
}

/** Commissions of a program, newest first. */
export async function listCommissions(
  tx: Tx,
  programId: number,
  filter: CommissionFilter & { after: PageCursor | null; rowsMax: number },
): Promise<CommissionRecord[]> {
  const { rows } = await sql<CommissionRecord>`
    select ${commissionColumns}
    from (
      select * from commission
      where ${isChosen(programId, filter)} ${isBehind(sql`created_at`, filter.after)}
      order by created_at desc, id desc
      limit ${filter.rowsMax}
    ) commission
    ${commissionCauses}
    order by commission.created_at desc, commission.id desc
  `.execute(tx);
  return rows;
}

export interface CommissionSum {
  status: CommissionStatus;
  currency: string;
  count: bigint;
  onHoldCount: bigint;
  amountCents: bigint;
  reversedCents: bigint;
}

/** What the commissions of a filter add up to, by status and currency. */
export async function sumCommissions(
  tx: Tx,
  programId: number,
  filter: CommissionFilter,
): Promise<CommissionSum[]> {
  const { rows } = await sql<CommissionSum>`
    select status, currency, count(*) as count,
      count(*) filter (where is_on_hold and status = 'pending') as "onHoldCount",
      sum(amount_cents)::bigint as "amountCents", sum(reversed_cents)::bigint as "reversedCents"
    from commission
    where ${isChosen(programId, filter)}
    group by status, currency
    order by status, currency
  `.execute(tx);
  return rows;
}

/** One commission of a program; null when the program has no such commission. */
export async function findCommission(
  tx: Tx,
  programId: number,
  commissionId: bigint,
): Promise<CommissionRecord | null> {
  const { rows } = await sql<CommissionRecord>`
    select ${commissionColumns}
    from commission ${commissionCauses}
    where commission.program_id = ${programId} and commission.id = ${commissionId}
  `.execute(tx);
  return rows[0] ?? null;
}

/** Some commissions of a program, in the order of their ids. */
export async function listCommissionsById(
  tx: Tx,
  programId: number,
  commissionIds: bigint[],
): Promise<CommissionRecord[]> {
  const { rows } = await sql<CommissionRecord>`
    select ${commissionColumns}
    from commission ${commissionCauses}
    where commission.program_id = ${programId} and commission.id = any(${commissionIds}::bigint[])
    order by commission.id
  `.execute(tx);
  return rows;
}

export interface CommissionHistoryLine {
  fromStatus: CommissionStatus | null;
  toStatus: CommissionStatus;
  actor: string;
  reasonCode: string | null;
  note: string | null;
  happenedAt: Date;
}

/** What happened to a commission, in order. */
export async function listCommissionHistory(
  tx: Tx,
  programId: number,
  commissionId: bigint,
): Promise<CommissionHistoryLine[]> {
  const { rows } = await sql<CommissionHistoryLine>`
    select from_status as "fromStatus", to_status as "toStatus", actor,
      reason_code as "reasonCode", note, happened_at as "happenedAt"
    from commission_event
    where program_id = ${programId} and commission_id = ${commissionId}
    order by id
  `.execute(tx);
  return rows;
}

export interface FailedCommissionRecord extends PageCursor {
  transactionId: string;
  partnerId: number;
  amountCents: bigint;
  currency: string;
  cause: string;
}

/** Sales of a program that are owed a commission, newest first. */
export async function listFailedCommissions(
  tx: Tx,
  programId: number,
  page: { after: PageCursor | null; rowsMax: number },
): Promise<FailedCommissionRecord[]> {
  const { after } = page;
  const { rows } = await sql<FailedCommissionRecord>`
    select id, processor_event_id as "transactionId", partner_id as "partnerId",
      amount_cents as "amountCents", currency, coalesce(commission_failure, 'unknown') as cause,
      sold_at as at
    from sale
    where program_id = ${programId} and commission_state = 'failed'
      ${isBehind(sql`sold_at`, after)}
    order by sold_at desc, id desc
    limit ${page.rowsMax}
  `.execute(tx);
  return rows;
}
