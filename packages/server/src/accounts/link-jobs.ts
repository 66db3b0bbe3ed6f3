// Owns which link a person is mailed. A job decides it, so that the request that asks does the same
// work for every address, and its answer comes as fast for one that nobody has.
import { openSealedText, sealText } from '../platform/crypto.js';
import type { Tx } from '../platform/db/index.js';
import { enqueue } from '../platform/jobs.js';
import type { Accounts } from './accounts.js';
import { accountExistsMail } from './mails.js';
import { findUserByEmail } from './store-users.js';

/** What was asked for an address. */
export interface LinkJob {
  readonly kind: 'signed_up' | 'verify' | 'forgot';
  readonly email: string;
}

export const LINK_JOB = 'accounts.mail-link';

/** Puts the decision into the queue; the address is readable with the server's secret alone. */
export async function postLinkJob(accounts: Accounts, tx: Tx, job: LinkJob): Promise<void> {
  const sealed = sealText(accounts.sealKey, JSON.stringify(job)).toString('base64');
  await enqueue(tx, LINK_JOB, { sealed });
}

/** Decides and posts the mail. */
export async function runLinkJob(accounts: Accounts, payload: unknown): Promise<void> {
  const { sealed } = payload as { sealed: string };
  const text = openSealedText(accounts.sealKey, Buffer.from(sealed, 'base64'));
  const { kind, email } = JSON.parse(text) as LinkJob;
  await accounts.transaction(async (tx) => {
    const user = await findUserByEmail(tx, email);
    if (!user) return;
    const { api } = accounts.engine;
    // An unconfirmed account cannot sign in with any password, so a new one would not help it.
    if (!user.isVerified) await api.sendVerificationEmail({ body: { email } });
    else if (kind === 'forgot') await api.requestPasswordReset({ body: { email } });
    else if (kind === 'signed_up') {
      const { publicUrl } = accounts.config;
      await accounts.mailer.post(tx, accountExistsMail({ publicUrl, email }), accounts.clock.now());
    }
  });
}
