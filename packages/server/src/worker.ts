// Owns the job runner: every domain's jobs and their hours in one visible list.
import {
  Logger as JobLogger,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
} from 'graphile-worker';
import { type Accounts, accountCron, accountJobs } from './accounts/index.js';
import { commissionCron, commissionJobs } from './commissions/jobs.js';
import { sampleJobs } from './demo/sample-job.js';
import { stripeCron, stripeJobs } from './integrations/stripe/index.js';
import { metricsCron, metricsJobs } from './metrics/jobs.js';
import type { Clock } from './platform/clock.js';
import { type Database, openPlainPool, type PlainPool } from './platform/db/index.js';
import type { Logger } from './platform/log.js';
import { mailCron, mailJobs } from './platform/mail/index.js';
import { trackingCron, trackingJobs } from './tracking/jobs.js';

export interface WorkerDeps {
  databaseUrl: string;
  db: Database;
  clock: Clock;
  log: Logger;
  accounts: Accounts;
}

/** What every job is given. */
type Job = (payload: unknown, deps: JobDeps) => Promise<void>;

export type JobDeps = Omit<WorkerDeps, 'databaseUrl'>;

const JOBS: Record<string, Job> = {
  ...commissionJobs,
  ...metricsJobs,
  ...trackingJobs,
  ...accountJobs,
  ...mailJobs,
  ...sampleJobs,
  ...stripeJobs,
};
const CRON = [
  ...commissionCron,
  ...metricsCron,
  ...trackingCron,
  ...accountCron,
  ...mailCron,
  ...stripeCron,
];

const JOBS_AT_ONCE = 2;
const POOL_MAX = 6;
const POLL_INTERVAL_MS = 2_000;

/** Brings the queue's own tables up to date. */
export async function migrateJobQueue(databaseUrl: string, log: Logger): Promise<void> {
  await runMigrations({ connectionString: databaseUrl, logger: jobLogger(log) });
}

/** Runs one job by its name; what the queue does with each of its jobs. */
export async function runJob(name: string, payload: unknown, deps: JobDeps): Promise<void> {
  const job = JOBS[name];
  if (!job) throw new Error(`there is no job "${name}"`);
  await job(payload, deps);
}

/**
 * Starts working on jobs. Any number of processes may do so: each job is claimed by one, and the
 * hours of recurring jobs are kept in the database.
 */
export async function startWorker(deps: WorkerDeps): Promise<{ stop(): Promise<void> }> {
  // A pool that the runner made would still be closing after the runner said that it has stopped,
  // with nobody listening to its errors, and the end of the database would end this process.
  const pool = openPlainPool({
    url: deps.databaseUrl,
    poolMax: POOL_MAX,
    log: deps.log,
    applicationName: 'affitor jobs',
  });
  const runner = await startRunner(pool, deps).catch(async (error) => {
    await pool.end();
    throw error;
  });
  runner.promise.catch((error) => deps.log.error({ err: error }, 'the job runner stopped'));
  return {
    async stop() {
      await runner.stop().catch((error) => deps.log.warn({ err: error }, 'jobs were interrupted'));
      await pool.end();
    },
  };
}

function startRunner(pool: PlainPool, deps: WorkerDeps): Promise<Runner> {
  const names = Object.keys(JOBS);
  return run({
    pgPool: pool,
    concurrency: JOBS_AT_ONCE,
    pollInterval: POLL_INTERVAL_MS,
    noHandleSignals: true,
    logger: jobLogger(deps.log),
    taskList: Object.fromEntries(
      names.map((name) => [name, (payload: unknown) => runJob(name, payload, deps)]),
    ),
    parsedCronItems: parseCronItems(
      CRON.map(({ name, pattern }) => ({ task: name, match: pattern, identifier: name })),
    ),
  });
}

function jobLogger(log: Logger): JobLogger {
  return new JobLogger((scope) => (level, message, meta) => {
    const line = { scope, error: meta?.error };
    if (level === 'error') log.error(line, message);
    else if (level === 'warning') log.warn(line, message);
    else log.debug(line, message);
  });
}
