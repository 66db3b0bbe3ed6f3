// Owns the time: everything that needs "now" takes a Clock, so that tests can move it.

/** The source of the current time. */
export interface Clock {
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

const MS_PER_DAY = 86_400_000;

/** The moment a number of days after another one, both in absolute time. */
export function addDays(moment: Date, days: number): Date {
  return new Date(moment.getTime() + days * MS_PER_DAY);
}

/** The moment a number of milliseconds after another one. */
export function addMs(moment: Date, durationMs: number): Date {
  return new Date(moment.getTime() + durationMs);
}

/** The moment that a Unix time in milliseconds names. */
export function fromUnixMs(unixMs: number): Date {
  return new Date(unixMs);
}

/**
 * The moment some calendar months later (UTC). A day that the target month lacks becomes its last
 * day: one month after January 31 is February 28 or 29.
 */
export function addMonths(moment: Date, months: number): Date {
  const result = new Date(moment.getTime());
  const day = result.getUTCDate();
  result.setUTCDate(1);
  result.setUTCMonth(result.getUTCMonth() + months);
  const lastDay = new Date(
    Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0),
  ).getUTCDate();
  result.setUTCDate(Math.min(day, lastDay));
  return result;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function dayFormatter(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

let lastDay = { timeZone: '', minute: -1, day: '' };

/**
 * The calendar day (`YYYY-MM-DD`) of a moment in an IANA time zone.
 * @example localDay(new Date('2026-03-01T23:30:00Z'), 'Europe/Berlin') // '2026-03-02'
 */
export function localDay(moment: Date, timeZone: string): string {
  // Time zone offsets are whole minutes, so the answer of a minute serves all of its clicks.
  const minute = Math.floor(moment.getTime() / 60_000);
  if (lastDay.minute === minute && lastDay.timeZone === timeZone) return lastDay.day;
  const day = dayFormatter(timeZone).format(moment);
  lastDay = { timeZone, minute, day };
  return day;
}
