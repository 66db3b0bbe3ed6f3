// Owns following a program's events as they are committed: one stream of server-sent events.

import { routes } from 'virtual:operations';
import type { Answer, CallInput } from './client.js';
import { addressOf } from './request.js';

/** An event of a program, as the list and the stream show it. */
export type FeedEvent = Answer<'listEvents'>['data'][number];

export type FeedFilter = Omit<NonNullable<CallInput<'streamEvents'>['query']>, 'after'>;

interface StreamHearing {
  onOpen(): void;
  onEvents(events: readonly FeedEvent[]): void;
  /** Events were left out: the list has to be read again. */
  onReload(): void;
  /** The connection broke and the browser opens another by itself. */
  onLost(): void;
  /** The service refused the stream; the browser has given up. */
  onRefused(): void;
}

/**
 * Follows the events after a position until the returned function is called. The program in the
 * path tells the service the workspace, because a stream of the browser cannot carry headers. After
 * a break the browser goes on from the last id that it has heard.
 */
export function followEvents(
  programId: number,
  { filter, after }: { filter: FeedFilter; after: string },
  hearing: StreamHearing,
): () => void {
  const [, path] = routes.streamEvents ?? [];
  if (path === undefined) throw new Error('no operation streamEvents');
  const query = { ...filter, after };
  const source = new EventSource(addressOf(path, { params: { id: programId }, query }));
  source.addEventListener('open', () => hearing.onOpen());
  source.addEventListener('events', ({ data }: MessageEvent<string>) =>
    hearing.onEvents(JSON.parse(data) as FeedEvent[]),
  );
  source.addEventListener('reload', () => hearing.onReload());
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) hearing.onRefused();
    else hearing.onLost();
  });
  return () => source.close();
}
