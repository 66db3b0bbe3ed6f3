// Owns the jobs of mail: sending, and forgetting what was kept.
import { addDays, type Clock } from '../clock.js';
import { type Database, withTransaction } from '../db/index.js';
import type { Logger } from '../log.js';
import type { Mailer } from './mailer.js';
import { deleteMailsBefore } from './store.js';

interface JobDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  accounts: { readonly mailer: Mailer };
}

/** Kept and undeliverable mails hold addresses, so they go after this time. */
const MAILS_KEPT_DAYS = 30;

export const mailJobs: Record<string, (payload: unknown, deps: JobDeps) => Promise<void>> = {
  'mail.deliver': async (payload, { accounts }) => {
    const { mailId } = payload as { mailId: string };
    await accounts.mailer.deliver(BigInt(mailId));
  },
  'mail.purge': async (_payload, { db, clock, log }) => {
    const before = addDays(clock.now(), -MAILS_KEPT_DAYS);
    const mails = await withTransaction(db, (tx) => deleteMailsBefore(tx, before));
    log.info({ mails }, 'old mails were removed');
  },
};

export const mailCron = [{ name: 'mail.purge', pattern: '51 3 * * *' }] as const;
