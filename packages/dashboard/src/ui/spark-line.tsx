// Owns the smallest chart: the course of some days in one line, as high as a row of a table.

const WIDTH = 96;
const HEIGHT = 24;
/** Room for the width of the line itself. */
const EDGE = 2;

/** A line over the values, the oldest at the left; what it says stands in the label. */
export function SparkLine({ label, values }: { label: string; values: readonly number[] }) {
  const most = Math.max(1, ...values);
  const step = (WIDTH - 2 * EDGE) / Math.max(1, values.length - 1);
  const points = values.map((value, index) => ({
    x: EDGE + index * step,
    y: HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE),
  }));
  const line = points.map(({ x, y }) => `${round(x)},${round(y)}`).join(' ');
  const isEmpty = values.every((value) => value === 0);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="inline-block h-6 w-24 align-middle"
    >
      <title>{label}</title>
      {!isEmpty && (
        <polygon
          points={`${EDGE},${HEIGHT} ${line} ${WIDTH - EDGE},${HEIGHT}`}
          fill="var(--accent-soft)"
        />
      )}
      <polyline
        points={line}
        fill="none"
        stroke={isEmpty ? 'var(--line-strong)' : 'var(--accent)'}
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
    </svg>
  );
}

const round = (value: number) => Math.round(value * 10) / 10;
