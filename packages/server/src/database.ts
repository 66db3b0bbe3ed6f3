// Owns getting hold of the database at a start: the embedded one or the operator's, checked and
// brought up to date.
import { fileURLToPath } from 'node:url';
import { createAccounts } from './accounts/index.js';
import type { Config } from './config.js';
import { systemClock } from './platform/clock.js';
import {
  assertDatabaseUsable,
  connectDatabase,
  type Database,
  explainDatabaseFailure,
  migrate,
  readMigrations,
} from './platform/db/index.js';
import { startEmbeddedPostgres } from './platform/embedded-postgres/index.js';
import type { Logger } from './platform/log.js';
import { migrateJobQueue, runJob } from './worker.js';

const MIGRATIONS_FOLDER = fileURLToPath(new URL('../migrations', import.meta.url));

/** The newest migration that this code brings. */
export function findExpectedMigration(): string {
  return readMigrations(MIGRATIONS_FOLDER).at(-1)?.name ?? '';
}

/** Where the database is, and how to leave it. */
export interface OpenedDatabase {
  url: string;
  db: Database;
  /** Closes the connections and stops the embedded server, if it is ours. */
  close(): Promise<void>;
}

/** Opens the database of this service, with the schema that this code expects. */
export async function openDatabase(config: Config, log: Logger): Promise<OpenedDatabase> {
  const embedded =
    config.databaseUrl === null
      ? await startEmbeddedPostgres({ dataDir: config.dataDir, log })
      : null;
  const url = config.databaseUrl ?? (embedded?.url as string);
  const db = connect(config, url, log);
  const close = async () => {
    await db.close();
    await embedded?.stop();
  };
  try {
    await assertDatabaseUsable(db);
    const applied = await migrate(db, MIGRATIONS_FOLDER);
    if (applied.length > 0) log.info({ migrations: applied }, 'the schema was brought up to date');
    await migrateJobQueue(url, log);
    // A new installation has no partition for its first click yet.
    const accounts = createAccounts({ config, db, clock: systemClock, log });
    await runJob('tracking.ensure-partitions', {}, { db, clock: systemClock, log, accounts });
  } catch (error) {
    await close();
    // The database may vanish at any step.
    throw explainDatabaseFailure(error, db);
  }
  return { url, db, close };
}

/** Opens the connections of one process. */
export function connect(config: Config, url: string, log: Logger): Database {
  return connectDatabase({
    url,
    poolMax: config.databasePoolMax,
    log,
    applicationName: 'affitor',
  });
}
