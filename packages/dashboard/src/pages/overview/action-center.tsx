// Owns the list of what waits for somebody: each with the page where it is done.
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { ArrowRight, CircleCheck } from 'lucide-react';
import type { Answer } from '../../api/client.js';
import { queryOf } from '../../api/queries.js';
import { formatAmounts, formatCount } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { Failed } from '../../ui/states.js';
import { Card, Skeleton } from '../../ui/surface.js';

type Action = Answer<'listActions'>['data'][number];

/** The service counts rows up to this. */
const COUNT_MAX = 1_000;

export function ActionCenter() {
  const program = useProgram();
  const { data, error, refetch } = useQuery(queryOf('listActions', { params: { id: program.id } }));
  return (
    <Card title="Action Center" about="What waits for you." className="min-h-56">
      {error && <Failed error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton className="h-24" />}
      {data?.data.length === 0 && (
        <p className="flex items-center gap-2 text-muted">
          <CircleCheck className="size-4 text-good" aria-hidden="true" /> Nothing waits.
        </p>
      )}
      <ul className="grid gap-2">
        {data?.data.map((action) => (
          <li key={action.id}>
            <Waiting action={action} programId={String(program.id)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Waiting({ action, programId }: { action: Action; programId: string }) {
  const { title, detail, link } = describe(action, programId);
  return (
    <Link
      {...link}
      className="flex items-center gap-3 rounded-xl border px-3 py-2.5 hover:bg-sunken"
    >
      <span className="grid min-w-0 flex-1">
        <span className="font-medium">{title}</span>
        <span className="text-[0.8125rem] break-words text-muted">{detail}</span>
      </span>
      <ArrowRight className="size-4 shrink-0 text-muted" aria-hidden="true" />
    </Link>
  );
}

function describe(
  { id, count, amounts, codes }: Action,
  programId: string,
): { title: string; detail: string; link: LinkProps } {
  const many = `${formatCount(count)}${count >= COUNT_MAX ? ' or more' : ''}`;
  const to = (page: string, search: object = {}) =>
    ({ to: `/programs/$programId/${page}`, params: { programId }, search }) as LinkProps;
  const settings = (section: string) =>
    ({
      to: '/programs/$programId/settings/{-$section}',
      params: { programId, section },
    }) as LinkProps;
  switch (id) {
    case 'commissions_to_decide':
      return {
        title: `${many} ${count === 1 ? 'commission' : 'commissions'} to approve or reject`,
        detail: `Their hold is over: ${formatAmounts(amounts)}`,
        link: to('commissions', { waiting: true }),
      };
    case 'applications':
      return {
        title: `${many} ${count === 1 ? 'application' : 'applications'} to join`,
        detail: 'Approve or reject them.',
        link: to('partners', { status: 'applied' }),
      };
    case 'failed_commissions':
      return {
        title: `${many} ${count === 1 ? 'sale' : 'sales'} without a commission`,
        detail: 'Creating it failed. The repair goes on by itself; look at the cause.',
        link: to('commissions'),
      };
    case 'refusals':
      return {
        title: `${many} ${count === 1 ? 'call' : 'calls'} refused or not credited in 7 days`,
        detail: codes.map(({ code, count: times }) => `${code} × ${formatCount(times)}`).join(', '),
        link: to('trace/refusals'),
      };
    case 'no_origin':
      return {
        title: 'No page of yours may call yet',
        detail: 'Add the origin of your website, so that its browsers are let in.',
        link: settings('origins'),
      };
    case 'no_event':
      return {
        title: 'No click has arrived yet, not even a test',
        detail: 'Put the script on your pages and try it.',
        link: settings('tracking'),
      };
    case 'draft':
      return {
        title: 'The program is a draft',
        detail: 'Take it live when tracking works.',
        link: settings('danger'),
      };
  }
}
