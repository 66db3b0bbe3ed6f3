// Owns the report on partners: counters as figures and rates, each with its definition in the API.
import {
  ENROLLMENT_STATUSES,
  OPERATIONS,
  PARTNER_RECENT_DAYS,
  type schemas,
} from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { type ManagedProgram, type ManagementDeps, managementRoute } from '../accounts/index.js';
import { shiftDay } from '../platform/calendar.js';
import { localDay } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { decodePlace, encodePlace, type PartnerPlace } from './partner-order.js';
import { averageCents, percentOf } from './rules.js';
import { pickPartners } from './store-partner-order.js';
import {
  countPartnersByStatus,
  listPartnerClicks,
  listReportedPartners,
  type PartnerClicks,
  type PartnerReportFilter,
  type PartnerTotals,
  type ReportedPartner,
  sumReportedPartners,
} from './store-partners.js';

type ReportRow = z.input<typeof schemas.partnerReportRow>;
type Totals = z.input<typeof schemas.partnerSummary>['total'];

/** Serves the report on partners. */
export function registerPartnerReportRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listPartnerReport, async (call) => {
    const { tx, program, query } = call;
    const sorting = { order: query.order, direction: query.direction };
    const places = await pickPartners(tx, program.id, {
      ...sorting,
      filter: filterOf(query),
      currency: program.currency,
      after: decodePlace(query.cursor, sorting),
      rowsMax: query.limit + 1,
    });
    const page = places.slice(0, query.limit);
    const last = places.length > query.limit ? page.at(-1) : undefined;
    return {
      data: await reportPartners(call, page),
      meta: { next_cursor: last ? encodePlace(sorting, last) : null },
    };
  });

  managementRoute(app, deps, OPERATIONS.readPartnerSummary, async ({ tx, program, query }) => {
    const filter = filterOf(query);
    const counts = await countPartnersByStatus(tx, program.id, filter);
    return {
      statuses: ENROLLMENT_STATUSES.map((status) => ({
        status,
        count: counts.find((found) => found.status === status)?.count ?? 0,
      })),
      total: toTotals(await sumReportedPartners(tx, program.id, filter)),
    };
  });
}

const filterOf = (query: z.output<typeof schemas.partnerSummaryQuery>): PartnerReportFilter => ({
  status: query.status,
  groupId: query.group_id,
  tag: query.tag,
});

/** The rows of one page, each with its clicks of the last days: two queries, however many rows. */
async function reportPartners(
  { tx, program, now }: { tx: Tx; program: ManagedProgram; now: Date },
  places: readonly PartnerPlace[],
): Promise<ReportRow[]> {
  if (places.length === 0) return [];
  const enrollmentIds = places.map(({ id }) => id);
  const rows = await listReportedPartners(tx, program.id, enrollmentIds);
  const lastDay = localDay(now, program.timeZone);
  const range = { firstDay: shiftDay(lastDay, 1 - PARTNER_RECENT_DAYS), lastDay };
  const partnerIds = rows.map(({ partnerId }) => partnerId);
  const clicks = await listPartnerClicks(tx, program.id, partnerIds, range);
  return rows.map((row) => {
    const own = clicks.filter(({ partnerId }) => partnerId === row.partnerId);
    return { ...toReportRow(row), recent_clicks: countPerDay(own, range.firstDay) };
  });
}

function countPerDay(found: readonly PartnerClicks[], firstDay: string): number[] {
  const byDay = new Map(found.map(({ day, clicks }) => [day, Number(clicks)]));
  return Array.from(
    { length: PARTNER_RECENT_DAYS },
    (_, index) => byDay.get(shiftDay(firstDay, index)) ?? 0,
  );
}

function toReportRow(row: ReportedPartner): Omit<ReportRow, 'recent_clicks'> {
  return {
    id: row.partnerId,
    program_id: row.programId,
    name: row.name,
    email: row.email,
    status: row.status,
    group_id: row.groupId,
    tags: row.tags,
    total_clicks: Number(row.clicks),
    total_leads: Number(row.signups),
    total_conversions: Number(row.paidCustomers),
    created_at: row.createdAt.toISOString(),
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
