// Owns the list of what waits for somebody: each with the page where it is done.
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { ArrowRight, CircleCheck } from 'lucide-react';
import { queryOf } from '../../api/queries.js';
import { formatAmounts, formatCount } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { Card, Skeleton } from '../../ui/surface.js';

interface Waiting {
  key: string;
  title: string;
  detail: string;
  link: LinkProps;
}

export function ActionCenter() {
  const waiting = useWaiting();
  return (
    <Card title="Action Center" about="What waits for you.">
      {waiting === null && <Skeleton className="h-24" />}
      {waiting?.length === 0 && (
        <p className="flex items-center gap-2 text-muted">
          <CircleCheck className="size-4 text-good" aria-hidden="true" /> Nothing waits.
        </p>
      )}
      <ul className="grid gap-2">
        {waiting?.map(({ key, title, detail, link }) => (
          <li key={key}>
            <Link
              {...link}
              className="flex items-center gap-3 rounded-xl border px-3 py-2.5 hover:bg-sunken"
            >
              <span className="grid min-w-0 flex-1">
                <span className="font-medium">{title}</span>
                <span className="text-[0.8125rem] text-muted">{detail}</span>
              </span>
              <ArrowRight className="size-4 shrink-0 text-muted" aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function useWaiting(): Waiting[] | null {
  const program = useProgram();
  const params = { id: program.id };
  const sums = useQuery(queryOf('summarizeCommissions', { params, query: {} }));
  const applied = useQuery(
    queryOf('listPartners', { params, query: { status: 'applied', limit: 100 } }),
  );
  const failed = useQuery(queryOf('listFailedCommissions', { params, query: { limit: 100 } }));
  const status = useQuery(queryOf('readTrackingStatus', { params: { programId: program.id } }));
  if (!sums.data || !applied.data || !failed.data || !status.data) return null;
  const pending = sums.data.data.filter((sum) => sum.status === 'pending');
  const ready = pending.reduce((count, sum) => count + sum.count - sum.on_hold_count, 0);
  const to = (page: 'commissions' | 'partners', search: object): LinkProps =>
    ({
      to: `/programs/$programId/${page}`,
      params: { programId: String(program.id) },
      search,
    }) as LinkProps;
  const settings = (section: string): LinkProps =>
    ({
      to: '/programs/$programId/settings/{-$section}',
      params: { programId: String(program.id), section },
    }) as LinkProps;
  const { stepStatuses } = status.data.data;
  const all: (Waiting & { isWaiting: boolean })[] = [
    {
      key: 'commissions',
      isWaiting: ready > 0,
      title: `${formatCount(ready)} ${ready === 1 ? 'commission' : 'commissions'} to approve`,
      detail: `Pending in all: ${formatAmounts(pending)}`,
      link: to('commissions', { status: 'pending' }),
    },
    {
      key: 'applications',
      isWaiting: applied.data.data.length > 0,
      title: `${countOf(applied.data)} applied to join`,
      detail: 'Approve or reject the applications.',
      link: to('partners', { status: 'applied' }),
    },
    {
      key: 'failed',
      isWaiting: failed.data.data.length > 0,
      title: `Sales without their commission: ${countOf(failed.data)}`,
      detail: 'The repair goes on by itself; look at the cause.',
      link: to('commissions', {}),
    },
    {
      key: 'tracking',
      isWaiting: stepStatuses.pageview === 'pending' && program.status === 'draft',
      title: 'No test click has arrived yet',
      detail: 'Put the script on your pages and try it.',
      link: settings('tracking'),
    },
    {
      key: 'draft',
      isWaiting: program.status === 'draft',
      title: 'The program is a draft',
      detail: 'Take it live when tracking works.',
      link: settings('danger'),
    },
  ];
  return all.filter(({ isWaiting }) => isWaiting);
}

function countOf(page: { data: readonly unknown[]; meta: { next_cursor: string | null } }): string {
  return `${formatCount(page.data.length)}${page.meta.next_cursor === null ? '' : '+'}`;
}
