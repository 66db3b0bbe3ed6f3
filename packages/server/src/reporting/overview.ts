// Owns the overview: metrics beside the period before, days, funnel and top lists, from counters.
import { METRIC_IDS, METRICS, type MetricId, type schemas } from '@affitor/contract';
import type { z } from 'zod';
import { countDays, shiftDay } from '../platform/calendar.js';
import { localDay } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { addUp, type Figures, minus, netOf, type OverviewDays, readDays } from './overview-days.js';
import {
  type DayRange,
  listDays,
  percentOf,
  precedingRange,
  sameRangeLastYear,
  trendOf,
} from './rules.js';
import {
  findVisitsCountedUntil,
  listTopPartners,
  listTopVisits,
  type OverviewFilter,
  type PartnerFigures,
  type VisitCount,
  type VisitDimension,
} from './store-overview.js';

type OverviewQuery = z.output<typeof schemas.overviewQuery>;
type OverviewAnswer = z.input<typeof schemas.overview>;

interface ReportedProgram {
  id: number;
  timeZone: string;
  currency: string;
}

const DAYS_DEFAULT = 30;
/** Three years of days are about as much as a chart can use. */
const DAYS_MAX = 1_100;
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
  const range = chooseRange(query, today);
  const previousRange = comparedRange(range, query.compare);
  const filter = { partnerId: query.partner_id, linkId: query.link_id };
  const current = await readDays(tx, program, range, filter);
  const previous = previousRange && (await readDays(tx, program, previousRange, filter));
  const { currency } = program;
  return {
    range: toRange(range),
    previous_range: previousRange && toRange(previousRange),
    time_zone: program.timeZone,
    as_of: now.toISOString(),
    metrics: METRIC_IDS.map((id) => toMetric(id, current, previous, currency)),
    series: toSeries(current, today, currency),
    previous_series: previous && toSeries(previous, today, currency),
    funnel: toFunnel(current.total),
    top_partners: await readTopPartners(tx, program, { range, filter, total: current.total }),
    ...(await readTopVisits(tx, program.id, range, filter)),
  };
}

function chooseRange(query: OverviewQuery, today: string): DayRange {
  const lastDay = query.to ?? today;
  const firstDay = query.from ?? shiftDay(lastDay, 1 - DAYS_DEFAULT);
  const days = countDays(firstDay, lastDay);
  if (days < 1) throw refused('to', 'must not be before from');
  if (days > DAYS_MAX) throw refused('from', `must be less than ${DAYS_MAX} days before to`);
  return { firstDay, lastDay };
}

function refused(field: string, problem: string): AppError {
  return new AppError('validation_failed', { params: { field, problem } });
}

function comparedRange(range: DayRange, compare: OverviewQuery['compare']): DayRange | null {
  if (compare === 'none') return null;
  return compare === 'year' ? sameRangeLastYear(range) : precedingRange(range);
}

function toRange({ firstDay, lastDay }: DayRange) {
  return { from: firstDay, to: lastDay };
}

const COUNT_OF: Record<Exclude<MetricId, 'revenue' | 'commission'>, CountName> = {
  clicks: 'clicks',
  signups: 'signups',
  paid_customers: 'paidCustomers',
  partners: 'partners',
};
type CountName = 'clicks' | 'signups' | 'paidCustomers' | 'partners';

function toMetric(
  id: MetricId,
  current: OverviewDays,
  previous: OverviewDays | null,
  ownCurrency: string,
): OverviewAnswer['metrics'][number] {
  const { label, definition } = METRICS[id];
  if (id === 'revenue' || id === 'commission') {
    const [now, before] = [current.total[id], previous?.total[id] ?? null];
    const currencies = [...new Set([...now.keys(), ...(before?.keys() ?? [])])].sort();
    const ordered = [ownCurrency, ...currencies.filter((currency) => currency !== ownCurrency)];
    const amounts = ordered.map((currency) => {
      const [nowCents, beforeCents] = [now.get(currency) ?? 0n, before?.get(currency) ?? 0n];
      return {
        currency,
        current_cents: Number(nowCents),
        previous_cents: before && Number(beforeCents),
        change: before && toChange(nowCents, beforeCents),
      };
    });
    return { id, label, definition, unit: 'money', amounts };
  }
  const now = current.total[COUNT_OF[id]];
  const before = previous?.total[COUNT_OF[id]] ?? null;
  return {
    id,
    label,
    definition,
    unit: 'count',
    current: Number(now),
    previous: before === null ? null : Number(before),
    change: before === null ? null : toChange(now, before),
  };
}

function toChange(current: bigint, previous: bigint) {
  const { trend, trendDirection } = trendOf(current, previous);
  return { percent: trend, direction: trendDirection };
}

function toSeries(days: OverviewDays, today: string, currency: string) {
  return listDays(days.range).map((day) => {
    const figures = netOf(days, day);
    return {
      day,
      is_partial: day >= today,
      ...toFigures(figures, currency),
      partners: Number(figures.partners),
    };
  });
}

function toFigures(figures: Omit<Figures, 'partners'>, ownCurrency: string) {
  return {
    clicks: Number(figures.clicks),
    signups: Number(figures.signups),
    paid_customers: Number(figures.paidCustomers),
    revenue: toMoneyList(figures.revenue, ownCurrency),
    commission: toMoneyList(figures.commission, ownCurrency),
  };
}

function toMoneyList(amounts: Map<string, bigint>, ownCurrency: string) {
  return [...amounts]
    .filter(([, cents]) => cents !== 0n)
    .sort(([one], [other]) =>
      one === ownCurrency ? -1 : other === ownCurrency ? 1 : one < other ? -1 : 1,
    )
    .map(([currency, cents]) => ({ currency, amount_cents: Number(cents) }));
}

function toFunnel({ clicks, signups, paidCustomers }: Figures): OverviewAnswer['funnel'] {
  const step = (id: 'clicks' | 'signups' | 'paid_customers', count: bigint, of: bigint | null) => ({
    id,
    label: METRICS[id].label,
    count: Number(count),
    percent_of_previous: of === null ? null : percentOf(count, of),
  });
  return [
    step('clicks', clicks, null),
    step('signups', signups, clicks),
    step('paid_customers', paidCustomers, signups),
  ];
}

async function readTopPartners(
  tx: Tx,
  { id, currency }: ReportedProgram,
  facts: { range: DayRange; filter: OverviewFilter; total: Figures },
): Promise<OverviewAnswer['top_partners']> {
  const partners = await listTopPartners(tx, id, { ...facts, currency, rowsMax: TOP_ROWS_MAX });
  const figures = partners.map(figuresOf);
  return {
    rows: partners.map(({ partnerId, name }, index) => ({
      partner_id: partnerId,
      name,
      ...toFigures(figures[index] as Figures, currency),
    })),
    rest: toFigures(minus(facts.total, addUp(figures)), currency),
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
  const top = (dimension: VisitDimension) => toTopVisits(dimension, visits, asOf);
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
  if (value === '') return { kind: 'unknown', value: null };
  return value === '*' ? { kind: 'other', value: null } : { kind: 'value', value };
}
