// Owns the chart of one figure: this period, the one before dashed, and the day that is not over.
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatCalendarDay } from '../../format/moments.js';
import { formatCount, formatUnits } from '../../format/money.js';
import type { Metric, Point } from './metrics.js';

interface ChartProps {
  points: readonly Point[];
  metric: Metric;
  currency: string;
  /** The day of the program that is not over yet. */
  today: string;
}

export function Chart({ points, metric, currency, today }: ChartProps) {
  const write = (value: number, isShort = false) =>
    metric.isMoney ? formatUnits(value, currency, { isShort }) : formatCount(value, { isShort });
  const last = points.at(-1);
  const beforeLast = points.at(-2);
  return (
    <figure className="h-full" aria-label={`${metric.label} per day`}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={[...points]}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="day"
            tickFormatter={(day: string) => formatCalendarDay(day)}
            tick={{ fill: 'var(--muted)', fontSize: 12 }}
            stroke="var(--line-strong)"
            minTickGap={40}
            tickLine={false}
          />
          <YAxis
            tickFormatter={(value: number) => write(value, true)}
            tick={{ fill: 'var(--muted)', fontSize: 12 }}
            axisLine={false}
            tickLine={false}
            allowDecimals={metric.isMoney}
            width={64}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ payload }) => {
              const point = payload?.[0]?.payload as Point | undefined;
              return point ? <Values point={point} today={today} write={write} /> : null;
            }}
          />
          {last?.day === today && beforeLast && (
            <ReferenceArea x1={beforeLast.day} x2={today} fill="var(--sunken)" fillOpacity={1} />
          )}
          <Line
            dataKey="previous"
            stroke="var(--muted)"
            strokeDasharray="4 4"
            strokeWidth={1.5}
            dot={false}
            isAnimationActive={false}
          />
          <Area
            dataKey="value"
            stroke="var(--accent)"
            strokeWidth={2}
            fill="var(--accent)"
            fillOpacity={0.08}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

function Values(props: { point: Point; today: string; write: (value: number) => string }) {
  const { point, today, write } = props;
  return (
    <div className="grid gap-1 rounded-xl border bg-panel px-3 py-2 text-[0.8125rem] shadow-lg">
      <span className="flex justify-between gap-6 font-semibold tabular-nums">
        <span>
          {formatCalendarDay(point.day, { hasYear: true })}
          {point.day === today && ' (not over)'}
        </span>
        {write(point.value)}
      </span>
      {point.previousDay !== null && point.previous !== null && (
        <span className="flex justify-between gap-6 text-muted tabular-nums">
          <span>{formatCalendarDay(point.previousDay, { hasYear: true })}</span>
          {write(point.previous)}
        </span>
      )}
    </div>
  );
}
