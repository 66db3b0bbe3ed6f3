// Owns what a page shows instead of rows: nothing there yet, or something went wrong.
import { useQuery } from '@tanstack/react-query';
import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { ApiFailure, explainFailure } from '../api/failure.js';
import { Button } from './button.js';
import { Prose } from './prose.js';
import { Skeleton } from './surface.js';

/** Nothing is there yet: why, and the one thing to do about it. */
export function Empty(props: {
  icon?: ReactNode;
  title: string;
  about: string;
  /** Stands alone on the page, so that its title is the page's. */
  isPage?: boolean;
  children?: ReactNode;
}) {
  const Title = props.isPage ? 'h1' : 'p';
  return (
    <div className="grid grid-cols-1 justify-items-center gap-3 px-6 py-14 text-center">
      {props.icon !== undefined && (
        <span
          aria-hidden="true"
          className="grid size-11 place-items-center rounded-full bg-sunken text-muted [&_svg]:size-5"
        >
          {props.icon}
        </span>
      )}
      <div className="grid gap-1">
        <Title className="font-semibold">{props.title}</Title>
        <p className="max-w-md text-muted">{props.about}</p>
      </div>
      {props.children}
    </div>
  );
}

/** Something went wrong: what, what to do, and a way to try again. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { data } = useQuery({
    queryKey: ['failure', String(error)],
    queryFn: () => explainFailure(error),
    gcTime: 0,
  });
  const requestId = error instanceof ApiFailure ? error.requestId : null;
  return (
    <div role="alert" className="grid justify-items-center gap-3 px-6 py-14 text-center">
      <CircleAlert className="size-7 text-bad" aria-hidden="true" />
      <div className="grid gap-1">
        <p className="font-semibold">
          <Prose text={data?.title ?? 'Something went wrong'} />
        </p>
        <p className="max-w-md text-muted">
          <Prose text={data?.advice ?? ''} />
        </p>
        {requestId !== null && <p className="text-xs text-muted">Request {requestId}</p>}
      </div>
      {onRetry && (
        <Button onClick={onRetry}>
          <RotateCw aria-hidden="true" /> Try again
        </Button>
      )}
    </div>
  );
}

/** The shape of a page while its parts are fetched. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-5">
      <Skeleton className="h-7 w-44" />
      <Skeleton className="h-24" />
      <Skeleton className="h-80" />
    </div>
  );
}
