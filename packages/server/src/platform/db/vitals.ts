// Owns the queries that tell how the database is: does it answer, and how far behind are the jobs.

import { sql } from 'kysely';
import type { Database } from './connect.js';

/** The name of the last migration that was applied, or null in a database without any. */
export async function findLastMigration(db: Database): Promise<string | null> {
  const { rows } = await sql<{ name: string | null }>`
    select max(name) as name from schema_migration
  `.execute(db.kysely);
  return rows[0]?.name ?? null;
}

/** For how many seconds the oldest job that is due has waited; 0 when none waits. */
export async function findQueueAgeSeconds(db: Database): Promise<number> {
  const { rows } = await sql<{ age: number }>`
    select coalesce(extract(epoch from now() - min(run_at)), 0)::float8 as age
    from graphile_worker.jobs
    where locked_at is null and attempts < max_attempts and run_at <= now()
  `.execute(db.kysely);
  return rows[0]?.age ?? 0;
}
