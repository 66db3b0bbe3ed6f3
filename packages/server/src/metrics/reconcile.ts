// Owns the regular proof that counters equal rows, and the healing where they did not.
import type { Logger } from 'pino';
import { type Database, withTransaction } from '../platform/db/index.js';
import { rebuildProgramCounters, recountRecentDays } from './rebuild.js';
import { type Correction, listProgramIds } from './store-recount.js';

// Events are counted on the day they happen; older days only change when a recount missed them.
const DAYS_BACK = 3;
const PROGRAMS_PER_READ = 500;

export interface ReconcileOptions {
  /** One program instead of all. */
  programId?: number;
  /** Every day instead of the last few. */
  allDays?: boolean;
}

/** What a reconcile had to correct in one program. */
export interface ProgramCorrection {
  programId: number;
  metrics: Correction;
}

/** Compares the counters of the programs with their rows and puts them right. */
export async function reconcileCounters(
  db: Database,
  now: Date,
  log: Logger,
  options: ReconcileOptions = {},
): Promise<ProgramCorrection[]> {
  const corrections: ProgramCorrection[] = [];
  for await (const programId of programIds(db, options.programId)) {
    const metrics = options.allDays
      ? await rebuildProgramCounters(db, programId, now)
      : await recountRecentDays(db, programId, now, DAYS_BACK);
    if (Object.keys(metrics).length > 0) corrections.push({ programId, metrics });
  }
  if (corrections.length > 0) {
    const programs = corrections.map(({ programId, metrics }) => ({
      program_id: programId,
      ...Object.fromEntries(Object.entries(metrics).map(([name, by]) => [name, String(by)])),
    }));
    log.warn({ programs }, 'counters differed from their rows and were put right');
  }
  return corrections;
}

/** The ids of all programs, one after the other, or of the one that is asked for. */
export async function* programIds(db: Database, only?: number): AsyncGenerator<number> {
  if (only !== undefined) {
    yield only;
    return;
  }
  for (let last = 0; ; ) {
    const ids = await withTransaction(db, (tx) => listProgramIds(tx, last, PROGRAMS_PER_READ));
    yield* ids;
    if (ids.length < PROGRAMS_PER_READ) return;
    last = ids.at(-1) as number;
  }
}
