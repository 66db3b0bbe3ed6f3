// Owns following events from a component: they come while it is shown, and stop when it goes.
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import type { FeedFilter } from '../../api/event-stream.js';
import { useProgram } from '../../shell/session.js';
import { LiveEvents } from './live-events.js';

/** The events of the program under a filter, and what can be done with the feed. */
export function useLiveEvents({
  kind,
  mode,
  partner_id,
  q,
}: FeedFilter & { q?: string | undefined }) {
  const { id } = useProgram();
  const live = useMemo(() => {
    const filter = {
      mode: mode ?? ('live' as const),
      ...(kind === undefined ? {} : { kind }),
      ...(partner_id === undefined ? {} : { partner_id }),
    };
    return new LiveEvents(id, { filter, q });
  }, [id, kind, mode, partner_id, q]);
  useEffect(() => live.start(), [live]);
  const feed = useSyncExternalStore(live.subscribe, live.read);
  return { live, feed };
}
