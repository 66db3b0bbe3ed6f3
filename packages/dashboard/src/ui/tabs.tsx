// Owns rows of choices that filter what is below: each a link, so that it can be opened and kept.
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { cn } from './classes.js';

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
          aria-current={isChosen ? 'true' : undefined}
          className={cn(
            'grid shrink-0 gap-0.5 rounded-xl border px-3 py-2 hover:bg-sunken',
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
