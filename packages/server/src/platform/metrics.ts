// Owns the figures that the service publishes at /metrics.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from './db/index.js';

/** The registry of a process and the figures that more than one part feeds. */
export interface Metrics {
  readonly registry: Registry;
  /** Seconds per request by operation and status. */
  readonly requestSeconds: Histogram<'operation' | 'status'>;
  /** Calls of the tracking API by what became of them. */
  readonly trackedEvents: Counter<'kind' | 'outcome'>;
  /** Items per flush, by batch. */
  readonly batchItems: Histogram<'batch'>;
}

// From half a millisecond: a lone click answers after one commit.
const REQUEST_BUCKETS_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
];
const BATCH_BUCKETS_ITEMS = [1, 2, 5, 10, 25, 50, 100, 200, 500];

/** Makes the registry of a process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'affitor_http_request_duration_seconds',
      help: 'Time from the request to its answer',
      labelNames: ['operation', 'status'],
      buckets: REQUEST_BUCKETS_SECONDS,
      registers,
    }),
    trackedEvents: new Counter({
      name: 'affitor_tracked_events_total',
      help: 'Tracking calls by outcome: recorded, test, link_inactive, failed or an error code',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    batchItems: new Histogram({
      name: 'affitor_batch_items',
      help: 'Events that one flush took together',
      labelNames: ['batch'],
      buckets: BATCH_BUCKETS_ITEMS,
      registers,
    }),
  };
}

/** Publishes how busy the pool of a database is; read at each scrape. */
export function observePool(metrics: Metrics, db: Database): void {
  new Gauge({
    name: 'affitor_database_connections',
    help: 'Connections of the pool by state; "waiting" are requests without one',
    labelNames: ['state'],
    registers: [metrics.registry],
    collect() {
      this.set({ state: 'total' }, db.pool.totalCount);
      this.set({ state: 'idle' }, db.pool.idleCount);
      this.set({ state: 'waiting' }, db.pool.waitingCount);
    },
  });
}

/** Publishes how many items wait for a batch; read at each scrape. */
export function observeQueue(
  metrics: Metrics,
  queues: Readonly<Record<string, () => number>>,
): void {
  new Gauge({
    name: 'affitor_batch_waiting',
    help: 'Events that wait for the next flush',
    labelNames: ['batch'],
    registers: [metrics.registry],
    collect() {
      for (const [batch, depth] of Object.entries(queues)) this.set({ batch }, depth());
    },
  });
}
