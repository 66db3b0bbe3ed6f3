// Owns what everything about accounts stands on: the engine, the mailer, and the edge of a
// transaction that both take part in.
import type { Clock } from '../platform/clock.js';
import { deriveKey } from '../platform/crypto.js';
import { type Database, type Tx, withTransaction } from '../platform/db/index.js';
import type { Logger } from '../platform/log.js';
import { createMailer, type Mailer } from '../platform/mail/index.js';
import { createEngine, type Engine } from './engine.js';
import { resetPasswordMail, verifyEmailMail } from './mails.js';
import { createJoiningConnection } from './store-engine.js';

/** What the operator decides about accounts. */
export interface AccountsConfig {
  readonly publicUrl: string;
  readonly secretKey: string;
  readonly signUp: 'open' | 'invite_only';
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly showsOutbox: boolean;
}

/** The accounts of an installation, as one process works on them. */
export interface Accounts {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly config: AccountsConfig;
  readonly engine: Engine;
  readonly mailer: Mailer;
  /** Names what is counted and which codes were used, without saying them. */
  readonly digestKey: Buffer;
  /** Seals addresses on their way to a job. */
  readonly sealKey: Buffer;
  /** One transaction of ours, which the engine joins. */
  transaction<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result>;
}

/** Makes the accounts of a process. Nothing is read or connected before the first use. */
export function createAccounts(options: {
  readonly config: AccountsConfig;
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}): Accounts {
  const { config, db, clock, log } = options;
  const { publicUrl, secretKey, smtpUrl, mailFrom } = config;
  const mailer = createMailer({ db, secretKey, smtpUrl, from: mailFrom });
  const connection = createJoiningConnection(db);
  const engine = createEngine({
    connection,
    publicUrl,
    secretKey,
    log,
    async sendLink({ kind, email, token }) {
      const mailOf = kind === 'verify_email' ? verifyEmailMail : resetPasswordMail;
      await mailer.post(connection.current(), mailOf({ publicUrl, email, token }), clock.now());
    },
  });
  return {
    db,
    clock,
    log,
    config,
    engine,
    mailer,
    digestKey: deriveKey(secretKey, 'digests of accounts'),
    sealKey: deriveKey(secretKey, 'addresses in jobs'),
    transaction: (work) => withTransaction(db, (tx) => connection.join(tx, () => work(tx))),
  };
}
