// Owns the arithmetic of reports: periods, trends, and amounts as people read them. Pure.
import { countDays, shiftDay } from '../platform/calendar.js';
import { fromUnixMs, localDay } from '../platform/clock.js';

/** One end of a period: a whole local day, or a moment; both inclusive. */
export type PeriodBound = { day: string } | { moment: Date };

export interface Period {
  from: PeriodBound | null;
  to: PeriodBound | null;
}

/** Reads the ends of a period as the contract writes them. */
export function readPeriod(from: string | undefined, to: string | undefined): Period {
  return { from: readBound(from), to: readBound(to) };
}

function readBound(text: string | undefined): PeriodBound | null {
  if (text === undefined) return null;
  // PostgreSQL knows fewer offsets than ISO 8601, so moments are read here.
  return text.length === 'YYYY-MM-DD'.length
    ? { day: text }
    : { moment: fromUnixMs(Date.parse(text)) };
}

/** Whole local days, both ends included. */
export interface DayRange {
  firstDay: string;
  lastDay: string;
}

/** The local days that an explicit period touches. */
export function daysOfPeriod(from: string, to: string, timeZone: string): DayRange {
  const dayOf = (text: string) => {
    const bound = readBound(text) as PeriodBound;
    return 'day' in bound ? bound.day : localDay(bound.moment, timeZone);
  };
  return { firstDay: dayOf(from), lastDay: dayOf(to) };
}

/** The equally long range that ends right before this one. */
export function precedingRange(range: DayRange): DayRange {
  const lastDay = shiftDay(range.firstDay, -1);
  return { firstDay: shiftDay(lastDay, 1 - countDays(range.firstDay, range.lastDay)), lastDay };
}

const WEEKS_PER_YEAR = 52;

/** The equally long range a year before that begins on the same day of the week. */
export function sameRangeLastYear({ firstDay, lastDay }: DayRange): DayRange {
  const days = -7 * WEEKS_PER_YEAR;
  return { firstDay: shiftDay(firstDay, days), lastDay: shiftDay(lastDay, days) };
}

/** Every day of a range, in order. */
export function listDays(range: DayRange): string[] {
  const length = countDays(range.firstDay, range.lastDay);
  return Array.from({ length }, (_, index) => shiftDay(range.firstDay, index));
}

export interface Trend {
  trend: number;
  trendDirection: 'up' | 'down' | 'stable';
}

/**
 * The change against the preceding period in percent, with one decimal, half up.
 * @example trendOf(12n, 8n) // { trend: 50, trendDirection: 'up' }
 */
export function trendOf(current: bigint, previous: bigint): Trend {
  if (current === previous) return { trend: 0, trendDirection: 'stable' };
  const trendDirection = current > previous ? 'up' : 'down';
  if (previous === 0n) return { trend: 100, trendDirection };
  const tenths = divideHalfUp(magnitude(current - previous) * 1000n, magnitude(previous));
  return { trend: Number(tenths) / 10, trendDirection };
}

/** Parts per hundred with two decimals, half up; 0 of nothing. */
export function percentOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number(divideHalfUp(part * 10_000n, whole)) / 100;
}

/** An average amount in minor units, half up; 0 where nothing is averaged. */
export function averageCents(totalCents: bigint, count: bigint): bigint {
  if (count === 0n) return 0n;
  const average = divideHalfUp(magnitude(totalCents), count);
  return totalCents < 0n ? -average : average;
}

function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  return (2n * dividend + divisor) / (2n * divisor);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
