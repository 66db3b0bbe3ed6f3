// Owns the process: configuration, database, application and job runner, and their orderly end.
import cluster from 'node:cluster';
import { createAccounts } from './accounts/index.js';
import {
  endWithPrimary,
  onDrainAsked,
  shareMetrics,
  startProcesses,
  tellPrimary,
} from './cluster.js';
import { type Config, loadConfig } from './config.js';
import { connect, type OpenedDatabase, openDatabase } from './database.js';
import { systemClock } from './platform/clock.js';
import { explainDatabaseFailure } from './platform/db/index.js';
import { createLogger, type Logger } from './platform/log.js';
import { StartupError } from './platform/startup-error.js';
import { startService } from './service.js';
import { startWorker } from './worker.js';

/** A running installation. */
export interface Running {
  stop(): Promise<void>;
}

/** Starts everything that this installation consists of; resolves when it answers requests. */
export async function start(config: Config, log: Logger): Promise<Running> {
  const database = await openDatabase(config, log);
  const { url, db } = database;
  try {
    // The jobs come first: once requests are answered, nothing is left that could fail the start.
    const accounts = createAccounts({ config, db, clock: systemClock, log });
    const jobs = await startWorker({ databaseUrl: url, db, clock: systemClock, log, accounts });
    const serving = await startServing(config, database, log).catch(async (error) => {
      await jobs.stop();
      throw error;
    });
    if (config.smtpUrl === null) log.info('SMTP_URL is not set: mails are kept, not sent');
    log.info({ url: config.publicUrl, processes: config.processCount }, 'Affitor is ready');
    return {
      async stop() {
        log.info('stopping: answering what is under way');
        await serving.drain();
        await jobs.stop();
        await database.close();
        log.info('stopped');
      },
    };
  } catch (error) {
    await database.close();
    throw explainDatabaseFailure(error, db);
  }
}

function startServing(
  config: Config,
  { url, db }: OpenedDatabase,
  log: Logger,
): Promise<{ drain(): Promise<void> }> {
  if (config.processCount === 1) return startService({ config, db, log });
  return startProcesses({ count: config.processCount, env: childEnv(config, url), log });
}

// The children connect to the same database and must derive the same keys.
function childEnv(config: Config, url: string): Record<string, string> {
  return {
    DATABASE_URL: url,
    SECRET_KEY: config.secretKey,
    DEV_OUTBOX: config.showsOutbox ? 'on' : 'off',
    DATABASE_URL_FILE: '',
    SECRET_KEY_FILE: '',
  };
}

async function serveAsChild(config: Config, log: Logger): Promise<Running> {
  endWithPrimary();
  const db = connect(config, config.databaseUrl as string, log);
  const service = await startService({ config, db, log, shareMetrics }).catch((error) => {
    throw explainDatabaseFailure(error, db);
  });
  return {
    async stop() {
      await service.drain();
      await db.close();
    },
  };
}

/** Runs the installation until a signal asks it to stop. */
export async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLogger({ level: config.logLevel });
  const starting = cluster.isPrimary ? start(config, log) : serveAsChild(config, log);
  runUntilStopped(starting, config, log);
  await starting;
  if (cluster.isWorker) tellPrimary({ kind: 'ready' });
}

/**
 * Stops the installation at the first signal, and gives up when that takes too long. A signal that
 * comes during the start is obeyed as soon as the start is through.
 */
export function runUntilStopped(starting: Promise<Running>, config: Config, log: Logger): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => {
      log.error('stopping took too long; giving up');
      process.exit(1);
    }, config.shutdownTimeoutMs).unref();
    starting
      .then((running) => running.stop())
      .then(
        () => process.exit(0),
        (error) => {
          log.error({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  // A terminal sends Ctrl-C to the whole group; the first process then tells its children.
  process.on('SIGINT', cluster.isPrimary ? stop : () => undefined);
  if (cluster.isWorker) onDrainAsked(stop);
}

/** Shows why a start failed: to the operator in a sentence, to a developer with its stack. */
export function reportStartFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  if (cluster.isWorker) tellPrimary({ kind: 'failed', message });
  else if (error instanceof StartupError) console.error(`\n${message}\n`);
  else console.error(error);
  process.exitCode = 1;
  // What is still open (a pool, a child) must not keep a failed start alive.
  setTimeout(() => process.exit(1), 1_000).unref();
}
