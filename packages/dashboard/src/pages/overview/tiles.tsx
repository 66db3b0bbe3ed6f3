// Owns the strip of figures: each a button that puts its figure into the chart.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import { formatCount, formatMoney, LOCALE } from '../../format/money.js';
import { cn } from '../../ui/classes.js';
import { Skeleton } from '../../ui/surface.js';
import { isCounted, type Metric, type MetricId, type Report } from './metrics.js';
import { rangeWords } from './range-words.js';

const STRIP = 'grid grid-cols-2 overflow-hidden rounded-t-2xl sm:grid-cols-3 xl:grid-cols-6';
const TILE = 'grid min-h-24 min-w-0 content-start gap-1 border-r border-b px-4 py-3.5 text-left';
const SKELETONS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The strip before its figures are there, as high as it will be. */
export function TilesSkeleton() {
  return (
    <div className={STRIP}>
      {SKELETONS.map((key) => (
        <div key={key} className={TILE}>
          <Skeleton className="h-4 w-20" />
          <Skeleton className="h-6 w-24" />
          <Skeleton className="h-4 w-12" />
        </div>
      ))}
    </div>
  );
}

export function Tiles(props: {
  report: Report;
  chosen: MetricId;
  onChoose: (id: MetricId) => void;
}) {
  return (
    <Tooltip.Provider delayDuration={300}>
      <div className={STRIP}>
        {props.report.metrics.map((metric) => (
          <Tile
            key={metric.id}
            metric={metric}
            report={props.report}
            isChosen={metric.id === props.chosen}
            onChoose={() => props.onChoose(metric.id)}
          />
        ))}
      </div>
    </Tooltip.Provider>
  );
}

function Tile(props: { metric: Metric; report: Report; isChosen: boolean; onChoose: () => void }) {
  const { metric, report, isChosen, onChoose } = props;
  const isKnown = isCounted(metric);
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          aria-pressed={isChosen}
          aria-disabled={!isKnown || undefined}
          onClick={() => isKnown && onChoose()}
          className={cn(
            TILE,
            '-outline-offset-2 hover:bg-sunken',
            isChosen && 'bg-accent-soft hover:bg-accent-soft',
          )}
        >
          <span className={cn('text-[0.8125rem] text-muted', isChosen && 'text-accent-text')}>
            {metric.label}
          </span>
          {isKnown ? <Figure metric={metric} /> : <span className="text-muted">not counted</span>}
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          className="z-50 max-w-72 rounded-lg bg-ink px-3 py-2 text-[0.8125rem] text-page shadow-lg"
        >
          {metric.definition}
          {isKnown && report.previous_range !== null && (
            <> Compared with {rangeWords(report.previous_range)}.</>
          )}
          {!isKnown && ' By source, country and landing page only clicks are counted.'}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

function Figure({ metric }: { metric: Metric }) {
  if (metric.unit === 'count') {
    return (
      <>
        <Main>{formatCount(metric.current ?? 0)}</Main>
        {metric.change && <Change change={metric.change} previous={metric.previous} />}
      </>
    );
  }
  const [own, ...others] = metric.amounts;
  return (
    <>
      {own && <Main>{formatMoney(own.current_cents, own.currency)}</Main>}
      {own?.change && <Change change={own.change} previous={own.previous_cents} />}
      {others.map(({ currency, current_cents: cents, previous_cents: previous, change }) => (
        <span key={currency} className="flex flex-wrap gap-x-2 text-xs tabular-nums">
          {formatMoney(cents, currency)} {change && <Change change={change} previous={previous} />}
        </span>
      ))}
    </>
  );
}

function Main({ children }: { children: string }) {
  return <span className="truncate text-lg font-semibold tabular-nums">{children}</span>;
}

type ChangeFacts = { percent: number; direction: 'up' | 'down' | 'stable' };

function Change(props: { change: ChangeFacts; previous: number | null }) {
  const { percent, direction } = props.change;
  if (direction === 'stable') return <span className="text-xs text-muted">unchanged</span>;
  // Nothing can be a percentage of nothing.
  if (props.previous === 0) return <span className="text-xs text-muted">none before</span>;
  const isUp = direction === 'up';
  const Icon = isUp ? ArrowUp : ArrowDown;
  return (
    <span
      className={cn(
        'flex items-center gap-0.5 text-xs tabular-nums',
        isUp ? 'text-good' : 'text-bad',
      )}
    >
      <Icon className="size-3.5" aria-hidden="true" />
      <span className="sr-only">{isUp ? 'up' : 'down'}</span>
      {percent.toLocaleString(LOCALE)}%
    </span>
  );
}
