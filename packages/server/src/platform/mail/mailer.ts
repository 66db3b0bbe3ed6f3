// Owns the way of a mail: written in the transaction of its cause, sent by a job, or kept.
import { createTransport, type Transporter } from 'nodemailer';
import { deriveKey, openSealedText, sealText } from '../crypto.js';
import { type Database, type Tx, withTransaction } from '../db/index.js';
import { enqueue } from '../jobs.js';
import { type Mail, renderHtml, renderText } from './message.js';
import { deleteMail, insertMail, listKeptMails, lockWaitingMail, updateMailKept } from './store.js';

export interface MailerOptions {
  readonly db: Database;
  readonly secretKey: string;
  /** Where mails are handed over; null keeps them for the outbox page. */
  readonly smtpUrl: string | null;
  readonly from: string;
}

/** A mail that was kept instead of sent. */
export interface KeptMail extends Mail {
  readonly id: bigint;
  readonly createdAt: Date;
}

export interface Mailer {
  readonly kind: 'smtp' | 'outbox';
  /** Puts a mail on its way as part of `tx`: it leaves if and only if the transaction commits. */
  post(tx: Tx, mail: Mail, now: Date): Promise<void>;
  /** Sends a posted mail, or keeps it. A mail that is gone was sent. */
  deliver(mailId: bigint): Promise<void>;
  /** The newest kept mails. */
  listKept(): Promise<KeptMail[]>;
}

const ATTEMPTS_MAX = 12;
const KEPT_SHOWN_MAX = 100;
const SMTP_TIMEOUT_MS = 20_000;

/** Makes the mailer of a process; no connection is opened before the first mail. */
export function createMailer(options: MailerOptions): Mailer {
  const key = deriveKey(options.secretKey, 'mails');
  const transport = options.smtpUrl === null ? null : openTransport(options.smtpUrl);
  return {
    kind: transport ? 'smtp' : 'outbox',
    async post(tx, mail, now) {
      const id = await insertMail(tx, sealText(key, JSON.stringify(mail)), now);
      await enqueue(tx, 'mail.deliver', { mailId: String(id) }, { attemptsMax: ATTEMPTS_MAX });
    },
    deliver: (mailId) =>
      withTransaction(options.db, async (tx) => {
        const row = await lockWaitingMail(tx, mailId);
        if (!row) return;
        if (!transport) return updateMailKept(tx, mailId);
        await send(transport, options.from, readMail(key, row.sealed));
        await deleteMail(tx, mailId);
      }),
    async listKept() {
      const rows = await listKeptMails(options.db, KEPT_SHOWN_MAX);
      return rows.map(({ id, createdAt, sealed }) => ({ id, createdAt, ...readMail(key, sealed) }));
    },
  };
}

function openTransport(smtpUrl: string): Transporter {
  return createTransport({
    url: smtpUrl,
    connectionTimeout: SMTP_TIMEOUT_MS,
    greetingTimeout: SMTP_TIMEOUT_MS,
    socketTimeout: SMTP_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

function readMail(key: Buffer, sealed: Buffer): Mail {
  return JSON.parse(openSealedText(key, sealed)) as Mail;
}

async function send(transport: Transporter, from: string, mail: Mail): Promise<void> {
  try {
    await transport.sendMail({
      from,
      to: { name: '', address: mail.to },
      subject: mail.subject,
      text: renderText(mail),
      html: renderHtml(mail),
    });
  } catch (error) {
    // What the server answered may repeat the recipient; the log gets its code and no more.
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    throw new Error(`a mail could not be handed over (${responseCode ?? code ?? 'unknown'})`);
  }
}
