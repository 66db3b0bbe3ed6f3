// Owns the quick start: a pill in the top bar that counts the open steps, and the steps themselves.
import { Link } from '@tanstack/react-router';
import { Circle, CircleCheck, ListChecks } from 'lucide-react';
import { useState } from 'react';
import { cn } from '../ui/classes.js';
import { SidePanel } from '../ui/dialog.js';
import { type QuickStep, useQuickStart } from './quick-start-steps.js';
import { useProgram } from './session.js';

/** The pill; it goes when every step is done, and takes nobody's way until then. */
export function QuickStart() {
  const [isOpen, setOpen] = useState(false);
  const { sample } = useProgram();
  const steps = useQuickStart(isOpen);
  const open = steps?.filter(({ isDone }) => !isDone) ?? [];
  if (sample !== null || steps === null || (open.length === 0 && !isOpen)) return null;
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label={`Quick start: ${open.length} open`}
        className={cn(
          'flex h-9 shrink-0 items-center gap-2 rounded-full border border-accent px-3',
          'bg-accent-soft font-medium text-accent-text hover:bg-panel',
        )}
      >
        <ListChecks className="size-4" aria-hidden="true" />
        <span className="hidden sm:inline">Quick start</span>
        <span
          className={cn(
            'grid min-w-5 place-items-center rounded-full bg-accent px-1.5',
            'text-xs text-accent-ink tabular-nums',
          )}
        >
          {open.length}
        </span>
      </button>
      <SidePanel
        title="Quick start"
        description={
          open.length === 0
            ? 'Every step is done.'
            : `${steps.length - open.length} of ${steps.length} done. They tick themselves off.`
        }
        isOpen={isOpen}
        onClose={() => setOpen(false)}
      >
        <StepList steps={steps} next={open[0]?.id} onLeave={() => setOpen(false)} />
      </SidePanel>
    </>
  );
}

function StepList(props: {
  steps: readonly QuickStep[];
  next: string | undefined;
  onLeave: () => void;
}) {
  return (
    <ol className="grid gap-2">
      {props.steps.map(({ id, title, about, isDone, link }) => {
        const Icon = isDone ? CircleCheck : Circle;
        return (
          <li key={id}>
            <Link
              {...link}
              onClick={props.onLeave}
              className={cn(
                'flex gap-3 rounded-xl border p-3 hover:bg-sunken',
                id === props.next && 'border-accent bg-accent-soft',
              )}
            >
              <Icon
                className={cn('mt-0.5 size-5 shrink-0', isDone ? 'text-good' : 'text-muted')}
                aria-hidden="true"
              />
              <span className="grid gap-0.5">
                <span className="font-medium">
                  {title}
                  <span className="sr-only">{isDone ? ': done' : ': open'}</span>
                </span>
                {!isDone && <span className="text-[0.8125rem] text-muted">{about}</span>}
              </span>
            </Link>
          </li>
        );
      })}
    </ol>
  );
}
