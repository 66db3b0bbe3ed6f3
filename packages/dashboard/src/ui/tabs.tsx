// Owns rows of choices that filter what is below: each a link, so that it can be opened and kept.
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { cn } from './classes.js';
import { keepInSight } from './in-sight.js';

/** One choice. */
export interface Tab {
  key: string;
  label: string;
  detail?: ReactNode;
  isChosen: boolean;
  link: LinkProps;
}

export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav aria-label={label} className="flex max-w-full gap-1 overflow-x-auto pb-1">
      {tabs.map(({ key, label: text, detail, isChosen, link }) => (
        <Link
          key={key}
          {...link}
          ref={isChosen ? keepInSight : undefined}
          aria-current={isChosen ? 'true' : undefined}
          className={cn(
            'grid shrink-0 gap-0.5 rounded-xl border px-3 py-2 -outline-offset-2 hover:bg-sunken',
            isChosen && 'border-accent bg-accent-soft text-accent-text hover:bg-accent-soft',
          )}
        >
          <span className="font-medium whitespace-nowrap">{text}</span>
          {detail}
        </Link>
      ))}
    </nav>
  );
}

type StatusPage = 'commissions' | 'customers' | 'partners';

/** A tab per status and one for all; choosing keeps the other filters of the address. */
export function statusTabs<Status extends string>(options: {
  page: StatusPage;
  programId: number;
  statuses: readonly Status[];
  chosen: string | undefined;
  labels: Readonly<Record<string, { label: string }>>;
  detailOf?: (status: Status | undefined) => ReactNode;
}): Tab[] {
  const { page, statuses, chosen, labels, detailOf } = options;
  return [undefined, ...statuses].map((status) => ({
    key: status ?? 'all',
    label: status === undefined ? 'All' : (labels[status]?.label ?? status),
    detail: detailOf?.(status),
    isChosen: chosen === status,
    link: {
      to: `/programs/$programId/${page}`,
      params: { programId: String(options.programId) },
      search: (old: Record<string, unknown>) => {
        const { status: _status, open: _open, ...rest } = old;
        return status === undefined ? rest : { ...rest, status };
      },
    } as LinkProps,
  }));
}
