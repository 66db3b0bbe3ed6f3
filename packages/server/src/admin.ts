// Owns `npm run admin`: does one errand on the database, beside a running service or alone.
import { ADMIN_USAGE, parseAdminCommand, UsageError } from './admin-commands.js';
import { type Config, loadConfig } from './config.js';
import { connect, openDatabase } from './database.js';
import { systemClock } from './platform/clock.js';
import { type Database, withTransaction } from './platform/db/index.js';
import { findRunningPostgres } from './platform/embedded-postgres/index.js';
import { AppError } from './platform/http/errors.js';
import { createLogger, type Logger } from './platform/log.js';
import { StartupError } from './platform/startup-error.js';

/** The database to work on: the operator's own, that of the running service, or one started now. */
async function reachDatabase(
  config: Config,
  log: Logger,
): Promise<{ db: Database; close(): Promise<void> }> {
  const url = config.databaseUrl === null ? findRunningPostgres(config.dataDir) : null;
  if (url === null) return openDatabase(config, log);
  const db = connect(config, url, log);
  return { db, close: () => db.close() };
}

async function main(): Promise<void> {
  const command = parseAdminCommand(process.argv.slice(2));
  const config = loadConfig();
  // Standard output is for the answer, which may be a key that is piped on.
  const log = createLogger({ level: 'warn', destination: process.stderr });
  const database = await reachDatabase(config, log);
  try {
    const lines = await withTransaction(database.db, (tx) => command(tx, systemClock));
    for (const line of lines) console.log(line);
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  if (error instanceof UsageError) console.error(`${error.message}\n\n${ADMIN_USAGE}`);
  else if (error instanceof AppError || error instanceof StartupError) console.error(error.message);
  else console.error(error);
});
