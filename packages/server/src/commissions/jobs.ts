// Owns the jobs of commissions: payload, transaction, use case.
import type { Logger } from 'pino';
import { z } from 'zod';
import { addMs, type Clock } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { releaseExpiredHolds } from './service.js';
import { type ClickPayment, payClickDays } from './service-clicks.js';
import {
  REPAIR_JOB,
  type RepairTarget,
  repairCommission,
  sweepFailedCommissions,
} from './service-repair.js';
import { type ClickDayCursor, listProgramsThatPayClicks } from './store-clicks.js';
import { updateFailureCause } from './store-repair.js';

interface JobDeps {
  db: Database;
  clock: Clock;
  log: Logger;
}

// Small enough that a refund of one of the commissions waits only for a moment.
const HOLDS_PER_TRANSACTION = 200;
// One run ends before the next is due; what is left is taken then.
const HOLD_TRANSACTIONS_MAX = 1_000;
const CLICK_DAYS_PER_TRANSACTION = 500;
const SWEEP_AGE_MS = 60_000;
const SWEEP_ROWS_MAX = 1_000;
const FAILURE_LENGTH_MAX = 500;

const eventId = z.union([z.string().regex(/^\d{1,18}$/), z.int().min(1)]).transform(BigInt);
const repairPayload = z.union([z.object({ saleId: eventId }), z.object({ leadId: eventId })]);

export const commissionJobs: Record<string, (payload: unknown, deps: JobDeps) => Promise<void>> = {
  /** Ends expired holds and approves what needs no review. */
  'commissions.release-holds': async (_payload, { db, clock }) => {
    for (let count = 0; count < HOLD_TRANSACTIONS_MAX; count += 1) {
      const released = await withTransaction(db, (tx) =>
        releaseExpiredHolds(tx, clock.now(), HOLDS_PER_TRANSACTION),
      );
      if (released === 0) return;
    }
  },
  /** Pays for the clicks of days that are over. */
  'commissions.pay-clicks': async (_payload, { db, clock, log }) => {
    const now = clock.now();
    const programs = await withTransaction(db, (tx) => listProgramsThatPayClicks(tx, now));
    for (const program of programs) {
      let after: ClickDayCursor | null = null;
      do {
        const payment: ClickPayment = {
          ...program,
          now,
          after,
          rowsMax: CLICK_DAYS_PER_TRANSACTION,
          log,
        };
        after = await withTransaction(db, (tx) => payClickDays(tx, payment));
      } while (after);
    }
  },
  /** Creates one commission that failed; a failure leaves its cause and is tried again later. */
  [REPAIR_JOB]: async (payload, { db, clock, log }) => {
    const target: RepairTarget = repairPayload.parse(payload);
    try {
      await withTransaction(db, (tx) => repairCommission(tx, target, { now: clock.now(), log }));
    } catch (error) {
      const cause = error instanceof Error ? error.message : 'unknown failure';
      await withTransaction(db, (tx) =>
        updateFailureCause(tx, target, cause.slice(0, FAILURE_LENGTH_MAX)),
      );
      throw error;
    }
  },
  /** Queues again whatever still waits for its commission. */
  'commissions.repair-sweep': async (_payload, { db, clock, log }) => {
    const before = addMs(clock.now(), -SWEEP_AGE_MS);
    const queued = await withTransaction(db, (tx) =>
      sweepFailedCommissions(tx, before, SWEEP_ROWS_MAX),
    );
    if (queued > 0) log.warn({ commissions: queued }, 'commissions are missing; repair is queued');
  },
};

export const commissionCron = [
  { name: 'commissions.release-holds', pattern: '* * * * *' },
  { name: 'commissions.pay-clicks', pattern: '23 * * * *' },
  { name: 'commissions.repair-sweep', pattern: '*/5 * * * *' },
] as const;
