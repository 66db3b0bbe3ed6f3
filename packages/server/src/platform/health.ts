// Owns the answer to "may this process be sent requests": database, schema, and the job queue.

import { type Database, findLastMigration, findQueueAgeSeconds } from './db/index.js';

/** One thing that readiness depends on. */
export interface HealthCheck {
  readonly isOk: boolean;
  /** For people; says nothing private. */
  readonly detail: string;
}

/** The state of a process as /readyz shows it. */
export interface Readiness {
  readonly isReady: boolean;
  readonly checks: Readonly<Record<'database' | 'migrations' | 'queue', HealthCheck>>;
}

// Jobs are retried with growing pauses, so only a queue that nobody works on gets this old.
const QUEUE_AGE_MAX_SECONDS = 900;
const CHECK_MAX_MS = 2_000;

/**
 * Asks whether this process can serve. A queue that is behind is reported and does not take the
 * process out of service: events are still recorded, their jobs are late.
 */
export async function checkReadiness(options: {
  readonly db: Database;
  readonly expectedMigration: string;
}): Promise<Readiness> {
  const [database, migrations, queue] = await Promise.all([
    check(async () => {
      await options.db.pool.query('select 1');
      return { isOk: true, detail: 'answers' };
    }),
    check(async () => {
      const last = await findLastMigration(options.db);
      return {
        isOk: last === options.expectedMigration,
        detail: `at ${last ?? 'none'}, expected ${options.expectedMigration}`,
      };
    }),
    check(async () => {
      const age = Math.round(await findQueueAgeSeconds(options.db));
      return { isOk: age <= QUEUE_AGE_MAX_SECONDS, detail: `the oldest due job waits ${age} s` };
    }),
  ]);
  const checks = { database, migrations, queue };
  return { isReady: database.isOk && migrations.isOk, checks };
}

/** A check that fails or takes too long counts as not fulfilled; the reason stays in the log. */
async function check(work: () => Promise<HealthCheck>): Promise<HealthCheck> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<HealthCheck>((resolve) => {
    timer = setTimeout(() => resolve({ isOk: false, detail: 'does not answer' }), CHECK_MAX_MS);
  });
  try {
    return await Promise.race([work(), tooLong]);
  } catch {
    return { isOk: false, detail: 'does not answer' };
  } finally {
    clearTimeout(timer);
  }
}
