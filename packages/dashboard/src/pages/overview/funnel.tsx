// Owns the way from clicks to first payments, with what share of each step came to the next.
import { formatCount, LOCALE } from '../../format/money.js';
import { Card } from '../../ui/surface.js';
import type { Report } from './metrics.js';
import { rangeWords } from './range-words.js';

export function Funnel({ report }: { report: Report }) {
  const widest = Math.max(1, ...report.funnel.map(({ count }) => count ?? 0));
  return (
    <Card
      title="From click to payment"
      about={`Everybody counted in ${rangeWords(report.range)}; not the same people in each step.`}
    >
      <ol className="grid gap-3">
        {report.funnel.map(({ id, label, count, percent_of_previous: percent }, index) => (
          <li key={id} className="grid gap-1">
            <div className="flex items-baseline gap-3">
              <span className="flex-1">{label}</span>
              {percent !== null && report.funnel[index - 1]?.count !== 0 && (
                <span className="text-[0.8125rem] text-muted tabular-nums">
                  {percent.toLocaleString(LOCALE)}% of the step before
                </span>
              )}
              <span className="min-w-12 text-right font-medium tabular-nums">
                {count === null ? 'not counted' : formatCount(count)}
              </span>
            </div>
            <div aria-hidden="true" className="h-2 overflow-hidden rounded-full bg-sunken">
              <div
                className="h-full rounded-full bg-accent"
                style={{ width: `${(100 * (count ?? 0)) / widest}%` }}
              />
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
