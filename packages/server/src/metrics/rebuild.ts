// Owns recounting: bringing the counters of a program to what its rows say.
import { shiftDay } from '../platform/calendar.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import {
  type Correction,
  type DaySpan,
  findAllDays,
  findRecentDays,
  healDailyCounts,
  healDailyMoney,
  healLinkCounters,
  lockRecount,
} from './store-recount.js';

// A week of a busy program is recounted well within the statement timeout.
const DAYS_PER_TRANSACTION = 7;

/**
 * Recounts every day of a program, by its present time zone. Events may arrive meanwhile: nothing
 * blocks them, and they are counted exactly once.
 */
export async function rebuildProgramCounters(
  db: Database,
  programId: number,
  now: Date,
): Promise<Correction> {
  const recent = await withTransaction(db, (tx) => findRecentDays(tx, programId, now, 0));
  const all = await withTransaction(db, (tx) => findAllDays(tx, programId));
  if (!recent || !all) return {};
  const lastDay = all.lastDay > recent.lastDay ? all.lastDay : recent.lastDay;
  return await healSpan(db, { ...all, lastDay });
}

/** Recounts the last days of a program and the totals of its links. */
export async function recountRecentDays(
  db: Database,
  programId: number,
  now: Date,
  daysBack: number,
): Promise<Correction> {
  const span = await withTransaction(db, (tx) => findRecentDays(tx, programId, now, daysBack));
  return span ? await healSpan(db, span) : {};
}

async function healSpan(db: Database, span: DaySpan): Promise<Correction> {
  const corrections: Correction[] = [];
  for (const part of partsOf(span)) {
    corrections.push(
      await withTransaction(db, async (tx) => {
        await lockRecount(tx, span.programId);
        const counts = await healDailyCounts(tx, part);
        return { ...counts, ...(await healDailyMoney(tx, part)) };
      }),
    );
  }
  corrections.push(
    await withTransaction(db, async (tx) => {
      await lockRecount(tx, span.programId);
      return await healLinkCounters(tx, span.programId);
    }),
  );
  return addUp(corrections);
}

function partsOf(span: DaySpan): DaySpan[] {
  const parts: DaySpan[] = [];
  let firstDay = span.firstDay;
  while (firstDay <= span.lastDay) {
    const end = shiftDay(firstDay, DAYS_PER_TRANSACTION - 1);
    const lastDay = end < span.lastDay ? end : span.lastDay;
    parts.push({ programId: span.programId, firstDay, lastDay });
    firstDay = shiftDay(lastDay, 1);
  }
  return parts;
}

function addUp(corrections: Correction[]): Correction {
  const total: Correction = {};
  for (const correction of corrections) {
    for (const [metric, amount] of Object.entries(correction)) {
      total[metric] = (total[metric] ?? 0n) + amount;
    }
  }
  return total;
}
