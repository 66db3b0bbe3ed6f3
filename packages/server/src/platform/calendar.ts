// Owns arithmetic on calendar days (`YYYY-MM-DD`), which have no time and no time zone.
import { addDays, fromUnixMs } from './clock.js';

const MS_PER_DAY = 86_400_000;

/**
 * The day a number of days after another one.
 * @example shiftDay('2026-02-28', 1) // '2026-03-01'
 */
export function shiftDay(day: string, days: number): string {
  return addDays(fromUnixMs(unixMsOf(day)), days)
    .toISOString()
    .slice(0, 10);
}

/**
 * How many days a span has, both ends included; not positive when it ends before it begins.
 * @example countDays('2026-03-01', '2026-03-07') // 7
 */
export function countDays(firstDay: string, lastDay: string): number {
  return (unixMsOf(lastDay) - unixMsOf(firstDay)) / MS_PER_DAY + 1;
}

function unixMsOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
