// Owns the lists of who and what brought most; a row narrows the whole page, and again widens it.
import { Link } from '@tanstack/react-router';
import { ArrowUpRight, Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatAmounts, formatCount } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { cn } from '../../ui/classes.js';
import { Moment } from '../../ui/moment.js';
import { Card } from '../../ui/surface.js';
import type { Report } from './metrics.js';
import {
  type OverviewSearch,
  type VisitFilter,
  visitFilterOf,
  withPartner,
  withVisit,
} from './search.js';
import { placeWords, UNKNOWN_VISIT, VISIT_WORDS } from './visit-words.js';

export function TopPartners({ report, search }: { report: Report; search: OverviewSearch }) {
  const program = useProgram();
  const { rows, rest } = report.top_partners;
  const most = Math.max(1, ...rows.map(({ clicks }) => clicks));
  return (
    <Card
      title="Top partners"
      actions={<Heads names={rest.revenue ? ['Revenue', 'Clicks'] : ['Clicks']} />}
    >
      {rows.length === 0 && <NothingYet />}
      <ul className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1">
        {rows.map((row) => (
          <li key={row.partner_id} className="flex items-center gap-1">
            <TopRow
              label={row.name}
              share={row.clicks / most}
              isOn={search.partner === row.partner_id}
              search={withPartner(
                search,
                search.partner === row.partner_id ? undefined : row.partner_id,
              )}
            >
              <Value isWide>{row.revenue && formatAmounts(row.revenue)}</Value>
              <Value>{formatCount(row.clicks)}</Value>
            </TopRow>
            <Link
              to="/programs/$programId/partners/$partnerId"
              params={{ programId: String(program.id), partnerId: String(row.partner_id) }}
              aria-label={`Open ${row.name}`}
              className="grid size-7 shrink-0 place-items-center rounded-lg text-muted hover:bg-sunken"
            >
              <ArrowUpRight className="size-4" aria-hidden="true" />
            </Link>
          </li>
        ))}
        {(rest.clicks > 0 || (rest.revenue?.length ?? 0) > 0) && (
          <li className="flex items-center gap-1 pr-8">
            <Rest label="Everybody else">
              <Value isWide>{rest.revenue && formatAmounts(rest.revenue)}</Value>
              <Value>{formatCount(rest.clicks)}</Value>
            </Rest>
          </li>
        )}
      </ul>
    </Card>
  );
}

const TITLES: Readonly<Record<VisitFilter, string>> = {
  source: 'Top sources',
  country: 'Top countries',
  landing_page: 'Top landing pages',
};

type Visits = NonNullable<Report['top_sources']>;

export function TopVisits(props: {
  name: VisitFilter;
  visits: Visits | null;
  search: OverviewSearch;
}) {
  const { name, visits, search } = props;
  const chosen = visitFilterOf(search);
  if (visits === null) {
    return (
      <Card title={TITLES[name]}>
        <p className="text-muted">
          Not counted together with {chosen && VISIT_WORDS[chosen.name].label.toLowerCase()}. Remove
          that filter to see this list.
        </p>
      </Card>
    );
  }
  const most = Math.max(1, ...visits.rows.map(({ clicks }) => clicks));
  return (
    <Card title={TITLES[name]} actions={<Heads names={['Clicks']} />}>
      {visits.rows.length === 0 && <NothingYet />}
      <ul className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-1">
        {visits.rows.map(({ kind, value, clicks }) => {
          const key = kind === 'unknown' ? UNKNOWN_VISIT : value;
          const isOn = chosen?.name === name && chosen.value === key;
          const count = <Value>{formatCount(clicks)}</Value>;
          return (
            <li key={key ?? kind} className="flex">
              {key === null ? (
                <Rest label="Many others, counted together">{count}</Rest>
              ) : (
                <TopRow
                  label={placeWords(name, key)}
                  share={clicks / most}
                  isOn={isOn}
                  search={withVisit(search, isOn ? undefined : { name, value: key })}
                >
                  {count}
                </TopRow>
              )}
            </li>
          );
        })}
        {visits.rest_clicks > 0 && (
          <li className="flex">
            <Rest label="All others">
              <Value>{formatCount(visits.rest_clicks)}</Value>
            </Rest>
          </li>
        )}
      </ul>
      <p className="text-xs text-muted">
        {visits.as_of === null ? (
          'Counted every few minutes, from the first click on.'
        ) : (
          <>
            Counted up to <Moment iso={visits.as_of} />.
          </>
        )}
      </p>
    </Card>
  );
}

const ROW = 'flex min-w-0 flex-1 items-center gap-3 px-2.5 py-1.5';

function TopRow(props: {
  label: string;
  share: number;
  isOn: boolean;
  search: OverviewSearch;
  children: ReactNode;
}) {
  const program = useProgram();
  const { label, share, isOn, search } = props;
  return (
    <Link
      to="/programs/$programId"
      params={{ programId: String(program.id) }}
      search={search}
      resetScroll={false}
      aria-current={isOn ? 'true' : undefined}
      title={isOn ? 'Remove this filter' : `Show only ${label}`}
      className={cn(
        ROW,
        'relative overflow-hidden rounded-lg hover:bg-sunken',
        isOn && 'font-semibold',
      )}
    >
      <span
        aria-hidden="true"
        className="absolute inset-y-0 left-0 bg-accent-soft"
        style={{ width: `${100 * share}%` }}
      />
      {isOn && <Check className="relative size-4 shrink-0 text-accent-text" aria-hidden="true" />}
      <span className="relative min-w-0 flex-1 truncate">{label}</span>
      {props.children}
    </Link>
  );
}

function Rest({ label, children }: { label: string; children: ReactNode }) {
  return (
    <span className={cn(ROW, 'text-muted')}>
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {children}
    </span>
  );
}

function Value({ isWide = false, children }: { isWide?: boolean; children: ReactNode }) {
  return (
    <span
      className={cn(
        'relative min-w-8 text-right tabular-nums sm:min-w-12',
        isWide && 'sm:min-w-24',
      )}
    >
      {children}
    </span>
  );
}

function Heads({ names }: { names: readonly string[] }) {
  return <span className="text-xs text-muted">{names.join(' · ')}</span>;
}

function NothingYet() {
  return <p className="text-muted">No clicks in these days. Choose others, or share a link.</p>;
}
