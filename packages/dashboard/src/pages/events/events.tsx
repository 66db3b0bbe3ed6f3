// Owns the page of events: what happens in the program, while it happens.
import { Link, useSearch } from '@tanstack/react-router';
import { Activity, Pause, Play } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { FeedEvent } from '../../api/event-stream.js';
import { formatCount } from '../../format/money.js';
import { useProgram } from '../../shell/session.js';
import { Button, buttonLook } from '../../ui/button.js';
import { TableSkeleton } from '../../ui/paged-table.js';
import { Empty, Failed } from '../../ui/states.js';
import { PageHeading } from '../../ui/surface.js';
import { useTitle } from '../../ui/title.js';
import { ConnectionState } from './connection.js';
import { FeedTable } from './feed-table.js';
import { EVENTS_ROUTE, EventFilters, type EventSearch, useChangeSearch } from './filters.js';
import type { LiveEvents, LiveSnapshot } from './live-events.js';
import { MinuteBars } from './minutes.js';
import { EventPanel } from './panel.js';
import { useLiveEvents } from './use-live-events.js';

export function EventsPage() {
  useTitle('Events');
  const { id, time_zone: timeZone } = useProgram();
  const { kind, mode, partner, q } = useSearch({ from: EVENTS_ROUTE });
  const { live, feed } = useLiveEvents({ kind, mode: mode ?? 'live', partner_id: partner, q });
  const [opened, setOpened] = useState<FeedEvent | null>(null);
  const open = useCallback((event: FeedEvent) => setOpened(event), []);
  return (
    <>
      <PageHeading
        title="Events"
        about="Clicks, sign-ups, sales, refunds and refused calls, as they arrive."
      >
        <ConnectionState connection={feed.connection} />
        <PauseButton live={live} feed={feed} />
      </PageHeading>
      <div className="min-w-0 overflow-hidden rounded-2xl border bg-panel">
        <div className="flex flex-wrap items-center gap-2 border-b p-3">
          <EventFilters />
        </div>
        {feed.minutes.length > 0 && <MinuteBars minutes={feed.minutes} timeZone={timeZone} />}
        {feed.error !== null && <Failed error={feed.error} onRetry={live.reload} />}
        {feed.error === null && feed.isLoading && feed.rows.length === 0 && <TableSkeleton />}
        {feed.error === null && !feed.isLoading && feed.rows.length === 0 && <NoEvents />}
        {feed.rows.length > 0 && (
          <FeedTable rows={feed.rows} programId={id} timeZone={timeZone} onOpen={open} />
        )}
        <Older live={live} feed={feed} />
      </div>
      {opened !== null && <EventPanel event={opened} onClose={() => setOpened(null)} />}
    </>
  );
}

function PauseButton({ live, feed }: { live: LiveEvents; feed: LiveSnapshot }) {
  if (!feed.isPaused) {
    return (
      <Button onClick={live.pause}>
        <Pause aria-hidden="true" /> Pause
      </Button>
    );
  }
  return (
    <Button look="primary" onClick={live.resume}>
      <Play aria-hidden="true" /> Resume
      <span className="tabular-nums">· {formatCount(feed.waitingCount)} waiting</span>
    </Button>
  );
}

/** What stands below the oldest row. */
function Older({ live, feed }: { live: LiveEvents; feed: LiveSnapshot }) {
  if (feed.hasGap) {
    return (
      <p className="flex flex-wrap items-center justify-center gap-3 border-t p-3 text-muted">
        Older events have left this page.
        <Button size="small" onClick={live.reload}>
          Read the list again
        </Button>
      </p>
    );
  }
  if (!feed.hasOlder || feed.rows.length === 0) return null;
  return (
    <div className="flex justify-center border-t p-3">
      <Button size="small" isBusy={feed.isLoadingOlder} onClick={() => void live.loadOlder()}>
        Show older
      </Button>
    </div>
  );
}

function NoEvents() {
  const search: EventSearch = useSearch({ from: EVENTS_ROUTE });
  const program = useProgram();
  const change = useChangeSearch();
  const { mode, kind, partner, q } = search;
  const isFiltered = kind !== undefined || partner !== undefined || q !== undefined;
  if (isFiltered) {
    return (
      <Empty
        icon={<Activity />}
        title="No event fits these filters"
        about="New ones that fit appear here by themselves."
      >
        <Button onClick={() => change({ kind: undefined, partner: undefined, q: undefined })}>
          Take the filters away
        </Button>
      </Empty>
    );
  }
  if (mode === 'test') {
    return (
      <Empty
        icon={<Activity />}
        title="No test event yet"
        about="Test events come from calls in test mode. They count nowhere, and can be deleted."
      >
        <Button onClick={() => change({ mode: undefined })}>Show live events</Button>
      </Empty>
    );
  }
  return (
    <Empty
      icon={<Activity />}
      title="Nothing has happened yet"
      about="The first click on a partner’s link appears here by itself, without a reload."
    >
      <Link
        to="/programs/$programId/lab"
        params={{ programId: String(program.id) }}
        className={buttonLook({})}
      >
        Try it in the test lab
      </Link>
    </Empty>
  );
}
