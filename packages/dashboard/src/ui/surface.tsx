// Owns the quiet parts of pages: headings, cards, badges, skeletons.
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './classes.js';

/** The heading of a page with what can be done there. */
export function PageHeading(props: { title: string; about?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-3">
      <div className="grid min-w-0 gap-1">
        <h1 className="text-xl font-semibold tracking-tight break-words">{props.title}</h1>
        {props.about !== undefined && <p className="max-w-prose text-muted">{props.about}</p>}
      </div>
      {props.children !== undefined && (
        <div className="flex flex-wrap items-center gap-2">{props.children}</div>
      )}
    </header>
  );
}

/** A bordered part of a page with a heading of its own. */
export function Card(props: {
  title?: string;
  about?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section
      className={cn(
        'grid min-w-0 content-start gap-4 rounded-2xl border bg-panel p-5',
        props.className,
      )}
    >
      {props.title !== undefined && (
        <header className="flex flex-wrap items-start justify-between gap-3">
          <div className="grid gap-1">
            <h2 className="text-[0.9375rem] font-semibold">{props.title}</h2>
            {props.about !== undefined && <p className="max-w-prose text-muted">{props.about}</p>}
          </div>
          {props.actions}
        </header>
      )}
      {props.children}
    </section>
  );
}

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad';

const TONES: Readonly<Record<Tone, string>> = {
  neutral: 'bg-sunken text-muted',
  accent: 'bg-accent-soft text-accent-text',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
};

export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium',
        'whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}

/** The shape of what is being loaded. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cn('animate-pulse rounded-lg bg-sunken', className)} />;
}

/** Facts as pairs: what, and how it is. */
export function Facts({ className, ...rest }: ComponentProps<'dl'>) {
  return (
    <dl
      {...rest}
      className={cn('grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2', className)}
    />
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 text-right break-words">{children}</dd>
    </>
  );
}
