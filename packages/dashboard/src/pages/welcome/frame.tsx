// Owns the frame of the first steps: where one is, what it is about, and how to leave it out.
import { Check } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { cn } from '../../ui/classes.js';
import { STEP_WORDS, STEPS, type Step } from './steps.js';

export function StepFrame(props: {
  step: Step;
  title: string;
  about: string;
  children: ReactNode;
}) {
  const { step, title } = props;
  useEffect(() => {
    document.title = `${title} · Affitor`;
  }, [title]);
  const current = STEPS.indexOf(step);
  return (
    <main
      className={cn(
        'grid min-h-dvh content-start justify-items-center gap-6 bg-sunken p-4 py-8',
        'sm:content-center dark:bg-page',
      )}
    >
      <ol aria-label="First steps" className="flex flex-wrap justify-center gap-x-5 gap-y-2">
        {STEPS.map((one, index) => (
          <li
            key={one}
            aria-current={one === step ? 'step' : undefined}
            className={cn(
              'flex items-center gap-2 text-muted',
              one === step && 'font-semibold text-ink',
            )}
          >
            <span
              aria-hidden="true"
              className={cn(
                'grid size-6 place-items-center rounded-full border border-line-strong text-xs',
                index < current && 'border-good bg-good-soft text-good',
                one === step && 'border-accent bg-accent text-accent-ink',
              )}
            >
              {index < current ? <Check className="size-3.5" /> : index + 1}
            </span>
            {STEP_WORDS[one]}
          </li>
        ))}
      </ol>
      <section className="grid w-full max-w-xl gap-5 rounded-2xl border bg-panel p-6">
        <header className="grid gap-1">
          <h1 className="text-lg font-semibold">{title}</h1>
          <p className="text-muted">{props.about}</p>
        </header>
        {props.children}
      </section>
    </main>
  );
}
