// Owns small charts of days: one bar each, with day and value on hover.
import { formatCalendarDay } from '../format/moments.js';

const HEIGHT = 48;
const BAR = 8;
const GAP = 2;
/** A day that brought something is seen, however little it was. */
const BAR_HEIGHT_MIN = 2;

/** Bars of the same scale; days without anything have none. */
export function SparkBars(props: {
  label: string;
  days: readonly { day: string; value: number; text: string }[];
}) {
  const { label, days } = props;
  const most = Math.max(1, ...days.map(({ value }) => value));
  const width = Math.max(1, days.length * (BAR + GAP) - GAP);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-12 w-full"
    >
      <line x1="0" x2={width} y1={HEIGHT} y2={HEIGHT} stroke="var(--line-strong)" />
      {days.map(({ day, value, text }, index) => {
        const height = value <= 0 ? 0 : Math.max(BAR_HEIGHT_MIN, (value / most) * HEIGHT);
        return (
          <g key={day}>
            <title>{`${formatCalendarDay(day, { hasYear: true })}: ${text}`}</title>
            <rect
              x={index * (BAR + GAP)}
              y="0"
              width={BAR + GAP}
              height={HEIGHT}
              fill="none"
              pointerEvents="all"
            />
            <rect
              x={index * (BAR + GAP)}
              y={HEIGHT - height}
              width={BAR}
              height={height}
              fill="var(--accent)"
            />
          </g>
        );
      })}
    </svg>
  );
}
