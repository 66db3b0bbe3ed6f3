// Owns the figures of the overview as the chart draws them: days beside the days they compare with.
import type { Answer } from '../../api/client.js';
import { formatCount, formatMoney, formatMoneyShort } from '../../format/money.js';

export type Report = Answer<'readOverview'>['data'];
export type Metric = Report['metrics'][number];
export type MetricId = Metric['id'];
export type Day = Report['series'][number];

/** One point of the chart: a day, and the day that stands at its place in the other period. */
export interface Point {
  day: string;
  value: number;
  isPartial: boolean;
  previousDay: string | null;
  previous: number | null;
}

/** Whether the filter of the report leaves this figure countable. */
export function isCounted(metric: Metric): boolean {
  return metric.unit === 'money' ? metric.amounts.length > 0 : metric.current !== null;
}

/** A day's figure; amounts in minor units of one currency. */
export function figureOf(day: Day, id: MetricId, currency: string): number {
  if (id !== 'revenue' && id !== 'commission') return day[id] ?? 0;
  return day[id]?.find((amount) => amount.currency === currency)?.amount_cents ?? 0;
}

/** Lays the compared period under this one, day by day. */
export function pointsOf(
  { series, previous_series: previous }: Pick<Report, 'series' | 'previous_series'>,
  id: MetricId,
  currency: string,
): Point[] {
  return series.map((day, index) => {
    const before = previous?.[index];
    return {
      day: day.day,
      value: figureOf(day, id, currency),
      isPartial: day.is_partial,
      previousDay: before?.day ?? null,
      previous: before ? figureOf(before, id, currency) : null,
    };
  });
}

/** A figure as people read it; the short form is for axes. */
export function writeFigure(
  value: number,
  { unit, currency, isShort = false }: { unit: string; currency: string; isShort?: boolean },
): string {
  if (unit !== 'money') return formatCount(value, { isShort });
  return isShort ? formatMoneyShort(value, currency) : formatMoney(value, currency);
}
