// Owns the overview: the tiles, the chart of the chosen one, what waits, and who brought it.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { queryOf } from '../../api/queries.js';
import { useProgram } from '../../shell/session.js';
import { cn } from '../../ui/classes.js';
import { Moment } from '../../ui/moment.js';
import { Failed } from '../../ui/states.js';
import { Card, PageHeading, Skeleton } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { ActionCenter } from './action-center.js';
import { Chips } from './chips.js';
import { Funnel } from './funnel.js';
import { isCounted, type Metric, type Report } from './metrics.js';
import { PeriodBar } from './period-bar.js';
import { Plot } from './plot.js';
import { rangeWords } from './range-words.js';
import { type OverviewSearch, queryOfSearch } from './search.js';
import { Tiles, TilesSkeleton } from './tiles.js';
import { TopPartners, TopVisits } from './top-lists.js';

const METRIC_DEFAULT = 'revenue';

export function OverviewPage() {
  useTitle('Overview');
  const program = useProgram();
  const search = useSearch({ from: '/signed-in/programs/$programId/' });
  const navigate = useNavigate({ from: '/programs/$programId' });
  const change = (next: OverviewSearch) => void navigate({ search: next, resetScroll: false });
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...queryOf('readOverview', {
      params: { id: program.id },
      query: queryOfSearch(search),
    }),
    placeholderData: keepPreviousData,
  });
  const report = data?.data;
  return (
    <>
      <PageHeading title="Overview" about={<Days report={report} />}>
        <PeriodBar search={search} range={report?.range} onChange={change} />
      </PageHeading>
      <Chips search={search} report={report} />
      {error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <div
          aria-busy={isPlaceholderData}
          className={cn('min-w-0', isPlaceholderData && 'opacity-60')}
        >
          {report ? (
            <Figures report={report} search={search} onChange={change} />
          ) : (
            <FiguresSkeleton />
          )}
        </div>
      )}
    </>
  );
}

/** Which days, in which zone, and how fresh. */
function Days({ report }: { report: Report | undefined }) {
  if (!report) return <span className="inline-block h-5" />;
  return (
    <>
      {rangeWords(report.range)}, days of {report.time_zone}. As of <Moment iso={report.as_of} />.
    </>
  );
}

function Figures(props: {
  report: Report;
  search: OverviewSearch;
  onChange: (search: OverviewSearch) => void;
}) {
  const { report, search, onChange } = props;
  const metric = chosenMetric(report, search.metric);
  const currency = chosenCurrency(metric, search.currency, useProgram().currency);
  return (
    <div className="grid min-w-0 gap-5 [&>*]:min-w-0">
      <section aria-label="Figures" className="min-w-0 rounded-2xl border bg-panel">
        <Tiles
          report={report}
          chosen={metric.id}
          onChoose={(id) => onChange({ ...search, metric: id })}
        />
        <Plot
          report={report}
          metric={metric}
          currency={currency}
          onCurrency={(next) => onChange({ ...search, currency: next })}
        />
      </section>
      <div className="grid gap-5 lg:grid-cols-2">
        <ActionCenter />
        <Funnel report={report} />
        <TopPartners report={report} search={search} />
        <TopVisits name="source" visits={report.top_sources} search={search} />
        <TopVisits name="country" visits={report.top_countries} search={search} />
        <TopVisits name="landing_page" visits={report.top_landing_pages} search={search} />
      </div>
    </div>
  );
}

function chosenMetric({ metrics }: Report, id: string | undefined): Metric {
  const counted = metrics.filter(isCounted);
  const found =
    counted.find((metric) => metric.id === id) ??
    counted.find((metric) => metric.id === METRIC_DEFAULT) ??
    counted[0];
  if (!found) throw new Error('an overview without clicks');
  return found;
}

function chosenCurrency(metric: Metric, asked: string | undefined, own: string): string {
  if (metric.unit === 'count') return own;
  const currencies = metric.amounts.map((amount) => amount.currency);
  return currencies.find((currency) => currency === asked) ?? currencies[0] ?? own;
}

/** As high as what comes, so that nothing moves when it does. */
function FiguresSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-5">
      <div className="min-w-0 rounded-2xl border bg-panel">
        <TilesSkeleton />
        <div className="grid gap-3 border-t p-4">
          <Skeleton className="h-8" />
          <Skeleton className="h-72" />
          <Skeleton className="h-5 w-36" />
        </div>
      </div>
      <div className="grid gap-5 lg:grid-cols-2">
        <ActionCenter />
        <Card className="min-h-56">
          <Skeleton className="h-40" />
        </Card>
      </div>
    </div>
  );
}
