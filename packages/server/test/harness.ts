// Owns the database of a test file: a clone of the migrated template on the run's PostgreSQL.

import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { inject } from 'vitest';
import { connectDatabase, type Database } from '../src/platform/db/index.js';
import { randomAlphanumeric } from '../src/platform/ids.js';
import { createLogger, type Logger } from '../src/platform/log.js';

const INVARIANTS = fileURLToPath(new URL('./invariants.sql', import.meta.url));
const POOL_MAX = 10;
const LEAK_CHECKS_MAX = 40;
const LEAK_CHECK_INTERVAL_MS = 50;

/** The database of one test file. */
export interface TestDatabase {
  readonly db: Database;
  readonly url: string;
  /** Closes and removes it; fails if something still holds a session on it. */
  drop(): Promise<void>;
}

/** A logger for tests that do not look at the log. */
export const silentLog: Logger = createLogger({ level: 'silent' });

/**
 * Makes a database with the whole schema and no rows of its own.
 * @example
 * const test = await createTestDatabase();
 * afterAll(() => test.drop());
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomAlphanumeric(12).toLowerCase()}`;
  await asAdmin((admin) =>
    admin.query(`create database ${name} template affitor_template owner affitor`),
  );
  const url = new URL(inject('databaseUrl'));
  url.pathname = `/${name}`;
  const db = connectDatabase({
    url: url.href,
    poolMax: POOL_MAX,
    log: silentLog,
    applicationName: 'affitor test',
  });
  const drop = async () => {
    await db.close();
    await asAdmin(async (admin) => {
      const leaked = await findSessions(admin, name);
      await admin.query(`drop database ${name} with (force)`);
      if (leaked.length > 0) {
        throw new Error(`sessions still open at the end of the file: ${leaked.join('; ')}`);
      }
    });
  };
  return { db, url: url.href, drop };
}

/** Runs `work` as administrator of the run's PostgreSQL. */
export async function asAdmin<Result>(
  work: (admin: pg.Client) => Promise<Result>,
): Promise<Result> {
  const admin = new pg.Client({ connectionString: inject('databaseAdminUrl') });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** Lists what still holds a session; a session that is just ending gets the time to do so. */
async function findSessions(admin: pg.Client, database: string): Promise<string[]> {
  for (let check = 1; ; check += 1) {
    const { rows } = await admin.query<{ session: string }>(
      `select application_name || ' (' || coalesce(state, '?') || '): ' || left(query, 80)
                as session
         from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [database],
    );
    if (rows.length === 0 || check === LEAK_CHECKS_MAX) return rows.map((row) => row.session);
    await sleep(LEAK_CHECK_INTERVAL_MS);
  }
}

/** Fails with every violation that invariants.sql finds: wrong books, impossible states. */
export async function assertInvariants(db: Database): Promise<void> {
  const text = fs.readFileSync(INVARIANTS, 'utf8');
  // Several statements in one text give several results.
  const results = [await db.pool.query(text)].flat() as pg.QueryResult<{
    name: string;
    detail: string;
  }>[];
  const violations = results.flatMap((result) => result.rows);
  if (violations.length === 0) return;
  const lines = violations.slice(0, 20).map((row) => `${row.name}: ${row.detail}`);
  throw new Error(`${violations.length} invariant violations:\n${lines.join('\n')}`);
}
