// Owns the questions asked of a database before it is trusted with money.

import { StartupError } from '../startup-error.js';
import type { Database } from './connect.js';
import { isConnectionLost } from './transaction.js';

const SERVER_VERSION_MIN = 150_000;

interface ServerFacts {
  readonly version_number: number;
  readonly version: string;
  readonly encoding: string;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
}

/** Refuses, with what to do, a database that is unreachable, too old, or could lose a commit. */
export async function assertDatabaseUsable(db: Database): Promise<void> {
  const facts = await readFacts(db);
  if (facts.version_number < SERVER_VERSION_MIN) {
    throw new StartupError(
      `The database is PostgreSQL ${facts.version}; Affitor needs 15 or newer.`,
    );
  }
  if (facts.encoding !== 'UTF8') {
    throw new StartupError(
      `The database stores text as ${facts.encoding}; Affitor needs UTF8. ` +
        "Make a database with: create database affitor encoding 'UTF8' template template0",
    );
  }
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit'] as const) {
    if (facts[name] !== 'off') continue;
    throw new StartupError(
      `The database runs with ${name} = off, so it can lose what it has confirmed. Affitor ` +
        `keeps books: set ${name} = on (for the server, the database and the role).`,
    );
  }
}

async function readFacts(db: Database): Promise<ServerFacts> {
  try {
    const { rows } = await db.pool.query<ServerFacts>(
      `select current_setting('server_version_num')::int as version_number,
              current_setting('server_version') as version,
              current_setting('server_encoding') as encoding,
              current_setting('fsync') as fsync,
              current_setting('full_page_writes') as full_page_writes,
              current_setting('synchronous_commit') as synchronous_commit`,
    );
    return rows[0] as ServerFacts;
  } catch (error) {
    throw explainDatabaseFailure(error, db);
  }
}

/**
 * Turns the failure of a connection that a start needs into a sentence; the password never appears
 * in it. Other failures are given back as they are.
 */
export function explainDatabaseFailure(error: unknown, db: Database): unknown {
  const { options } = db.pool;
  const target = new URL(options.connectionString ?? 'postgres://unknown');
  const place = `${target.hostname || 'localhost'}:${target.port || '5432'}`;
  const { code, message } = error as { code?: string; message?: string };
  if (code === '28P01' || code === '28000') {
    return new StartupError(
      `The database at ${place} refuses the user "${decodeURIComponent(target.username)}" with ` +
        'this password. Check DATABASE_URL.',
      { cause: error },
    );
  }
  if (code === '3D000') {
    return new StartupError(
      `There is no database "${decodeURIComponent(target.pathname.slice(1))}" at ${place}. ` +
        'Create it, or check DATABASE_URL.',
      { cause: error },
    );
  }
  if (isConnectionLost(error)) {
    return new StartupError(
      `The database at ${place} cannot be reached (${code ?? message}). Check that it runs and ` +
        'that DATABASE_URL names the right host and port.',
      { cause: error },
    );
  }
  return error;
}
