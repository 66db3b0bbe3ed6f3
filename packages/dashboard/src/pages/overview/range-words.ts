// Owns how a range of days is written: one day, or two with the year where it is needed. Pure.
import { formatCalendarDay } from '../../format/moments.js';

/** `Mar 4 – Apr 2, 2026`, or the one day. */
export function rangeWords({ from, to }: { from: string; to: string }): string {
  const last = formatCalendarDay(to, { hasYear: true });
  if (from === to) return last;
  const isOtherYear = from.slice(0, 4) !== to.slice(0, 4);
  return `${formatCalendarDay(from, { hasYear: isOtherYear })} – ${last}`;
}
