// Owns the performance report: one row per local day, totals, and trends against the period before.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import { countDays, shiftDay } from '../platform/calendar.js';
import { localDay } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { toUnits } from '../platform/money.js';
import {
  averageCents,
  type DayRange,
  daysOfPeriod,
  listDays,
  percentOf,
  precedingRange,
  trendOf,
} from './rules.js';
import { type DayFigures, findFirstDay, listDayFigures } from './store-performance.js';

type PerformanceQuery = z.output<typeof schemas.performanceQuery>;
type PerformanceAnswer = z.input<typeof schemas.performanceResponse>;

interface ReportedProgram {
  id: number;
  timeZone: string;
  currency: string;
}

/** Ten years of daily rows are about as much as a chart can use, and half a megabyte. */
const DAYS_MAX = 3_660;
const DAYS_BY_PERIOD = { '7d': 7, '30d': 30, '90d': 90 } as const;

/**
 * What a program's days brought. Revenue and commission are those of the program's currency, net
 * of refunds and reversals on the day that those happened; partners are those who joined.
 * @throws AppError `validation_failed` for a period that ends before it begins or is too long
 */
export async function readPerformance(
  tx: Tx,
  program: ReportedProgram,
  query: PerformanceQuery,
  now: Date,
): Promise<PerformanceAnswer> {
  const { range, name } = await chooseRange(tx, program, query, now);
  const previous = precedingRange(range);
  const days = await listDayFigures(tx, program.id, {
    range: { firstDay: previous.firstDay, lastDay: range.lastDay },
    currency: program.currency,
    timeZone: program.timeZone,
  });
  const byDay = new Map(days.map((figures) => [figures.day, figures]));
  const current = total(days.filter(({ day }) => day >= range.firstDay));
  const before = total(days.filter(({ day }) => day < range.firstDay));
  return {
    data: listDays(range).map((day) => toRow(day, byDay.get(day), program.currency)),
    metrics: toMetrics(current, before, program.currency),
    meta: {
      period: name,
      dateFrom: range.firstDay,
      dateTo: range.lastDay,
      previousPeriod: { dateFrom: previous.firstDay, dateTo: previous.lastDay },
    },
  };
}

async function chooseRange(
  tx: Tx,
  program: ReportedProgram,
  query: PerformanceQuery,
  now: Date,
): Promise<{ range: DayRange; name: PerformanceAnswer['meta']['period'] }> {
  if (query.dateFrom !== undefined && query.dateTo !== undefined) {
    const range = daysOfPeriod(query.dateFrom, query.dateTo, program.timeZone);
    requireUsable(range);
    return { range, name: 'custom' };
  }
  const lastDay = localDay(now, program.timeZone);
  if (query.period !== 'all') {
    const firstDay = shiftDay(lastDay, 1 - DAYS_BY_PERIOD[query.period]);
    return { range: { firstDay, lastDay }, name: query.period };
  }
  const earliest = shiftDay(lastDay, 1 - DAYS_MAX);
  const begun = (await findFirstDay(tx, program.id)) ?? lastDay;
  const firstDay = begun < earliest ? earliest : begun > lastDay ? lastDay : begun;
  return { range: { firstDay, lastDay }, name: 'all' };
}

function requireUsable(range: DayRange): void {
  const days = countDays(range.firstDay, range.lastDay);
  // The last day of the year 9999 can lie in a year that dates cannot be written in.
  if (!(days >= 1)) throw refused('dateTo', 'must not be before dateFrom');
  if (days > DAYS_MAX)
    throw refused('dateFrom', `must be less than ${DAYS_MAX} days before dateTo`);
}

function refused(field: string, problem: string): AppError {
  return new AppError('validation_failed', { params: { field, problem } });
}

type Figures = Omit<DayFigures, 'day'>;

const NOTHING: Figures = {
  clicks: 0n,
  leads: 0n,
  conversions: 0n,
  sales: 0n,
  revenueCents: 0n,
  commissionCents: 0n,
  partners: 0n,
};

function total(days: DayFigures[]): Figures {
  const sum = { ...NOTHING };
  for (const figures of days) {
    for (const name of Object.keys(NOTHING) as (keyof Figures)[]) sum[name] += figures[name];
  }
  return sum;
}

function toRow(day: string, figures: Figures = NOTHING, currency: string) {
  return {
    date: day,
    period: day,
    clicks: Number(figures.clicks),
    leads: Number(figures.leads),
    conversions: Number(figures.conversions),
    revenue: toUnits(figures.revenueCents, currency),
    partners: Number(figures.partners),
    sales: 0 as const,
    commission: toUnits(figures.commissionCents, currency),
  };
}

function toMetrics(current: Figures, before: Figures, currency: string) {
  return {
    totalClicks: Number(current.clicks),
    totalLeads: Number(current.leads),
    totalConversions: Number(current.conversions),
    totalRevenue: toUnits(current.revenueCents, currency),
    conversionRate: percentOf(current.conversions, current.clicks),
    averageOrderValue: toUnits(averageCents(current.revenueCents, current.sales), currency),
    totalPartners: Number(current.partners),
    totalSales: Number(current.sales),
    totalPartnersCommission: toUnits(current.commissionCents, currency),
    clicksTrend: trendOf(current.clicks, before.clicks),
    leadsTrend: trendOf(current.leads, before.leads),
    conversionsTrend: trendOf(current.conversions, before.conversions),
    revenueTrend: trendOf(current.revenueCents, before.revenueCents),
    partnersTrend: trendOf(current.partners, before.partners),
    salesTrend: trendOf(current.sales, before.sales),
    commissionTrend: trendOf(current.commissionCents, before.commissionCents),
  };
}
