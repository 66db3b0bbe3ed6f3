// Owns what a partner brought in the last days, beside the days before.
import { useQuery } from '@tanstack/react-query';
import type { Answer } from '../../api/client.js';
import { queryOf } from '../../api/queries.js';
import { formatCount, formatMoney } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { SparkBars } from '../../ui/spark-bars.js';
import { Failed } from '../../ui/states.js';
import { Card, Skeleton } from '../../ui/surface.js';

type Overview = Answer<'readOverview'>['data'];
type Metric = Overview['metrics'][number];
type Day = Overview['series'][number];

const SHOWN = ['clicks', 'signups', 'paid_customers', 'revenue', 'commission'] as const;
type ShownId = (typeof SHOWN)[number];

export function PartnerTrend({ partnerId }: { partnerId: number }) {
  const program = useProgram();
  const { data, error, refetch } = useQuery(
    queryOf('readOverview', { params: { id: program.id }, query: { partner_id: partnerId } }),
  );
  return (
    <Card
      title="Last 30 days"
      about={`Per day in ${program.time_zone}; the change is to the 30 days before.`}
    >
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton className="h-24" />}
      {data && (
        <div className="grid gap-5 sm:grid-cols-3 xl:grid-cols-5">
          {SHOWN.map((id) => (
            <Trend key={id} id={id} overview={data.data} currency={program.currency} />
          ))}
        </div>
      )}
    </Card>
  );
}

function Trend(props: { id: ShownId; overview: Overview; currency: string }) {
  const { id, overview, currency } = props;
  const metric = overview.metrics.find((one) => one.id === id);
  if (!metric) return null;
  const { text, change, previous } = currentOf(metric, currency);
  const days = overview.series.map((day) => ({ day: day.day, ...figureOf(day, id, currency) }));
  return (
    <div className="grid content-start gap-1">
      <p className="text-[0.8125rem] text-muted" title={metric.definition}>
        {metric.label}
      </p>
      <p className="flex flex-wrap items-baseline gap-x-2 text-lg font-semibold tabular-nums">
        {text}
        {change && (
          <span className="text-xs font-normal text-muted">{changeWords(change, previous)}</span>
        )}
      </p>
      <SparkBars label={`${metric.label} per day`} days={days} />
    </div>
  );
}

function currentOf(metric: Metric, currency: string) {
  if (metric.unit === 'count') {
    return { text: countText(metric.current), change: metric.change, previous: metric.previous };
  }
  const amount = metric.amounts.find((one) => one.currency === currency);
  return {
    text: formatMoney(amount?.current_cents ?? 0, currency),
    change: amount?.change ?? null,
    previous: amount?.previous_cents ?? null,
  };
}

function changeWords(
  { percent, direction }: { percent: number; direction: string },
  previous: number | null,
): string {
  if (direction === 'stable') return 'as before';
  // Nothing can be a percentage of nothing.
  if (previous === 0) return 'none before';
  return `${direction === 'up' ? '▲' : '▼'} ${percent}%`;
}

function figureOf(day: Day, id: ShownId, currency: string): { value: number; text: string } {
  if (id === 'revenue' || id === 'commission') {
    const cents = day[id]?.find((one) => one.currency === currency)?.amount_cents ?? 0;
    return { value: cents, text: formatMoney(cents, currency) };
  }
  return { value: day[id] ?? 0, text: countText(day[id]) };
}

// Null only where a report is narrowed by where visits came from, which this one is not.
const countText = (count: number | null) => (count === null ? '–' : formatCount(count));
