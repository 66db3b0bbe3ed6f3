// Owns which days an overview is about: the named periods, and what they are compared with. Pure.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import { countDays, shiftDay } from '../platform/calendar.js';
import { AppError } from '../platform/http/errors.js';
import { type DayRange, precedingRange, sameRangeLastYear } from './rules.js';

type OverviewQuery = z.output<typeof schemas.overviewQuery>;

const DAYS_DEFAULT = 30;
/** Three years of days are about as much as a chart can use. */
const DAYS_MAX = 1_100;

/**
 * The days that a query asks for.
 * @param firstDay the first day that the program can have figures of
 * @throws AppError `validation_failed` for a period that ends before it begins or is too long
 */
export function chooseRange(
  { from, to, period }: Pick<OverviewQuery, 'from' | 'to' | 'period'>,
  { today, firstDay }: { today: string; firstDay: string },
): DayRange {
  if (from === undefined && to === undefined) return namedRange(period, today, firstDay);
  const lastDay = to ?? today;
  const range = { firstDay: from ?? shiftDay(lastDay, 1 - DAYS_DEFAULT), lastDay };
  const days = countDays(range.firstDay, lastDay);
  if (days < 1) throw refused('to', 'must not be before from');
  if (days > DAYS_MAX) throw refused('from', `must be less than ${DAYS_MAX} days before to`);
  return range;
}

const LAST_DAYS = { today: 1, '7d': 7, '30d': 30, '90d': 90 } as const;

function namedRange(period: OverviewQuery['period'], today: string, firstDay: string): DayRange {
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  switch (period) {
    case 'month_to_date':
      return { firstDay: firstOfMonth, lastDay: today };
    case 'last_month': {
      const lastDay = shiftDay(firstOfMonth, -1);
      return { firstDay: `${lastDay.slice(0, 7)}-01`, lastDay };
    }
    case 'year_to_date':
      return { firstDay: `${today.slice(0, 4)}-01-01`, lastDay: today };
    case 'all': {
      const earliest = shiftDay(today, 1 - DAYS_MAX);
      const first = firstDay > today ? today : firstDay;
      return { firstDay: first < earliest ? earliest : first, lastDay: today };
    }
    case 'today':
    case '7d':
    case '30d':
    case '90d':
      return { firstDay: shiftDay(today, 1 - LAST_DAYS[period]), lastDay: today };
  }
}

function refused(field: string, problem: string): AppError {
  return new AppError('validation_failed', { params: { field, problem } });
}

/** The days to compare with; null where nothing is wanted, or nothing came before. */
export function comparedRange(range: DayRange, query: OverviewQuery): DayRange | null {
  const isAll = query.period === 'all' && query.from === undefined && query.to === undefined;
  if (query.compare === 'none' || isAll) return null;
  return query.compare === 'year' ? sameRangeLastYear(range) : precedingRange(range);
}
