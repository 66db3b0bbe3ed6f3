// Owns counting where clicks came from: in slices of time, each counted exactly once.
import { addMs } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { findSliceEnd, insertVisits, lockVisitRollup, updateVisitRollup } from './store-visits.js';

// A click is written within moments of its time, and the database ends a statement that takes half
// a minute: what is older than this is committed, or never will be.
const SETTLED_AFTER_MS = 120_000;
const CLICKS_PER_SLICE = 50_000;

/** Counts the clicks of a program that have settled since the last time. */
export async function rollUpVisits(db: Database, programId: number, now: Date): Promise<void> {
  const until = addMs(now, -SETTLED_AFTER_MS);
  let isBehind = true;
  while (isBehind) {
    isBehind = await withTransaction(db, async (tx) => {
      const rollup = await lockVisitRollup(tx, programId);
      if (!rollup || rollup.countedUntil >= until) return false;
      const { countedUntil: from, timeZone } = rollup;
      const clicksMax = CLICKS_PER_SLICE;
      const end = await findSliceEnd(tx, programId, { from, until, clicksMax });
      await insertVisits(tx, programId, { from, until: end, timeZone });
      await updateVisitRollup(tx, programId, end);
      return end < until;
    });
  }
}
