// Owns the chart of one figure: this period, the other one dashed, and days that are not over.
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
import type { Point } from './metrics.js';

interface ChartProps {
  label: string;
  points: readonly Point[];
  /** How high the axis is where there is nothing, so that its steps differ; else null. */
  emptyTop: number | null;
  /** How a value reads; the short form stands at the axis. */
  write: (value: number, isShort?: boolean) => string;
}

const HATCH = 'overview-not-over';
/** Fewer points than this are easily missed without a dot. */
const LINE_POINTS_MIN = 3;

export function Chart({ label, points, emptyTop, write }: ChartProps) {
  const hasDots = points.length < LINE_POINTS_MIN;
  const firstPartial = points.findIndex(({ isPartial }) => isPartial);
  const hatchFrom = points[Math.max(0, firstPartial - 1)];
  const last = points.at(-1);
  return (
    <figure className="h-full" aria-label={`${label} per day`}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={[...points]}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          accessibilityLayer
        >
          <Hatch />
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
            domain={[0, emptyTop ?? 'auto']}
            tickFormatter={(value: number) => write(value, true)}
            tick={{ fill: 'var(--muted)', fontSize: 12 }}
            axisLine={false}
            tickLine={false}
            allowDecimals={false}
            width={64}
          />
          <Tooltip
            isAnimationActive={false}
            content={({ payload }) => {
              const point = payload?.[0]?.payload as Point | undefined;
              return point ? <Values point={point} write={write} /> : null;
            }}
          />
          {firstPartial >= 0 && hatchFrom && last && (
            <ReferenceArea
              x1={hatchFrom.day}
              x2={last.day}
              fill={`url(#${HATCH})`}
              fillOpacity={0.45}
            />
          )}
          <Line
            dataKey="previous"
            stroke="var(--muted)"
            strokeDasharray="4 4"
            strokeWidth={1.5}
            dot={hasDots}
            isAnimationActive={false}
          />
          <Area
            dataKey="value"
            stroke="var(--accent)"
            strokeWidth={2}
            fill="var(--accent)"
            fillOpacity={0.08}
            dot={hasDots}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}

/** The pattern over days that are not over. */
function Hatch() {
  return (
    <defs>
      <pattern
        id={HATCH}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <line x1="0" y1="0" x2="0" y2="6" stroke="var(--line-strong)" strokeWidth="2" />
      </pattern>
    </defs>
  );
}

function Values({ point, write }: { point: Point; write: (value: number) => string }) {
  return (
    <div className="grid gap-1 rounded-xl border bg-panel px-3 py-2 text-[0.8125rem] shadow-lg">
      <span className="flex justify-between gap-6 font-semibold tabular-nums">
        <span>
          {formatCalendarDay(point.day, { hasYear: true })}
          {point.isPartial && ' (not over)'}
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
