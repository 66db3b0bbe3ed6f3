// Owns the frame of the pages before there is a session.
import { type ReactNode, useEffect } from 'react';

/** A narrow page with one thing to do. */
export function AccountFrame(props: {
  title: string;
  about?: ReactNode;
  children: ReactNode;
  below?: ReactNode;
}) {
  useEffect(() => {
    document.title = `${props.title} · Affitor`;
  }, [props.title]);
  return (
    <main className="grid min-h-dvh place-items-center bg-sunken p-4 dark:bg-page">
      <div className="grid w-full max-w-sm gap-6">
        <p className="flex items-center justify-center gap-2 text-lg font-semibold">
          <span
            aria-hidden="true"
            className="grid size-8 place-items-center rounded-lg bg-accent text-accent-ink"
          >
            A
          </span>
          Affitor
        </p>
        <section className="grid gap-5 rounded-2xl border bg-panel p-6">
          <header className="grid gap-1">
            <h1 className="text-lg font-semibold">{props.title}</h1>
            {props.about !== undefined && <p className="text-muted">{props.about}</p>}
          </header>
          {props.children}
        </section>
        {props.below !== undefined && <div className="text-center text-muted">{props.below}</div>}
      </div>
    </main>
  );
}

export const textLink = 'font-medium text-accent-text underline underline-offset-2';
