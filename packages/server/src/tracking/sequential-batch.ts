// Owns batches whose members are worked off one after the other in one transaction, each behind a
// savepoint: they share one commit, and a refused member undoes only itself.
import { type Batcher, createBatcher, type Outcome } from '../platform/batch.js';
import {
  type Database,
  isConnectionLost,
  isRetryable,
  isUniqueViolation,
  savepoint,
  type Tx,
  withShortTransaction,
} from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';

const UNIQUE_RETRIES_MAX = 3;

export interface SequentialBatchOptions<Item, Result> {
  db: Database;
  rowsMax: number;
  queueMax: number;
  /** Does one member's work. May throw an AppError: its statements are undone, the rest stand. */
  work(tx: Tx, item: Item): Promise<Result>;
  /** Runs once before the commit with the results of the members that succeeded. */
  finish(tx: Tx, results: Result[]): Promise<void>;
}

/** Makes such a batcher. */
export function createSequentialBatcher<Item, Result>(
  options: SequentialBatchOptions<Item, Result>,
): Batcher<Item, Result> {
  return createBatcher<Item, Result>({
    rowsMax: options.rowsMax,
    queueMax: options.queueMax,
    isRetryable,
    isUnknown: isConnectionLost,
    onFull: () => new AppError('service_overloaded', { headers: { 'retry-after': '1' } }),
    flush: (items) =>
      withShortTransaction(options.db, async (tx) => {
        const outcomes: Outcome<Result>[] = [];
        for (const item of items) outcomes.push(await workOne(tx, item, options));
        const results = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
        await options.finish(tx, results);
        return outcomes;
      }),
  });
}

// A unique key that refuses a row means that another call was quicker; the facts then say so.
async function workOne<Item, Result>(
  tx: Tx,
  item: Item,
  options: SequentialBatchOptions<Item, Result>,
): Promise<Outcome<Result>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { ok: true, value: await savepoint(tx, () => options.work(tx, item)) };
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error };
      if (isConnectionLost(error) || isRetryable(error)) throw error;
      if (!isUniqueViolation(error) || attempt >= UNIQUE_RETRIES_MAX) return { ok: false, error };
    }
  }
}
