// Owns how accounts come to be: the first owner, sign-ups, and the links that confirm addresses.
import type { Tx } from '../platform/db/index.js';
import { isUniqueViolation } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Accounts } from './accounts.js';
import { countAttempt } from './attempts.js';
import { type Caller, engineHeaders } from './caller.js';
import { answerOf, type EngineAnswer } from './engine-answers.js';
import { postLinkJob } from './link-jobs.js';
import { createWorkspace } from './service.js';
import { notePersonal } from './service-sessions.js';
import { openSession } from './service-sign-in.js';
import { insertAuditEntry } from './store-audit.js';
import { insertMember, listWorkspacesWithoutMembers } from './store-members.js';
import { deleteUnverifiedUser, findAnyUser, findUserByEmail, lockUsers } from './store-users.js';

/** What somebody gives to make an account. */
export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Whether the first owner is still to be made. */
export async function isSetupRequired({ db }: Accounts): Promise<boolean> {
  return !(await findAnyUser(db.kysely));
}

/**
 * Makes an account with a password.
 * @throws AppError `account_exists` when the address has one
 */
export async function createUser(
  accounts: Accounts,
  user: NewUser & { isVerified: boolean },
): Promise<number> {
  const { internalAdapter, password } = await accounts.engine.$context;
  const hash = await password.hash(user.password);
  const { name, email, isVerified } = user;
  try {
    const draft = { name, email, emailVerified: isVerified };
    const created = await internalAdapter.createUser(draft, { method: 'email-password' });
    await internalAdapter.linkAccount({
      userId: created.id,
      providerId: 'credential',
      accountId: created.id,
      password: hash,
    });
    return Number(created.id);
  } catch (error) {
    if (isUniqueViolation(error)) throw new AppError('account_exists', { cause: error });
    throw error;
  }
}

/** Makes the first account of the installation and signs it in. Of two at once one is made. */
export async function setUp(
  accounts: Accounts,
  caller: Caller,
  setup: NewUser & { workspaceName: string },
): Promise<EngineAnswer<unknown>> {
  await countAttempt(accounts, 'sign_up', { account: null, network: caller.network });
  const { requestId } = caller;
  await accounts.transaction((tx) => createFirstOwner(accounts, tx, { ...setup, requestId }));
  return openSession(accounts, caller, { ...setup, remember: true });
}

/**
 * Makes the first account, as the owner of every workspace that nobody is in.
 * @throws AppError `setup_done` when there is an account
 */
export async function createFirstOwner(
  accounts: Accounts,
  tx: Tx,
  setup: NewUser & { workspaceName: string; requestId: string | null },
): Promise<void> {
  const { hasUsers } = await lockUsers(tx);
  if (hasUsers) throw new AppError('setup_done');
  const now = accounts.clock.now();
  const userId = await createUser(accounts, { ...setup, isVerified: true });
  const found = await listWorkspacesWithoutMembers(tx);
  const made = found.length > 0 ? [] : [await createWorkspace(tx, { ...named(setup), now })];
  for (const workspaceId of [...found, ...made]) {
    await insertMember(tx, workspaceId, { userId, role: 'owner', now });
    const entry = {
      programId: null,
      actor: `user:${userId}`,
      action: 'member.joined',
      target: `user:${userId}`,
      details: { role: 'owner' },
      requestId: setup.requestId,
    };
    await insertAuditEntry(tx, workspaceId, entry, now);
  }
}

function named({ workspaceName }: { workspaceName: string }): { name: string } {
  return { name: workspaceName };
}

/**
 * Makes an account whose address is to be confirmed. For an address that has one the work and the
 * answer are the same; what differs is the mail, and a job decides which one that is.
 */
export async function signUp(accounts: Accounts, caller: Caller, user: NewUser): Promise<void> {
  if (accounts.config.signUp !== 'open') throw new AppError('sign_up_closed');
  const who = { account: user.email, network: caller.network };
  await countAttempt(accounts, 'sign_up', who);
  try {
    await accounts.transaction(async (tx) => {
      await postLinkJob(accounts, tx, { kind: 'signed_up', email: user.email });
      // A sign-up that was never confirmed may be somebody else's; the newest one counts.
      await deleteUnverifiedUser(tx, user.email);
      if (await findUserByEmail(tx, user.email)) await hashInVain(accounts, user.password);
      else await createUser(accounts, { ...user, isVerified: false });
    });
  } catch (error) {
    const isRaced = error instanceof AppError && error.code === 'account_exists';
    if (!isRaced) throw error;
  }
}

async function hashInVain({ engine }: Accounts, password: string): Promise<void> {
  await (await engine.$context).password.hash(password);
}

/** Asks for another link that confirms an address. */
export async function requestVerification(
  accounts: Accounts,
  caller: Caller,
  email: string,
): Promise<void> {
  await countAttempt(accounts, 'mailed_link', { account: email, network: caller.network });
  await accounts.transaction((tx) => postLinkJob(accounts, tx, { kind: 'verify', email }));
}

/** Asks for a link that resets a password. */
export async function requestReset(
  accounts: Accounts,
  caller: Caller,
  email: string,
): Promise<void> {
  await countAttempt(accounts, 'mailed_link', { account: email, network: caller.network });
  await accounts.transaction((tx) => postLinkJob(accounts, tx, { kind: 'forgot', email }));
}

/** Confirms the address of a new account, or makes a changed address the one of its account. */
export async function verifyEmail(
  accounts: Accounts,
  caller: Caller,
  token: string,
): Promise<void> {
  await countAttempt(accounts, 'link_token', { account: null, network: caller.network });
  try {
    await accounts.transaction(async (tx) => {
      const { value } = await answerOf(
        accounts.engine.api.verifyEmail({
          query: { token },
          headers: engineHeaders(caller, []),
          returnHeaders: true,
        }),
      );
      const changed = (value as { user?: { id: string } | null } | undefined)?.user;
      if (!changed) return;
      await notePersonal(accounts, tx, {
        person: { userId: Number(changed.id) },
        action: 'user.email_changed',
        requestId: caller.requestId,
      });
    });
  } catch (error) {
    // Somebody else has taken the address since the link was sent.
    if (isUniqueViolation(error)) throw new AppError('link_invalid', { cause: error });
    throw error;
  }
}

/** Sets a new password with a mailed link, which works once; every session of the account ends. */
export async function resetPassword(
  accounts: Accounts,
  caller: Caller,
  reset: { token: string; newPassword: string },
): Promise<void> {
  await countAttempt(accounts, 'link_token', { account: null, network: caller.network });
  const { token, newPassword } = reset;
  await accounts.transaction(() =>
    answerOf(
      accounts.engine.api.resetPassword({ body: { token, newPassword }, returnHeaders: true }),
    ),
  );
}
