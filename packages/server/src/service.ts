// Owns one serving process: the application on its port.
import type { Registry } from 'prom-client';
import { buildApp } from './app.js';
import type { Config } from './config.js';
import { findExpectedMigration } from './database.js';
import { systemClock } from './platform/clock.js';
import type { Database } from './platform/db/index.js';
import type { Logger } from './platform/log.js';
import { createMetrics } from './platform/metrics.js';
import { StartupError } from './platform/startup-error.js';

/** A process that answers requests. */
export interface Service {
  /** Answers what is under way, commits it, and stops. */
  drain(): Promise<void>;
}

/** Builds the application and listens; a busy port is an error that says so. */
export async function startService(options: {
  config: Config;
  db: Database;
  log: Logger;
  /** Gives the figures to the other processes and answers how to read those of all. */
  shareMetrics?: (registry: Registry) => () => Promise<string>;
}): Promise<Service> {
  const { config, db, log } = options;
  const metrics = createMetrics();
  const app = await buildApp({
    config,
    db,
    log,
    metrics,
    clock: systemClock,
    readMetrics: options.shareMetrics?.(metrics.registry) ?? (() => metrics.registry.metrics()),
    expectedMigration: findExpectedMigration(),
  });
  try {
    await app.http.listen({ host: config.host, port: config.port });
  } catch (error) {
    throw explainListenError(error, config);
  }
  return { drain: () => app.close() };
}

function explainListenError(error: unknown, { host, port }: Config): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return new StartupError(
      `Port ${port} on ${host} is in use by another program. Stop it, or choose another port ` +
        'with the variable PORT.',
    );
  }
  if (code === 'EACCES') {
    return new StartupError(`This user may not listen on port ${port}; choose one above 1023.`);
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartupError(`${host} is not an address of this machine; check the variable HOST.`);
  }
  return error;
}
