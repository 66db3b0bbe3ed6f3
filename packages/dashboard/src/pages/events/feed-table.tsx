// Owns the rows of the feed on the page: drawn one by one, so that a new event draws one row.
import { Link, type LinkProps } from '@tanstack/react-router';
import { memo } from 'react';
import type { FeedEvent } from '../../api/event-stream.js';
import { formatExactly, formatTimeOfDay } from '../../format/moments.js';
import { cn } from '../../ui/classes.js';
import { isPlainClick } from '../../ui/plain-click.js';
import { Prose } from '../../ui/prose.js';
import { useRowKeys } from '../../ui/row-keys.js';
import { amountOf, KindBadge, ModeBadge, outcomeOf, tracePathOf } from './event-words.js';
import { keyOf } from './feed-rows.js';

interface RowFrame {
  programId: number;
  timeZone: string;
  onOpen: (event: FeedEvent) => void;
}

const CELL = 'border-b px-3 py-2 align-top';

/** The events as a table; it scrolls by itself, with its head in sight. */
export function FeedTable({ rows, ...frame }: RowFrame & { rows: readonly FeedEvent[] }) {
  const section = useRowKeys();
  return (
    <section
      ref={section}
      aria-label="Events"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too.
      tabIndex={0}
      className="max-h-[72dvh] overflow-auto"
    >
      <table className="w-full border-separate border-spacing-0 text-left">
        <thead className="sticky top-0 z-10 bg-sunken text-xs text-muted">
          <tr>
            {['Time', 'Event', 'Who', 'Amount', 'What became of it', 'Why'].map((name) => (
              <th
                key={name}
                scope="col"
                className={cn(
                  'border-b px-3 py-2 font-medium whitespace-nowrap',
                  name === 'Amount' && 'text-right',
                  name === 'What became of it' && 'hidden lg:table-cell',
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((event) => (
            <FeedRow key={keyOf(event)} event={event} {...frame} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

const FeedRow = memo(function FeedRow(props: RowFrame & { event: FeedEvent }) {
  const { event, programId, timeZone, onOpen } = props;
  const trace = tracePathOf(programId, event);
  return (
    <tr
      data-event={keyOf(event)}
      data-row
      tabIndex={-1}
      onClick={(click) => isPlainClick(click) && onOpen(event)}
      className={cn(
        'cursor-pointer outline-offset-[-2px] hover:bg-sunken',
        'focus-visible:outline-2 focus-visible:outline-accent',
        event.is_test && 'bg-warn-soft/40',
      )}
    >
      <td className={cn(CELL, 'min-w-18 tabular-nums sm:whitespace-nowrap')}>
        <time dateTime={event.happened_at} title={formatExactly(event.happened_at, { timeZone })}>
          {formatTimeOfDay(event.happened_at, { timeZone })}
        </time>
      </td>
      <td className={cn(CELL, 'whitespace-nowrap')}>
        <button
          type="button"
          onClick={() => onOpen(event)}
          aria-label={`Details of ${event.kind} ${event.id}`}
          className="flex gap-1 rounded-full max-sm:flex-wrap"
        >
          <KindBadge kind={event.kind} />
          <ModeBadge isTest={event.is_test} />
        </button>
      </td>
      <td className={cn(CELL, 'max-w-56')}>
        <Who event={event} programId={programId} />
      </td>
      <td className={cn(CELL, 'text-right whitespace-nowrap tabular-nums')}>
        {amountOf(event) ?? <span className="text-muted">–</span>}
      </td>
      <td className={cn(CELL, 'hidden min-w-64 text-muted lg:table-cell')}>
        <Prose text={outcomeOf(event)} />
      </td>
      <td className={CELL}>
        {trace === null ? (
          <span className="text-muted">–</span>
        ) : (
          <Link
            {...({ to: trace } as LinkProps)}
            preload={false}
            aria-label={`Why: ${event.kind} ${event.id}`}
            className="font-medium text-accent-text hover:underline"
          >
            Why?
          </Link>
        )}
      </td>
    </tr>
  );
});

function Who({ event, programId }: { event: FeedEvent; programId: number }) {
  const { partner, customer_key: customerKey, transaction_id: transactionId } = event;
  return (
    <span className="grid min-w-28">
      {partner === null ? (
        <span className="text-muted">No partner</span>
      ) : (
        <Link
          to="/programs/$programId/partners/$partnerId"
          params={{ programId: String(programId), partnerId: String(partner.partner_id) }}
          preload={false}
          className="truncate hover:underline"
        >
          {partner.name}
        </Link>
      )}
      <span className="truncate text-[0.8125rem] text-muted">
        {[customerKey, transactionId].filter((text) => text !== null).join(' · ')}
      </span>
    </span>
  );
}
