// Owns the figures of the overview: what each is called, means, and where the report has it.
import type { Answer } from '../../api/client.js';

type Report = Answer<'readPerformance'>;
export type Day = Report['data'][number];
export type Trend = Report['metrics']['clicksTrend'];

/** One figure of the overview. */
export interface Metric {
  id: 'clicks' | 'leads' | 'conversions' | 'revenue' | 'commission' | 'partners';
  label: string;
  /** Shown on hover: the one definition. */
  meaning: string;
  isMoney: boolean;
  totalOf: (metrics: Report['metrics']) => number;
  trendOf: (metrics: Report['metrics']) => Trend;
}

export const METRICS: readonly Metric[] = [
  {
    id: 'revenue',
    label: 'Revenue',
    meaning:
      'What partners’ customers paid, less refunds on the day of the refund, in the currency of ' +
      'the program.',
    isMoney: true,
    totalOf: (metrics) => metrics.totalRevenue,
    trendOf: (metrics) => metrics.revenueTrend,
  },
  {
    id: 'clicks',
    label: 'Clicks',
    meaning: 'Visits through a partner’s link. Bots and test events do not count.',
    isMoney: false,
    totalOf: (metrics) => metrics.totalClicks,
    trendOf: (metrics) => metrics.clicksTrend,
  },
  {
    id: 'leads',
    label: 'Sign-ups',
    meaning: 'Customers on the day of their first sign-up.',
    isMoney: false,
    totalOf: (metrics) => metrics.totalLeads,
    trendOf: (metrics) => metrics.leadsTrend,
  },
  {
    id: 'conversions',
    label: 'Paid customers',
    meaning: 'Customers on the day of their first payment. Renewals do not count again.',
    isMoney: false,
    totalOf: (metrics) => metrics.totalConversions,
    trendOf: (metrics) => metrics.conversionsTrend,
  },
  {
    id: 'commission',
    label: 'Commission',
    meaning: 'What partners earned, less what was taken back on the day that it was.',
    isMoney: true,
    totalOf: (metrics) => metrics.totalPartnersCommission,
    trendOf: (metrics) => metrics.commissionTrend,
  },
  {
    id: 'partners',
    label: 'New partners',
    meaning: 'Partners on the day that they became active.',
    isMoney: false,
    totalOf: (metrics) => metrics.totalPartners,
    trendOf: (metrics) => metrics.partnersTrend,
  },
];

/** One point of the chart: a day, and the day that stands at its place in the period before. */
export interface Point {
  day: string;
  value: number;
  previousDay: string | null;
  previous: number | null;
}

/** Lays the period before under this one, day by day. */
export function comparePeriods(
  days: readonly Day[],
  previous: readonly Day[],
  metric: Metric['id'],
): Point[] {
  return days.map((day, index) => {
    const before = previous[index];
    return {
      day: day.date,
      value: day[metric],
      previousDay: before?.date ?? null,
      previous: before?.[metric] ?? null,
    };
  });
}
