// Owns the plotted figure: the chart, what its lines mean in words, and the same as a table.
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { formatCalendarDay } from '../../format/moments.js';
import { useProgram } from '../../shell/session.js';
import { Select } from '../../ui/fields.js';
import { Skeleton } from '../../ui/surface.js';
import { type Metric, type Point, pointsOf, type Report, writeFigure } from './metrics.js';
import { rangeWords } from './range-words.js';

const Chart = lazy(async () => ({ default: (await import('./chart.js')).Chart }));

const LEGEND = 'flex min-h-8 flex-wrap items-center gap-x-5 gap-y-1 text-[0.8125rem] text-muted';

const EMPTY_TOP_COUNT = 4;
const EMPTY_TOP_CENTS = 400;

export function Plot(props: {
  report: Report;
  metric: Metric;
  /** Of the amounts, where there are several. */
  currency: string;
  onCurrency: (currency: string) => void;
}) {
  const { report, metric, currency, onCurrency } = props;
  const points = pointsOf(report, metric.id, currency);
  const write = (value: number, isShort = false) =>
    writeFigure(value, { unit: metric.unit, currency, isShort });
  const currencies = metric.unit === 'money' ? metric.amounts.map((one) => one.currency) : [];
  const isEmpty = points.every(({ value, previous }) => value === 0 && (previous ?? 0) === 0);
  const hasPartial = points.some(({ isPartial }) => isPartial);
  return (
    <div className="grid min-w-0 gap-3 border-t p-4 [&>*]:min-w-0">
      <div className={LEGEND}>
        <Mark look="h-0.5 w-4 bg-accent">
          {metric.label}, {rangeWords(report.range)}
        </Mark>
        {report.previous_range && (
          <Mark look="w-4 border-t-2 border-dashed border-muted">
            Compared: {rangeWords(report.previous_range)}
          </Mark>
        )}
        {hasPartial && <Mark look="hatched size-3.5 rounded-sm border">Not over yet</Mark>}
        {currencies.length > 1 && (
          <Select
            aria-label="Currency of the chart"
            className="ml-auto h-8 w-24"
            value={currency}
            onChange={({ target }) => onCurrency(target.value)}
          >
            {currencies.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        )}
      </div>
      <div className="relative h-72">
        <Suspense fallback={<Skeleton className="h-full" />}>
          <Chart
            label={metric.label}
            points={points}
            emptyTop={isEmpty ? emptyTopOf(metric) : null}
            write={write}
          />
        </Suspense>
        {isEmpty && <NothingCounted />}
      </div>
      <DaysTable label={metric.label} points={points} write={write} />
    </div>
  );
}

const emptyTopOf = ({ unit }: Metric) => (unit === 'money' ? EMPTY_TOP_CENTS : EMPTY_TOP_COUNT);

const NOTHING = 'pointer-events-auto max-w-sm rounded-lg bg-panel px-3 py-2 text-center text-muted';

function NothingCounted() {
  const params = { programId: String(useProgram().id) };
  const look = 'font-medium text-accent-text underline underline-offset-2';
  return (
    <div className="pointer-events-none absolute inset-0 grid place-items-center p-6 pl-20">
      <p className={NOTHING}>
        Nothing was counted in these days. Choose others,{' '}
        <Link to="/programs/$programId/links" params={params} className={look}>
          share a link
        </Link>
        , or try it in the{' '}
        <Link to="/programs/$programId/lab" params={params} className={look}>
          test lab
        </Link>
        .
      </p>
    </div>
  );
}

function Mark({ look, children }: { look: string; children: React.ReactNode }) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className={look} />
      <span>{children}</span>
    </span>
  );
}

function DaysTable(props: {
  label: string;
  points: readonly Point[];
  write: (value: number) => string;
}) {
  const { label, points, write } = props;
  const isCompared = points.some(({ previousDay }) => previousDay !== null);
  const cell = 'border-b px-3 py-1.5 text-right tabular-nums';
  return (
    <details className="text-[0.8125rem]">
      <summary className="w-fit cursor-pointer text-muted hover:text-ink">
        The days as a table
      </summary>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard.
        tabIndex={0}
        aria-label={`${label} per day`}
        className="mt-2 max-h-64 overflow-auto"
      >
        <table className="w-full max-w-xl">
          <thead className="sticky top-0 bg-sunken text-muted">
            <tr>
              <th className="px-3 py-1.5 text-left font-medium">Day</th>
              <th className="px-3 py-1.5 text-right font-medium">{label}</th>
              {isCompared && <th className="px-3 py-1.5 text-right font-medium">Compared day</th>}
              {isCompared && <th className="px-3 py-1.5 text-right font-medium">{label} then</th>}
            </tr>
          </thead>
          <tbody>
            {points.map((point) => (
              <tr key={point.day}>
                <td className="border-b px-3 py-1.5">
                  {formatCalendarDay(point.day, { hasYear: true })}
                  {point.isPartial && ' (not over)'}
                </td>
                <td className={cell}>{write(point.value)}</td>
                {isCompared && (
                  <td className={cell}>
                    {point.previousDay && formatCalendarDay(point.previousDay, { hasYear: true })}
                  </td>
                )}
                {isCompared && (
                  <td className={cell}>{point.previous !== null && write(point.previous)}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
