// Owns the schema's way forward: numbered SQL files, each applied once, in one transaction.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { StartupError } from '../startup-error.js';
import type { Database } from './connect.js';

// Any number does; it only has to be the same in every version of Affitor.
const MIGRATION_LOCK_KEY = 7_203_551_002;
const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

/** One file of the migrations folder. */
export interface Migration {
  readonly name: string;
  readonly checksum: string;
  readonly text: string;
}

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
}

/** Reads the migrations of a folder in their order. */
export function readMigrations(folder: string): Migration[] {
  const names = fs.readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.sort().map((file) => {
    if (!FILE_NAME.test(file)) {
      throw new Error(`the migration ${file} is not named like 0001_words.sql`);
    }
    // Git may check text out with other line ends; the statements are the same.
    const text = fs.readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n');
    const checksum = createHash('sha256').update(text).digest('hex');
    return { name: file.slice(0, -'.sql'.length), checksum, text };
  });
}

/**
 * Brings the schema up to date and gives the names of what was applied. Processes that start
 * together wait for one another. Refuses a database that a newer version has changed.
 */
export async function migrate(db: Database, folder: string): Promise<string[]> {
  const migrations = readMigrations(folder);
  // A session of its own, without the pool's time limits: a migration may rewrite a large table,
  // and a process may have to wait for another's migrations. Its end releases the lock.
  const client = new pg.Client({
    connectionString: db.pool.options.connectionString,
    application_name: 'affitor migrations',
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1::bigint)', [MIGRATION_LOCK_KEY]);
    return await applyMissing(client, migrations);
  } finally {
    await client.end();
  }
}

async function applyMissing(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  await client.query(
    `create table if not exists schema_migration (
       name text primary key,
       checksum text not null,
       applied_at timestamptz not null default now()
     )`,
  );
  const { rows } = await client.query<AppliedMigration>(
    'select name, checksum from schema_migration order by name',
  );
  refuseForeignHistory(rows, migrations);
  const missing = migrations.slice(rows.length);
  for (const migration of missing) await apply(client, migration);
  return missing.map((migration) => migration.name);
}

/** Refuses unless what was applied is exactly the beginning of what this version has. */
function refuseForeignHistory(applied: AppliedMigration[], migrations: Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const unknown = applied.find((row) => !known.has(row.name));
  if (unknown !== undefined) {
    throw new StartupError(
      `The database has the migration "${unknown.name}", which this version of Affitor does not ` +
        'know: a newer version has used it. Start that version, or restore a backup from before ' +
        'the update. Nothing was changed.',
    );
  }
  for (const [index, row] of applied.entries()) {
    const expected = migrations[index];
    if (expected?.name !== row.name) {
      throw new StartupError(
        `The migration "${expected?.name}" was added behind "${row.name}", which is already ` +
          'applied. Migrations only go forward: give it the next number.',
      );
    }
    if (expected.checksum !== row.checksum) {
      throw new StartupError(
        `The migration "${row.name}" was changed after it was applied to this database. Restore ` +
          'the file, and put the change into a new migration.',
      );
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.text);
    await client.query('insert into schema_migration (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback').catch(() => undefined);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartupError(`The migration "${migration.name}" failed: ${reason}`, { cause });
  }
}

/**
 * Empties the database of everything that Affitor ever put there. For the demo, which may start
 * over; nothing else calls it.
 */
export async function resetSchema(db: Database): Promise<void> {
  await db.pool.query('drop schema if exists graphile_worker cascade');
  await db.pool.query('drop schema public cascade');
  await db.pool.query('create schema public');
}
