// Owns the figures of days and their sums, with amounts kept apart by currency.
import type { Tx } from '../platform/db/index.js';
import type { DayRange } from './rules.js';
import { listDayCounts, listDayMoney } from './store-overview.js';
import { listDayVisits, type OverviewFilter } from './store-overview-visits.js';

/** Counts and net amounts; the amounts by their currency. */
export interface Figures {
  clicks: bigint;
  signups: bigint;
  paidCustomers: bigint;
  partners: bigint;
  revenue: Map<string, bigint>;
  commission: Map<string, bigint>;
}

/** The figures of some days, and what they add up to. */
export interface OverviewDays {
  range: DayRange;
  byDay: Map<string, Figures>;
  total: Figures;
}

const COUNTS = ['clicks', 'signups', 'paidCustomers', 'partners'] as const;
const AMOUNTS = ['revenue', 'commission'] as const;

function nothing(): Figures {
  return {
    clicks: 0n,
    signups: 0n,
    paidCustomers: 0n,
    partners: 0n,
    revenue: new Map(),
    commission: new Map(),
  };
}

/** Reads the figures of a range. */
export async function readDays(
  tx: Tx,
  program: { id: number; timeZone: string },
  range: DayRange,
  filter: OverviewFilter,
): Promise<OverviewDays> {
  const { timeZone } = program;
  const byDay = new Map<string, Figures>();
  if (filter.visit !== undefined) {
    for (const { day, clicks } of await listDayVisits(tx, program.id, range, filter)) {
      byDay.set(day, { ...nothing(), clicks });
    }
    return { range, byDay, total: addUp(byDay.values()) };
  }
  for (const { day, ...counts } of await listDayCounts(tx, program.id, {
    range,
    filter,
    timeZone,
  })) {
    byDay.set(day, { ...nothing(), ...counts });
  }
  for (const money of await listDayMoney(tx, program.id, range, filter)) {
    const figures = byDay.get(money.day) ?? nothing();
    figures.revenue.set(money.currency, money.revenueCents);
    figures.commission.set(money.currency, money.commissionCents);
    byDay.set(money.day, figures);
  }
  return { range, byDay, total: addUp(byDay.values()) };
}

/** The figures of one day; zeros for a day that brought nothing. */
export function netOf(days: OverviewDays, day: string): Figures {
  return days.byDay.get(day) ?? nothing();
}

/** The sum of figures. */
export function addUp(parts: Iterable<Figures>): Figures {
  const sum = nothing();
  for (const part of parts) add(sum, part, 1n);
  return sum;
}

/** What is left of a whole without a part. */
export function minus(whole: Figures, part: Figures): Figures {
  const rest = addUp([whole]);
  add(rest, part, -1n);
  return rest;
}

function add(sum: Figures, part: Figures, sign: bigint): void {
  for (const name of COUNTS) sum[name] += sign * part[name];
  for (const name of AMOUNTS) {
    for (const [currency, cents] of part[name]) {
      sum[name].set(currency, (sum[name].get(currency) ?? 0n) + sign * cents);
    }
  }
}
