// Owns the way into the job queue. A job is written in the transaction of its cause, so that
// neither can exist without the other.
import { sql } from 'kysely';
import type { Tx } from './db/index.js';

export interface EnqueueOptions {
  /** Jobs with the same key that still wait are replaced by the newest. */
  jobKey?: string;
  runAt?: Date;
  attemptsMax?: number;
}

/** Puts a job into the queue as part of `tx`. */
export async function enqueue(
  tx: Tx,
  jobName: string,
  payload: Record<string, unknown>,
  options: EnqueueOptions = {},
): Promise<void> {
  await sql`
    select graphile_worker.add_job(
      ${jobName},
      ${JSON.stringify(payload)}::json,
      run_at := ${options.runAt ?? null}::timestamptz,
      max_attempts := ${options.attemptsMax ?? 25},
      job_key := ${options.jobKey ?? null}
    )
  `.execute(tx);
}
