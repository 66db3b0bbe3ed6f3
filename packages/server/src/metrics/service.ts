// Owns the feeding of counters inside the transaction of the events they count.
import type { Logger } from 'pino';
import { savepoint, type Tx } from '../platform/db/index.js';
import { aggregate, type CounterDelta } from './rules.js';
import { upsertCounts, upsertMoney } from './store.js';

/** The way the flows feed counters; tests put a failing one in its place. */
export type FeedCounters = (tx: Tx, deltas: CounterDelta[]) => Promise<void>;

/** Adds a batch's deltas to the counters. */
export const feedCounters: FeedCounters = async (tx, deltas) => {
  const { counts, money } = aggregate(deltas);
  // Sent together, in the order in which every process locks these rows.
  await Promise.all([upsertCounts(tx, counts), upsertMoney(tx, money)]);
};

/**
 * Feeds counters without ever failing the event: a failure rolls back to where the feeding began,
 * leaves one warning, and the reconcile job puts the counters right.
 */
export async function feedCountersOrWarn(
  tx: Tx,
  deltas: CounterDelta[],
  feed: FeedCounters,
  log: Logger,
): Promise<void> {
  if (deltas.length === 0) return;
  try {
    await savepoint(tx, () => feed(tx, deltas));
  } catch (error) {
    log.warn({ err: error }, 'metrics were not updated; the reconcile job will do it');
  }
}
