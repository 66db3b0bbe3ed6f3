// Owns the SQL of the report on partners: figures per partner, and their sums.
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { DayRange } from './rules.js';

type EnrollmentStatus = 'applied' | 'invited' | 'active' | 'rejected' | 'removed';

/** What partners brought since the beginning. */
export interface PartnerTotals {
  clicks: bigint;
  signups: bigint;
  paidCustomers: bigint;
  lastClickedAt: Date | null;
  /** Texts inside, because JSON numbers are too short for amounts. */
  money: { currency: string; gross: string; refunded: string; commission: string }[];
}

export interface ReportedPartner extends PartnerTotals {
  partnerId: number;
  programId: number;
  name: string;
  email: string;
  status: EnrollmentStatus;
  groupId: number;
  tags: string[];
  joinedAt: Date | null;
  createdAt: Date;
}

export interface PartnerReportFilter {
  status: EnrollmentStatus | undefined;
  groupId: number | undefined;
  tag: string | undefined;
}

// tenant: a part of statements that name their program.
/** Whether an enrollment fits a filter. */
export function isReported({ status, groupId, tag }: PartnerReportFilter): RawBuilder<unknown> {
  return sql`
    ${status === undefined ? sql`` : sql`and enrollment.status = ${status}`}
    ${groupId === undefined ? sql`` : sql`and enrollment.group_id = ${groupId}`}
    ${tag === undefined ? sql`` : sql`and ${tag}::text = any(enrollment.tags)`}
  `;
}

/** What was paid for some partners of a program, by currency. */
function moneyOf(programId: number, whose: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((
    select jsonb_agg(jsonb_build_object('currency', currency, 'gross', gross::text,
      'refunded', refunded::text, 'commission', commission::text) order by currency)
    from (
      select currency, sum(revenue_cents) as gross, sum(refunded_cents) as refunded,
        sum(commission_cents - reversed_cents) as commission
      from daily_money_stat
      where program_id = ${programId} and ${whose}
      group by currency
    ) paid
  ), '[]')`;
}

/** Some enrollments of a program with what each brought, in the order of their ids here. */
export async function listReportedPartners(
  tx: Tx,
  programId: number,
  enrollmentIds: readonly bigint[],
): Promise<ReportedPartner[]> {
  const { rows } = await sql<ReportedPartner>`
    select partner.id as "partnerId", enrollment.program_id as "programId", partner.name,
      partner.email, enrollment.status, enrollment.group_id as "groupId",
      enrollment.tags, enrollment.joined_at as "joinedAt", enrollment.created_at as "createdAt",
      coalesce(counter.clicks, 0) as clicks, coalesce(counter.leads, 0) as signups,
      coalesce(counter.conversions, 0) as "paidCustomers",
      counter.last_clicked_at as "lastClickedAt",
      ${moneyOf(programId, sql`partner_id = enrollment.partner_id`)} as money
    from unnest(${enrollmentIds}::int[]) with ordinality as chosen (id, place)
    join enrollment on enrollment.program_id = ${programId} and enrollment.id = chosen.id
    join partner
      on partner.workspace_id = enrollment.workspace_id and partner.id = enrollment.partner_id
    left join lateral (
      select clicks, leads, conversions, last_clicked_at from enrollment_counter
      where enrollment_counter.program_id = enrollment.program_id
        and enrollment_counter.enrollment_id = enrollment.id
    ) counter on true
    order by chosen.place
  `.execute(tx);
  return rows;
}

export interface PartnerClicks {
  partnerId: number;
  day: string;
  clicks: bigint;
}

/** The clicks of some partners on each day of a range that had any, from the daily counters. */
export async function listPartnerClicks(
  tx: Tx,
  programId: number,
  partnerIds: readonly number[],
  { firstDay, lastDay }: DayRange,
): Promise<PartnerClicks[]> {
  const { rows } = await sql<PartnerClicks>`
    select partner_id as "partnerId", day, sum(clicks)::bigint as clicks from daily_stat
    where program_id = ${programId} and partner_id = any(${partnerIds}::int[])
      and day between ${firstDay}::date and ${lastDay}::date
    group by partner_id, day
  `.execute(tx);
  return rows;
}

/** What all partners of a filter brought together. */
export async function sumReportedPartners(
  tx: Tx,
  programId: number,
  filter: PartnerReportFilter,
): Promise<PartnerTotals> {
  const { rows } = await sql<PartnerTotals>`
    with chosen as (
      select enrollment.id, enrollment.partner_id from enrollment
      where enrollment.program_id = ${programId} ${isReported(filter)}
    )
    select coalesce(sum(counter.clicks), 0)::bigint as clicks,
      coalesce(sum(counter.leads), 0)::bigint as signups,
      coalesce(sum(counter.conversions), 0)::bigint as "paidCustomers",
      max(counter.last_clicked_at) as "lastClickedAt",
      ${moneyOf(programId, sql`partner_id in (select partner_id from chosen)`)} as money
    from enrollment_counter counter
    where counter.program_id = ${programId} and counter.enrollment_id in (select id from chosen)
  `.execute(tx);
  return rows[0] as PartnerTotals;
}

/** How many partners a program has in each status. */
export async function countPartnersByStatus(
  tx: Tx,
  programId: number,
  filter: Omit<PartnerReportFilter, 'status'>,
): Promise<{ status: EnrollmentStatus; count: number }[]> {
  const { rows } = await sql<{ status: EnrollmentStatus; count: number }>`
    select status, count(*)::int as count from enrollment
    where program_id = ${programId} ${isReported({ ...filter, status: undefined })}
    group by status
  `.execute(tx);
  return rows;
}
