// Owns the steps from an empty program to one that earns: each done when the service has seen it.
import { useQuery } from '@tanstack/react-query';
import type { LinkProps } from '@tanstack/react-router';
import { queryOf } from '../api/queries.js';
import { useProgram } from './session.js';

/** One step, and where it is done. */
export interface QuickStep {
  id: string;
  title: string;
  about: string;
  isDone: boolean;
  link: LinkProps;
}

const WATCH_EVERY_MS = 5_000;

/**
 * The steps of the program; null until they are known.
 * @param isWatched asks again and again, for somebody who looks at the steps while doing them
 */
export function useQuickStart(isWatched: boolean): QuickStep[] | null {
  const program = useProgram();
  const params = { programId: program.id };
  const watching = { refetchInterval: isWatched ? WATCH_EVERY_MS : (false as const) };
  const status = useQuery({ ...queryOf('readTrackingStatus', { params }), ...watching });
  const figures = useQuery({
    ...queryOf('readPerformance', { params, query: { period: 'all' } }),
    ...watching,
  });
  if (!status.data || !figures.data) return null;
  const { stepStatuses: seen, hasPartners } = status.data.data;
  const { totalClicks, totalLeads, totalSales } = figures.data.metrics;
  const to = (path: string): LinkProps =>
    ({ to: `/programs/${program.id}${path}` as string }) as LinkProps;
  return [
    {
      id: 'origin',
      title: 'Allow your site',
      about: 'Pages of allowed origins may report clicks and sign-ups.',
      isDone: program.allowed_origins.length > 0,
      link: to('/settings/origins'),
    },
    {
      id: 'partner',
      title: 'Add a partner with a link',
      about: 'Yourself will do for the first try.',
      isDone: hasPartners,
      link: to('/partners'),
    },
    {
      id: 'click',
      title: 'Receive a click',
      about: 'Put the script on your pages and open one with ?aff= and the code of the link.',
      isDone: totalClicks > 0 || seen.pageview === 'complete',
      link: to('/settings/tracking'),
    },
    {
      id: 'signup',
      title: 'Receive a sign-up',
      about: 'Report it where an account was just created.',
      isDone: totalLeads > 0 || seen.referrals === 'complete',
      link: to('/settings/tracking'),
    },
    {
      id: 'sale',
      title: 'Receive a sale',
      about: 'Report it from your server, with the API key.',
      isDone: totalSales > 0,
      link: to('/settings/tracking'),
    },
    {
      id: 'live',
      title: 'Go live',
      about: 'Take the program out of its draft, once tracking works.',
      isDone: program.status !== 'draft',
      link: to('/settings/danger'),
    },
  ];
}
