// Owns the report on partners: counters as figures and rates, each with its definition in the API.
import { ENROLLMENT_STATUSES, OPERATIONS, type schemas } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { type ManagementDeps, managementRoute } from '../accounts/index.js';
import { decodeCursor, pageOfRows } from '../platform/http/cursor.js';
import { averageCents, percentOf } from './rules.js';
import {
  countPartnersByStatus,
  listReportedPartners,
  type PartnerTotals,
  type ReportedPartner,
  sumReportedPartners,
} from './store-partners.js';

type ReportRow = z.input<typeof schemas.partnerReportRow>;
type Totals = z.input<typeof schemas.partnerSummary>['total'];

/** Serves the report on partners. */
export function registerPartnerReportRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listPartnerReport, async ({ tx, program, query }) => {
    const rows = await listReportedPartners(tx, program.id, {
      status: query.status,
      groupId: query.group_id,
      beforeId: decodeCursor(query.cursor)?.id ?? null,
      rowsMax: query.limit + 1,
    });
    const page = pageOfRows(rows, query.limit);
    return { data: page.rows.map(toReportRow), meta: { next_cursor: page.nextCursor } };
  });

  managementRoute(app, deps, OPERATIONS.readPartnerSummary, async ({ tx, program, query }) => {
    const filter = { status: query.status, groupId: query.group_id };
    const counts = await countPartnersByStatus(tx, program.id, query.group_id);
    return {
      statuses: ENROLLMENT_STATUSES.map((status) => ({
        status,
        count: counts.find((found) => found.status === status)?.count ?? 0,
      })),
      total: toTotals(await sumReportedPartners(tx, program.id, filter)),
    };
  });
}

function toReportRow(row: ReportedPartner): ReportRow {
  return {
    id: row.partnerId,
    program_id: row.programId,
    name: row.name,
    email: row.email,
    status: row.status,
    group_id: row.groupId,
    total_clicks: Number(row.clicks),
    total_leads: Number(row.signups),
    total_conversions: Number(row.paidCustomers),
    created_at: row.at.toISOString(),
    joined_at: row.joinedAt?.toISOString() ?? null,
    ...toTotals(row),
  };
}

function toTotals(totals: PartnerTotals): Totals {
  const { clicks, signups, paidCustomers, lastClickedAt, money } = totals;
  return {
    clicks: Number(clicks),
    signups: Number(signups),
    paid_customers: Number(paidCustomers),
    signup_percent: clicks === 0n ? null : percentOf(signups, clicks),
    paid_percent: signups === 0n ? null : percentOf(paidCustomers, signups),
    last_clicked: lastClickedAt?.toISOString() ?? null,
    money: money.map((amount) => toMoney(amount, totals)),
  };
}

function toMoney(
  amount: PartnerTotals['money'][number],
  { clicks, paidCustomers }: PartnerTotals,
): Totals['money'][number] {
  const [gross, refunded] = [BigInt(amount.gross), BigInt(amount.refunded)];
  const revenue = gross - refunded;
  const per = (count: bigint) => (count === 0n ? null : Number(averageCents(revenue, count)));
  return {
    currency: amount.currency,
    revenue_cents: Number(revenue),
    refunded_cents: Number(refunded),
    commission_cents: Number(amount.commission),
    revenue_per_click_cents: per(clicks),
    revenue_per_customer_cents: per(paidCustomers),
    refund_percent: gross === 0n ? null : percentOf(refunded, gross),
  };
}
