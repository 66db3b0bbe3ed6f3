// Owns running several serving processes on one port (WEB_CONCURRENCY): start, replace, stop.
import cluster, { type Worker } from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';
import { AggregatorRegistry, type PrometheusContentType, type Registry } from 'prom-client';
import type { Logger } from './platform/log.js';
import { StartupError } from './platform/startup-error.js';

/** What the processes tell one another. */
type Message =
  | { kind: 'ready' }
  | { kind: 'failed'; message: string }
  | { kind: 'drain' }
  | { kind: 'metrics_wanted'; id: number }
  | { kind: 'metrics'; id: number; text: string }
  | { kind: 'metrics_failed'; id: number; message: string };

const RESTART_DELAY_MS = 500;

/** The serving processes, seen from the one that started them. */
export interface Processes {
  /** Asks every process to drain and waits until all have ended. */
  drain(): Promise<void>;
}

/** Starts the serving processes and keeps their number; resolves when all of them listen. */
export async function startProcesses(options: {
  count: number;
  /** Variables that the processes need beside the environment. */
  env: Record<string, string>;
  log: Logger;
}): Promise<Processes> {
  const { count, env, log } = options;
  const registry = new AggregatorRegistry<PrometheusContentType>();
  let isDraining = false;

  function fork(): Worker {
    const worker = cluster.fork(env);
    worker.on('message', (message: Message) => {
      if (message.kind === 'metrics_wanted') void answerMetrics(worker, registry, message.id);
    });
    worker.on('exit', (code, signal) => {
      if (isDraining || !ready.has(worker)) return;
      log.error({ code, signal, worker: worker.id }, 'a serving process ended; starting another');
      void wait(RESTART_DELAY_MS).then(() => {
        if (!isDraining) ready.add(fork());
      });
    });
    return worker;
  }

  const ready = new Set<Worker>();
  const workers = Array.from({ length: count }, fork);
  await Promise.all(workers.map(untilReady));
  for (const worker of workers) ready.add(worker);
  return {
    async drain() {
      isDraining = true;
      const living = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
      await Promise.all(
        living.map(
          (worker) =>
            new Promise<void>((resolve) => {
              worker.once('exit', () => resolve());
              send(worker, { kind: 'drain' });
            }),
        ),
      );
    },
  };
}

function send(worker: Worker, message: Message): void {
  if (worker.isConnected()) worker.send(message);
}

function untilReady(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if (message.kind === 'ready') resolve();
      if (message.kind === 'failed') reject(new StartupError(message.message));
    });
    worker.once('exit', (code) =>
      reject(new Error(`a serving process ended with code ${code} before it was ready`)),
    );
  });
}

async function answerMetrics(
  worker: Worker,
  registry: AggregatorRegistry<PrometheusContentType>,
  id: number,
) {
  try {
    send(worker, { kind: 'metrics', id, text: await registry.clusterMetrics() });
  } catch (error) {
    // A process that ended meanwhile does not answer; the next question finds its successor.
    const message = error instanceof Error ? error.message : String(error);
    send(worker, { kind: 'metrics_failed', id, message });
  }
}

let lastQuestion = 0;

/**
 * Lets the first process collect the figures of this one; answers how to ask it for those of all
 * serving processes.
 */
export function shareMetrics(registry: Registry): () => Promise<string> {
  // Making one is what lets a process answer when the first one collects.
  new AggregatorRegistry<PrometheusContentType>();
  AggregatorRegistry.setRegistries([registry]);
  return readMetricsOfAll;
}

function readMetricsOfAll(): Promise<string> {
  lastQuestion += 1;
  const id = lastQuestion;
  return new Promise((resolve, reject) => {
    const listen = (message: Message) => {
      if (message.kind !== 'metrics' && message.kind !== 'metrics_failed') return;
      if (message.id !== id) return;
      process.off('message', listen);
      if (message.kind === 'metrics') resolve(message.text);
      else reject(new Error(`the figures were not collected: ${message.message}`));
    };
    process.on('message', listen);
    tellPrimary({ kind: 'metrics_wanted', id });
  });
}

/**
 * Ends this process when the first one is gone. Node does so when it notices the disconnection; a
 * message on its way at that moment fails before, and would print the stack of an unhandled error.
 */
export function endWithPrimary(): void {
  cluster.worker?.on('error', () => process.exit(1));
}

/** Tells the first process how the start of this one went. */
export function tellPrimary(message: Message): void {
  process.send?.(message);
}

/** Calls back when the first process asks this one to drain. */
export function onDrainAsked(drain: () => void): void {
  process.on('message', (message: Message) => {
    if (message.kind === 'drain') drain();
  });
}
