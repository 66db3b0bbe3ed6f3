// Owns the strip of figures: each a button that puts its figure into the chart.
import { ArrowDown, ArrowUp } from 'lucide-react';
import { Tooltip } from 'radix-ui';
import type { Answer } from '../../api/client.js';
import { formatCount, formatUnits } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { cn } from '../../ui/classes.js';
import { METRICS, type Metric, type Trend } from './metrics.js';

export function Tiles(props: {
  report: Answer<'readPerformance'>;
  chosen: Metric['id'];
  onChoose: (id: Metric['id']) => void;
}) {
  return (
    <Tooltip.Provider delayDuration={300}>
      <div className="grid grid-cols-2 overflow-hidden rounded-t-2xl sm:grid-cols-3 xl:grid-cols-6">
        {METRICS.map((metric) => (
          <Tile
            key={metric.id}
            metric={metric}
            metrics={props.report.metrics}
            isChosen={metric.id === props.chosen}
            onChoose={() => props.onChoose(metric.id)}
          />
        ))}
      </div>
    </Tooltip.Provider>
  );
}

function Tile(props: {
  metric: Metric;
  metrics: Answer<'readPerformance'>['metrics'];
  isChosen: boolean;
  onChoose: () => void;
}) {
  const { metric, metrics, isChosen, onChoose } = props;
  const { currency } = useProgram();
  const total = metric.totalOf(metrics);
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>
        <button
          type="button"
          aria-pressed={isChosen}
          onClick={onChoose}
          className={cn(
            'grid min-w-0 gap-1 border-r border-b px-4 py-3.5 text-left',
            '-outline-offset-2 hover:bg-sunken',
            isChosen && 'bg-accent-soft hover:bg-accent-soft',
          )}
        >
          <span className={cn('text-[0.8125rem] text-muted', isChosen && 'text-accent-text')}>
            {metric.label}
          </span>
          <span className="truncate text-lg font-semibold tabular-nums">
            {metric.isMoney ? formatUnits(total, currency) : formatCount(total)}
          </span>
          <Change trend={metric.trendOf(metrics)} />
        </button>
      </Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          className="z-50 max-w-64 rounded-lg bg-ink px-3 py-2 text-[0.8125rem] text-page shadow-lg"
        >
          {metric.meaning} Compared with the equally long period before.
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

function Change({ trend: { trend, trendDirection } }: { trend: Trend }) {
  if (trendDirection === 'stable') {
    return <span className="text-xs text-muted">unchanged</span>;
  }
  const isUp = trendDirection === 'up';
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
      {trend.toLocaleString()}%
    </span>
  );
}
