// Owns the jobs that keep the counters equal to their rows.
import type { Logger } from 'pino';
import { z } from 'zod';
import { addMs, type Clock } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { enqueue } from '../platform/jobs.js';
import { rebuildProgramCounters } from './rebuild.js';
import { programIds, reconcileCounters } from './reconcile.js';
import { rollUpVisits } from './visits.js';

interface JobDeps {
  db: Database;
  clock: Clock;
  log: Logger;
}

const rebuildPayload = z.object({ programId: z.int() });
const reconcilePayload = z
  .object({ programId: z.int().optional(), allDays: z.boolean().optional() })
  .nullish();

// Long enough for every transaction that still counted by the old time zone to have ended.
const SECOND_LOOK_DELAY_MS = 90_000;

export const metricsJobs: Record<string, (payload: unknown, deps: JobDeps) => Promise<void>> = {
  /** Recounts a program, for example after its time zone changed. */
  'metrics.rebuild': async (payload, { db, clock, log }) => {
    const { programId } = rebuildPayload.parse(payload);
    const metrics = await rebuildProgramCounters(db, programId, clock.now());
    log.info({ program_id: programId, metrics: Object.keys(metrics) }, 'counters were rebuilt');
    await withTransaction(db, (tx) =>
      enqueue(
        tx,
        'metrics.reconcile',
        { programId },
        {
          jobKey: `metrics.reconcile:${programId}`,
          runAt: addMs(clock.now(), SECOND_LOOK_DELAY_MS),
        },
      ),
    );
  },
  'metrics.reconcile': async (payload, { db, clock, log }) => {
    const { programId, allDays } = reconcilePayload.parse(payload) ?? {};
    await reconcileCounters(db, clock.now(), log, {
      ...(programId === undefined ? {} : { programId }),
      ...(allDays === undefined ? {} : { allDays }),
    });
  },
  /** Counts where the latest clicks came from. */
  'metrics.roll-up-visits': async (_payload, { db, clock }) => {
    for await (const programId of programIds(db)) await rollUpVisits(db, programId, clock.now());
  },
};

export const metricsCron = [
  { name: 'metrics.reconcile', pattern: '17 * * * *' },
  { name: 'metrics.roll-up-visits', pattern: '* * * * *' },
] as const;
