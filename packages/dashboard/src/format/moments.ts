// Owns how moments are written: in the program's time zone, with the exact moment at hand.
import { formatDistanceStrict } from 'date-fns';
import { LOCALE } from './money.js';

interface Style {
  timeZone: string;
  locale?: string;
}

/** `Mar 4, 2026, 09:30` in the program's zone. */
export function formatMoment(iso: string, { timeZone, locale = LOCALE }: Style): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  }).format(new Date(iso));
}

/** `Mar 4, 2026` in the program's zone. */
export function formatDay(iso: string, { timeZone, locale = LOCALE }: Style): string {
  return new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'medium' }).format(new Date(iso));
}

/** A calendar day, which has no zone: `Mar 4`. */
export function formatCalendarDay(
  day: string,
  { locale = LOCALE, hasYear = false }: { locale?: string; hasYear?: boolean } = {},
): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    ...(hasYear ? { year: 'numeric' } : {}),
  }).format(new Date(`${day}T00:00:00Z`));
}

/** The moment to the second with its zone, for those who compare logs. */
export function formatExactly(iso: string, { timeZone, locale = LOCALE }: Style): string {
  const local = new Intl.DateTimeFormat(locale, {
    timeZone,
    dateStyle: 'full',
    timeStyle: 'long',
  }).format(new Date(iso));
  return `${local} · ${iso}`;
}

/** `Mar 4, 09:30:12` in the program's zone, for what happens by the second. */
export function formatTimeOfDay(iso: string, { timeZone, locale = LOCALE }: Style): string {
  return timeFormatOf(timeZone, locale).format(new Date(iso));
}

/** Making a format costs more than using it, and a feed uses one for every row. */
const timeFormats = new Map<string, Intl.DateTimeFormat>();

function timeFormatOf(timeZone: string, locale: string): Intl.DateTimeFormat {
  const key = `${timeZone} ${locale}`;
  const known = timeFormats.get(key);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  timeFormats.set(key, format);
  return format;
}

/** `in 5 days`, `3 hours ago`. */
export function formatDistance(iso: string, now: Date): string {
  return formatDistanceStrict(new Date(iso), now, { addSuffix: true });
}
