// Owns the list of sections beside a page of settings: which is shown, and which are done.
import { Link, type LinkProps } from '@tanstack/react-router';
import { Circle, CircleCheck } from 'lucide-react';
import { cn } from './classes.js';
import { keepInSight } from './in-sight.js';

/** One entry. `isDone` is left out where there is nothing to finish, and null until it is known. */
export interface SectionEntry {
  id: string;
  label: string;
  link: LinkProps;
  isDone?: boolean | null | undefined;
}

/** Sections under headings: a column on wide screens, a row that scrolls on narrow ones. */
export function SectionNav(props: {
  label: string;
  chosenId: string | undefined;
  groups: readonly { heading: string; entries: readonly SectionEntry[] }[];
}) {
  return (
    <nav
      aria-label={props.label}
      className="flex min-w-0 gap-5 overflow-x-auto pb-1 lg:sticky lg:top-20 lg:grid lg:content-start lg:self-start"
    >
      {props.groups.map(({ heading, entries }) => (
        <div key={heading} className="grid shrink-0 content-start gap-1">
          <p className="px-3 text-xs font-medium whitespace-nowrap text-muted">{heading}</p>
          <div className="flex gap-1 lg:grid">
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} isChosen={entry.id === props.chosenId} />
            ))}
          </div>
        </div>
      ))}
    </nav>
  );
}

function Entry({ entry, isChosen }: { entry: SectionEntry; isChosen: boolean }) {
  return (
    <Link
      {...entry.link}
      ref={isChosen ? keepInSight : undefined}
      aria-current={isChosen ? 'page' : undefined}
      className={cn(
        // What only screen readers see is placed within the entry, or it would widen the page.
        'relative flex items-center gap-2 rounded-lg px-3 py-1.5 whitespace-nowrap',
        '-outline-offset-2 hover:bg-sunken',
        isChosen && 'bg-accent-soft font-medium text-accent-text hover:bg-accent-soft',
      )}
    >
      {entry.label}
      {entry.isDone !== undefined && <DoneMark isDone={entry.isDone} />}
    </Link>
  );
}

/** Whether a step is done, by shape as well as by colour. */
function DoneMark({ isDone }: { isDone: boolean | null }) {
  // Its place is kept, so that the row does not move when the mark comes.
  if (isDone === null) return <span className="ml-auto size-4 shrink-0" />;
  const Icon = isDone ? CircleCheck : Circle;
  return (
    <span className="ml-auto flex">
      <Icon
        aria-hidden="true"
        className={cn('size-4 shrink-0', isDone ? 'text-good' : 'text-line-strong')}
      />
      <span className="sr-only">{isDone ? '(done)' : '(open)'}</span>
    </span>
  );
}
