// Owns the overview: the tiles, the chart of the chosen one, and what waits for a decision.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { queryOf } from '../../api/queries.js';
import { calendarDayOf, formatCalendarDay } from '../../format/moments.js';
import { now } from '../../platform/clock.js';
import { useProgram } from '../../shell/session.js';
import { Select } from '../../ui/fields.js';
import { Failed, PageSkeleton } from '../../ui/states.js';
import { Card, PageHeading, Skeleton } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { ActionCenter } from './action-center.js';
import { comparePeriods, METRICS } from './metrics.js';
import { Tiles } from './tiles.js';

const Chart = lazy(async () => ({ default: (await import('./chart.js')).Chart }));

const PERIODS = [
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: 'all', label: 'All time' },
] as const;

type Period = (typeof PERIODS)[number]['value'];

export function OverviewPage() {
  useTitle('Overview');
  const program = useProgram();
  const search = useSearch({ from: '/signed-in/programs/$programId/' });
  const navigate = useNavigate({ from: '/programs/$programId' });
  const period: Period = search.period ?? '30d';
  const metric = METRICS.find(({ id }) => id === search.metric) ?? METRICS[0];
  const params = { programId: program.id };
  const report = useQuery({
    ...queryOf('readPerformance', { params, query: { period } }),
    placeholderData: keepPreviousData,
  });
  const before = report.data?.meta.previousPeriod;
  const previous = useQuery({
    ...queryOf('readPerformance', { params, query: { ...before } }),
    enabled: before !== undefined,
  });
  if (report.error) {
    return <Failed error={report.error} onRetry={() => void report.refetch()} />;
  }
  if (!report.data || !metric) return <PageSkeleton />;
  const { data, meta } = report.data;
  const lastDay = formatCalendarDay(meta.dateTo, { hasYear: true });
  const range = `${formatCalendarDay(meta.dateFrom)} – ${lastDay}`;
  return (
    <>
      <PageHeading title="Overview" about={`${range}, ${program.time_zone}`}>
        <Select
          aria-label="Period"
          className="w-40"
          value={period}
          onChange={({ target }) =>
            void navigate({ search: (old) => ({ ...old, period: target.value as Period }) })
          }
        >
          {PERIODS.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      </PageHeading>
      <section aria-label="Figures" className="min-w-0 rounded-2xl border bg-panel">
        <Tiles
          report={report.data}
          chosen={metric.id}
          onChoose={(id) => void navigate({ search: (old) => ({ ...old, metric: id }) })}
        />
        <div className="h-80 border-t p-4">
          <Suspense fallback={<Skeleton className="h-full" />}>
            <Chart
              points={comparePeriods(data, previous.data?.data ?? [], metric.id)}
              metric={metric}
              currency={program.currency}
              today={calendarDayOf(now(), program.time_zone)}
            />
          </Suspense>
        </div>
      </section>
      <div className="grid gap-5 lg:grid-cols-2">
        <ActionCenter />
        <Card title="From click to payment" about={`Everybody counted in ${range}.`}>
          <Funnel report={report.data} />
        </Card>
      </div>
    </>
  );
}

function Funnel({ report }: { report: Parameters<typeof Tiles>[0]['report'] }) {
  const { totalClicks, totalLeads, totalConversions, conversionRate } = report.metrics;
  const steps = [
    ['Clicks', totalClicks],
    ['Sign-ups', totalLeads],
    ['Paid customers', totalConversions],
  ] as const;
  const widest = Math.max(1, ...steps.map(([, count]) => count));
  return (
    <div className="grid gap-3">
      {steps.map(([label, count]) => (
        <div key={label} className="grid gap-1">
          <div className="flex justify-between">
            <span>{label}</span>
            <span className="font-medium tabular-nums">{count.toLocaleString()}</span>
          </div>
          <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-sunken">
            <div
              className="h-full rounded-full bg-accent"
              style={{ width: `${(100 * count) / widest}%` }}
            />
          </div>
        </div>
      ))}
      <p className="text-muted">
        {conversionRate.toLocaleString()} first payments per 100 clicks of the same days.
      </p>
    </div>
  );
}
