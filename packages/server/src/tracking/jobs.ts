// Owns the jobs of tracking: what expires, and what must exist before it is needed.
import { addDays, type Clock } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import type { Logger } from '../platform/log.js';
import { deleteRefusals, ensureClickPartitions } from './store-retention.js';

interface JobDeps {
  db: Database;
  clock: Clock;
  log: Logger;
}

const REFUSALS_KEPT_DAYS = 30;
const REFUSALS_PER_TRANSACTION = 5_000;
// One run removes ten million at the most; what is left is taken the next day.
const REFUSAL_TRANSACTIONS_MAX = 2_000;
const PARTITION_MONTHS = { monthsBack: 2, monthsAhead: 13 };

export const trackingJobs: Record<string, (payload: unknown, deps: JobDeps) => Promise<void>> = {
  /** Forgets refused calls that are older than what the dashboard promises to show. */
  'tracking.purge-refusals': async (_payload, { db, clock, log }) => {
    const before = addDays(clock.now(), -REFUSALS_KEPT_DAYS);
    let removed = 0;
    for (let count = 0; count < REFUSAL_TRANSACTIONS_MAX; count += 1) {
      const rows = await withTransaction(db, (tx) =>
        deleteRefusals(tx, before, REFUSALS_PER_TRANSACTION),
      );
      removed += rows;
      if (rows < REFUSALS_PER_TRANSACTION) break;
    }
    log.info({ refusals: removed }, 'old refusals were removed');
  },
  /** Makes the partitions of the coming months, so that clicks never meet a missing one. */
  'tracking.ensure-partitions': async (_payload, { db, clock }) => {
    const around = { now: clock.now(), ...PARTITION_MONTHS };
    await withTransaction(db, (tx) => ensureClickPartitions(tx, around));
  },
};

export const trackingCron = [
  { name: 'tracking.purge-refusals', pattern: '41 3 * * *' },
  { name: 'tracking.ensure-partitions', pattern: '11 2 * * *' },
] as const;
