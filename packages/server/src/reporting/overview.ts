// Owns the overview: metrics beside another period, days, funnel and top lists, from counters.
import { METRIC_IDS, schemas } from '@affitor/contract';
import type { z } from 'zod';
import { localDay } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import {
  type FigureStyle,
  type OverviewAnswer,
  toFigures,
  toFunnel,
  toMetric,
  toSeries,
} from './overview-answers.js';
import { addUp, type Figures, minus, readDays } from './overview-days.js';
import { chooseRange, comparedRange } from './overview-period.js';
import type { DayRange } from './rules.js';
import { findFirstDay, listTopPartners } from './store-overview.js';
import {
  findVisitsCountedUntil,
  listTopPartnersOfVisits,
  listTopVisits,
  type OverviewFilter,
  type PartnerFigures,
  UNKNOWN_VALUE,
  type VisitCount,
  type VisitDimension,
} from './store-overview-visits.js';

type OverviewQuery = z.output<typeof schemas.overviewQuery>;

interface ReportedProgram {
  id: number;
  timeZone: string;
  currency: string;
}

const TOP_ROWS_MAX = 10;

/**
 * What a program's days brought, beside another period.
 * @throws AppError `validation_failed` for a period that ends before it begins or is too long
 */
export async function readOverview(
  tx: Tx,
  program: ReportedProgram,
  query: OverviewQuery,
  now: Date,
): Promise<OverviewAnswer> {
  const today = localDay(now, program.timeZone);
  const firstDay =
    query.period === 'all' ? await findFirstDay(tx, program.id, program.timeZone) : today;
  const range = chooseRange(query, { today, firstDay });
  const previousRange = comparedRange(range, query);
  const filter = filterOf(query);
  const current = await readDays(tx, program, range, filter);
  const previous = previousRange && (await readDays(tx, program, previousRange, filter));
  const style = { currency: program.currency, hasClicksOnly: filter.visit !== undefined };
  return {
    range: toRange(range),
    previous_range: previousRange && toRange(previousRange),
    time_zone: program.timeZone,
    today,
    as_of: now.toISOString(),
    metrics: METRIC_IDS.map((id) => toMetric(id, current, previous, style)),
    series: toSeries(current, today, style),
    previous_series: previous && toSeries(previous, today, style),
    funnel: toFunnel(current.total, style),
    top_partners: await readTopPartners(tx, program.id, style, {
      range,
      filter,
      total: current.total,
    }),
    ...(await readTopVisits(tx, program.id, range, filter)),
  };
}

function filterOf(query: OverviewQuery): OverviewFilter {
  const dimension = schemas.VISIT_DIMENSIONS.find((one) => query[one] !== undefined);
  const value = dimension && query[dimension];
  return {
    partnerId: query.partner_id,
    linkId: query.link_id,
    visit:
      dimension === undefined || value === undefined
        ? undefined
        : { dimension, value: value === schemas.UNKNOWN_VISIT ? UNKNOWN_VALUE : value },
  };
}

function toRange({ firstDay, lastDay }: DayRange) {
  return { from: firstDay, to: lastDay };
}

async function readTopPartners(
  tx: Tx,
  programId: number,
  style: FigureStyle,
  facts: { range: DayRange; filter: OverviewFilter; total: Figures },
): Promise<OverviewAnswer['top_partners']> {
  const search = { ...facts, currency: style.currency, rowsMax: TOP_ROWS_MAX };
  const partners = style.hasClicksOnly
    ? await listTopPartnersOfVisits(tx, programId, search)
    : await listTopPartners(tx, programId, search);
  const figures = partners.map(figuresOf);
  return {
    rows: partners.map(({ partnerId, name }, index) => ({
      partner_id: partnerId,
      name,
      ...toFigures(figures[index] as Figures, style),
    })),
    rest: toFigures(minus(facts.total, addUp(figures)), style),
  };
}

function figuresOf({ clicks, signups, paidCustomers, money }: PartnerFigures): Figures {
  return {
    clicks,
    signups,
    paidCustomers,
    partners: 0n,
    revenue: new Map(money.map((amount) => [amount.currency, BigInt(amount.revenue)])),
    commission: new Map(money.map((amount) => [amount.currency, BigInt(amount.commission)])),
  };
}

async function readTopVisits(
  tx: Tx,
  programId: number,
  range: DayRange,
  filter: OverviewFilter,
): Promise<Pick<OverviewAnswer, 'top_sources' | 'top_countries' | 'top_landing_pages'>> {
  const visits = await listTopVisits(tx, programId, { range, filter, rowsMax: TOP_ROWS_MAX });
  const asOf = await findVisitsCountedUntil(tx, programId);
  // The three are counted apart: of the visits from one source nobody knows the countries.
  const top = (dimension: VisitDimension) =>
    filter.visit === undefined || filter.visit.dimension === dimension
      ? toTopVisits(dimension, visits, asOf)
      : null;
  return {
    top_sources: top('source'),
    top_countries: top('country'),
    top_landing_pages: top('landing_page'),
  };
}

function toTopVisits(dimension: VisitDimension, visits: VisitCount[], asOf: Date | null) {
  const rows = visits.filter((visit) => visit.dimension === dimension);
  const listed = rows.reduce((sum, { clicks }) => sum + clicks, 0n);
  return {
    as_of: asOf?.toISOString() ?? null,
    rows: rows.map(({ value, clicks }) => ({ ...toValue(value), clicks: Number(clicks) })),
    rest_clicks: Number((rows[0]?.totalClicks ?? 0n) - listed),
  };
}

function toValue(value: string): { kind: 'value' | 'unknown' | 'other'; value: string | null } {
  if (value === UNKNOWN_VALUE) return { kind: 'unknown', value: null };
  return value === '*' ? { kind: 'other', value: null } : { kind: 'value', value };
}
