// Owns the jobs of accounts: mailed links, and forgetting what has ended.
import { addDays, type Clock } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import type { Accounts } from './accounts.js';
import { LINK_JOB, runLinkJob } from './link-jobs.js';
import { deleteAttemptsBefore } from './store-attempts.js';
import { deleteCliLoginsBefore, deleteCliTokensBefore } from './store-cli.js';
import { deleteSessionsBefore } from './store-sessions.js';
import {
  deleteSignInCodesBefore,
  deleteUnverifiedUsersBefore,
  deleteVerificationsBefore,
} from './store-users.js';

interface JobDeps {
  db: Database;
  clock: Clock;
  accounts: Accounts;
}

const UNVERIFIED_KEPT_DAYS = 7;
/** Far longer than any code of an app is valid. */
const CODES_KEPT_DAYS = 1;

export const accountJobs: Record<string, (payload: unknown, deps: JobDeps) => Promise<void>> = {
  [LINK_JOB]: (payload, { accounts }) => runLinkJob(accounts, payload),
  'accounts.purge': async (_payload, { db, clock }) => {
    const now = clock.now();
    await withTransaction(db, async (tx) => {
      await deleteSessionsBefore(tx, now);
      await deleteVerificationsBefore(tx, now);
      await deleteAttemptsBefore(tx, now);
      await deleteCliLoginsBefore(tx, addDays(now, -CODES_KEPT_DAYS));
      await deleteCliTokensBefore(tx, now);
      await deleteSignInCodesBefore(tx, addDays(now, -CODES_KEPT_DAYS));
      await deleteUnverifiedUsersBefore(tx, addDays(now, -UNVERIFIED_KEPT_DAYS));
    });
  },
};

export const accountCron = [{ name: 'accounts.purge', pattern: '21 3 * * *' }] as const;
