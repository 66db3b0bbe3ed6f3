// Owns the bars above the feed: how many events each of the last minutes had.
import { formatTimeOfDay } from '../../format/moments.js';
import { formatCount } from '../../format/money.js';
import { cn } from '../../ui/classes.js';
import { MINUTES, type MinuteBar } from './feed-rows.js';

/** One bar per minute; minutes of which not every event is on the page are hatched. */
export function MinuteBars(props: { minutes: readonly MinuteBar[]; timeZone: string }) {
  const { minutes, timeZone } = props;
  const most = Math.max(1, ...minutes.map(({ count }) => count ?? 0));
  const total = minutes.reduce((sum, { count }) => sum + (count ?? 0), 0);
  const unknown = minutes.filter(({ count }) => count === null).length;
  const words =
    unknown === 0
      ? `${formatCount(total)} events in the last ${MINUTES} minutes`
      : `${formatCount(total)} events in the last ${minutes.length - unknown} minutes; ` +
        'before that the page does not know them all';
  return (
    <figure className="grid gap-1.5 border-b px-4 py-3">
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-xs text-muted">
        <span>{words}</span>
        <span>most in a minute: {formatCount(most === 1 && total === 0 ? 0 : most)}</span>
      </figcaption>
      <div aria-hidden="true" className="flex h-10 items-end gap-px">
        {minutes.map(({ startMs, count }) => (
          <span
            key={startMs}
            title={titleOf({ startMs, count }, timeZone)}
            className={cn('min-w-0 flex-1 rounded-sm', barLook(count))}
            style={count === null ? undefined : { height: `${(100 * count) / most}%` }}
          />
        ))}
      </div>
      <div aria-hidden="true" className="flex justify-between text-xs text-muted">
        <span>{MINUTES} minutes ago</span>
        <span>now</span>
      </div>
    </figure>
  );
}

/** A minute without events has a line at the bottom, and none of the colour of events. */
function barLook(count: number | null): string {
  if (count === null) return 'hatched h-full opacity-60';
  return count === 0 ? 'min-h-px bg-line-strong' : 'min-h-1 bg-accent';
}

function titleOf({ startMs, count }: MinuteBar, timeZone: string): string {
  const time = formatTimeOfDay(new Date(startMs).toISOString(), { timeZone });
  return `${time}: ${count ?? 'not known'}`;
}
