// Owns moments on pages: in the program's zone where there is one, with the exact moment on hover.

import { formatDay, formatExactly, formatMoment } from '../format/moments.js';
import { useTimeZone } from '../shell/session.js';

/** A moment, or a dash where there is none. */
export function Moment({ iso, isDay = false }: { iso: string | null; isDay?: boolean }) {
  const timeZone = useTimeZone();
  if (iso === null) return <span className="text-muted">–</span>;
  const text = isDay ? formatDay(iso, { timeZone }) : formatMoment(iso, { timeZone });
  return (
    <time dateTime={iso} title={formatExactly(iso, { timeZone })}>
      {text}
    </time>
  );
}
