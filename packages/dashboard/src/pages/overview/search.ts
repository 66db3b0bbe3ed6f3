// Owns what the address of the overview says: the days, what they are compared with, the filters.
import {
  optional,
  readChoice,
  readDay,
  readId,
  readText,
  type Search,
} from '../../platform/search-params.js';

export const PERIODS = [
  { value: 'today', label: 'Today' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: 'month_to_date', label: 'Month to date' },
  { value: 'last_month', label: 'Last month' },
  { value: 'year_to_date', label: 'Year to date' },
  { value: 'all', label: 'All time' },
] as const;

export const COMPARISONS = [
  { value: 'previous', label: 'Previous period' },
  { value: 'year', label: 'Same days last year' },
  { value: 'none', label: 'No comparison' },
] as const;

/** What clicks are counted by, besides the partner; one at a time. */
export const VISIT_FILTERS = ['source', 'country', 'landing_page'] as const;

export type VisitFilter = (typeof VISIT_FILTERS)[number];

/** Reads the address; what it does not know is as if it were not there. */
export function readOverviewSearch(search: Search) {
  return optional({
    period: readChoice(
      search,
      'period',
      PERIODS.map(({ value }) => value),
    ),
    from: readDay(search, 'from'),
    to: readDay(search, 'to'),
    compare: readChoice(search, 'compare', ['year', 'none']),
    metric: readText(search, 'metric'),
    currency: readText(search, 'currency'),
    partner: readId(search, 'partner'),
    source: readText(search, 'source'),
    country: readText(search, 'country'),
    landing_page: readText(search, 'landing_page'),
  });
}

export type OverviewSearch = ReturnType<typeof readOverviewSearch>;

/** The call that an address stands for. */
export function queryOfSearch(search: OverviewSearch) {
  const visit = visitFilterOf(search);
  const { period, from, to, compare, partner } = search;
  return optional({
    period,
    from,
    to,
    compare,
    partner_id: partner,
    ...(visit === undefined ? {} : { [visit.name]: visit.value }),
  });
}

/** The one of source, country and landing page that is chosen. */
export function visitFilterOf(
  search: OverviewSearch,
): { name: VisitFilter; value: string } | undefined {
  for (const name of VISIT_FILTERS) {
    const value = search[name];
    if (value !== undefined) return { name, value };
  }
  return undefined;
}

/** The address with another place of visits, or without any. */
export function withVisit(
  search: OverviewSearch,
  visit?: { name: VisitFilter; value: string },
): OverviewSearch {
  const { source: _source, country: _country, landing_page: _page, ...rest } = search;
  return visit === undefined ? rest : { ...rest, [visit.name]: visit.value };
}

/** The address with another partner, or all of them. */
export function withPartner(search: OverviewSearch, partner?: number): OverviewSearch {
  const { partner: _partner, ...rest } = search;
  return partner === undefined ? rest : { ...rest, partner };
}
