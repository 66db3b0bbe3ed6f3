// Owns how figures read in the overview's answer: currencies apart, null where nothing is counted.
import { METRICS, type MetricId, type schemas } from '@affitor/contract';
import type { z } from 'zod';
import { type Figures, netOf, type OverviewDays } from './overview-days.js';
import { listDays, percentOf, trendOf } from './rules.js';

export type OverviewAnswer = z.input<typeof schemas.overview>;

/** How the program writes figures, and what the filter leaves countable. */
export interface FigureStyle {
  currency: string;
  /** By source, country or landing page only clicks are counted. */
  hasClicksOnly: boolean;
}

const COUNT_OF: Record<Exclude<MetricId, 'revenue' | 'commission'>, CountName> = {
  clicks: 'clicks',
  signups: 'signups',
  paid_customers: 'paidCustomers',
  partners: 'partners',
};
type CountName = 'clicks' | 'signups' | 'paidCustomers' | 'partners';

/** A metric beside what it is compared with. */
export function toMetric(
  id: MetricId,
  current: OverviewDays,
  previous: OverviewDays | null,
  style: FigureStyle,
): OverviewAnswer['metrics'][number] {
  const { label, definition } = METRICS[id];
  const isCounted = id === 'clicks' || !style.hasClicksOnly;
  if (id === 'revenue' || id === 'commission') {
    const before = previous?.total[id] ?? null;
    const amounts = isCounted ? toAmounts(current.total[id], before, style.currency) : [];
    return { id, label, definition, unit: 'money', amounts };
  }
  if (!isCounted) {
    return { id, label, definition, unit: 'count', current: null, previous: null, change: null };
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

function toAmounts(
  now: Map<string, bigint>,
  before: Map<string, bigint> | null,
  ownCurrency: string,
) {
  const currencies = [...new Set([...now.keys(), ...(before?.keys() ?? [])])].sort();
  const ordered = [ownCurrency, ...currencies.filter((currency) => currency !== ownCurrency)];
  return ordered.map((currency) => {
    const [nowCents, beforeCents] = [now.get(currency) ?? 0n, before?.get(currency) ?? 0n];
    return {
      currency,
      current_cents: Number(nowCents),
      previous_cents: before && Number(beforeCents),
      change: before && toChange(nowCents, beforeCents),
    };
  });
}

function toChange(current: bigint, previous: bigint) {
  const { trend, trendDirection } = trendOf(current, previous);
  return { percent: trend, direction: trendDirection };
}

/** The figures of each day. */
export function toSeries(days: OverviewDays, today: string, style: FigureStyle) {
  return listDays(days.range).map((day) => {
    const figures = netOf(days, day);
    return {
      day,
      is_partial: day >= today,
      ...toFigures(figures, style),
      partners: style.hasClicksOnly ? null : Number(figures.partners),
    };
  });
}

/** Figures as answers show them. */
export function toFigures(
  figures: Omit<Figures, 'partners'>,
  { currency, hasClicksOnly }: FigureStyle,
) {
  const clicks = Number(figures.clicks);
  if (hasClicksOnly) {
    return { clicks, signups: null, paid_customers: null, revenue: null, commission: null };
  }
  return {
    clicks,
    signups: Number(figures.signups),
    paid_customers: Number(figures.paidCustomers),
    revenue: toMoneyList(figures.revenue, currency),
    commission: toMoneyList(figures.commission, currency),
  };
}

/** Amounts by currency, the program's own first. */
export function toMoneyList(amounts: Map<string, bigint>, ownCurrency: string) {
  return [...amounts]
    .filter(([, cents]) => cents !== 0n)
    .sort(([one], [other]) =>
      one === ownCurrency ? -1 : other === ownCurrency ? 1 : one < other ? -1 : 1,
    )
    .map(([currency, cents]) => ({ currency, amount_cents: Number(cents) }));
}

/** The way from clicks to first payments. */
export function toFunnel(total: Figures, style: FigureStyle): OverviewAnswer['funnel'] {
  const { clicks, signups, paidCustomers } = total;
  const step = (id: 'clicks' | 'signups' | 'paid_customers', count: bigint, of: bigint | null) => {
    const isCounted = id === 'clicks' || !style.hasClicksOnly;
    return {
      id,
      label: METRICS[id].label,
      count: isCounted ? Number(count) : null,
      percent_of_previous: of === null || !isCounted ? null : percentOf(count, of),
    };
  };
  return [
    step('clicks', clicks, null),
    step('signups', signups, clicks),
    step('paid_customers', paidCustomers, signups),
  ];
}
