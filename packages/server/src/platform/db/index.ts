// Owns what the rest of the server may use of the database.

export { createAnnouncer, type Listening, listen } from './announcer.js';
export {
  CommitRefused,
  connectDatabase,
  type Database,
  openPlainPool,
  type PlainPool,
  type Reader,
  type Tx,
} from './connect.js';
export { migrate, readMigrations, resetSchema } from './migrate.js';
export { takeIds } from './sequences.js';
export {
  isConnectionLost,
  isRetryable,
  isUniqueViolation,
  savepoint,
  withShortTransaction,
  withTransaction,
} from './transaction.js';
export { assertDatabaseUsable, explainDatabaseFailure } from './usable.js';
export { findLastMigration, findQueueAgeSeconds } from './vitals.js';
