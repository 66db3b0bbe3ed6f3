// Owns invitations: sent by mail, accepted once, by the address that they were sent to.
import type { Role } from '@affitor/contract';
import { addDays } from '../platform/clock.js';
import { sha256 } from '../platform/crypto.js';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { randomLinkToken } from '../platform/ids.js';
import type { Accounts } from './accounts.js';
import { countAttempt } from './attempts.js';
import type { Caller } from './caller.js';
import { invitationMail } from './mails.js';
import type { Person } from './service-sessions.js';
import { openSession } from './service-sign-in.js';
import { createUser } from './service-sign-up.js';
import { insertAuditEntry } from './store-audit.js';
import {
  findOpenInvitation,
  type Invitation,
  insertInvitation,
  lockInvitation,
  lockOpenInvitation,
  updateInvitationAccepted,
  updateInvitationCancelled,
  updateInvitationToken,
} from './store-invitations.js';
import { findMemberByEmail, insertMember } from './store-members.js';
import { deleteUnverifiedUser, findUserByEmail } from './store-users.js';

const INVITATION_DAYS = 7;

/** Invites an address, or sends it a new link in place of an open one. */
export async function invite(
  accounts: Accounts,
  tx: Tx,
  invited: { workspaceId: number; email: string; role: Role; invitedBy: number },
): Promise<Invitation> {
  const { workspaceId, email, role, invitedBy } = invited;
  await countInvitation(accounts, tx, workspaceId);
  if (await findMemberByEmail(tx, workspaceId, email)) throw new AppError('member_exists');
  const now = accounts.clock.now();
  const token = randomLinkToken();
  const expiresAt = addDays(now, INVITATION_DAYS);
  const draft = { email, role, invitedBy, expiresAt, tokenHash: sha256(token) };
  const id = await insertInvitation(tx, workspaceId, draft, now);
  const invitation = await requireInvitation(tx, workspaceId, id);
  await mailInvitation(accounts, tx, invitation, token);
  return invitation;
}

/** Sends an open invitation again; the earlier link stops working. */
export async function resendInvitation(
  accounts: Accounts,
  tx: Tx,
  workspaceId: number,
  invitationId: number,
): Promise<Invitation> {
  await countInvitation(accounts, tx, workspaceId);
  const invitation = await requireInvitation(tx, workspaceId, invitationId);
  if (invitation.status !== 'pending') throw new AppError('invitation_not_pending');
  const token = randomLinkToken();
  const expiresAt = addDays(accounts.clock.now(), INVITATION_DAYS);
  const { id } = invitation;
  await updateInvitationToken(tx, workspaceId, { id, tokenHash: sha256(token), expiresAt });
  await mailInvitation(accounts, tx, invitation, token);
  return { ...invitation, expiresAt };
}

/** Ends an open invitation; ending it again changes nothing. */
export async function cancelInvitation(
  tx: Tx,
  workspaceId: number,
  invitationId: number,
): Promise<Invitation> {
  const invitation = await requireInvitation(tx, workspaceId, invitationId);
  if (invitation.status === 'accepted') throw new AppError('invitation_not_pending');
  await updateInvitationCancelled(tx, workspaceId, invitation.id);
  return { ...invitation, status: 'cancelled' };
}

function countInvitation(accounts: Accounts, tx: Tx, workspaceId: number): Promise<unknown> {
  const who = { account: String(workspaceId), network: null };
  return countAttempt(accounts, 'invitation', who, tx);
}

async function requireInvitation(
  tx: Tx,
  workspaceId: number,
  invitationId: number,
): Promise<Invitation> {
  const invitation = await lockInvitation(tx, workspaceId, invitationId);
  if (!invitation) throw new AppError('invitation_not_found');
  return invitation;
}

async function mailInvitation(
  accounts: Accounts,
  tx: Tx,
  invitation: Invitation,
  token: string,
): Promise<void> {
  const { publicUrl } = accounts.config;
  const mail = invitationMail({ ...invitation, publicUrl, token });
  await accounts.mailer.post(tx, mail, accounts.clock.now());
}

/** What a mailed invitation says, and whether its address has an account. */
export async function previewInvitation(
  accounts: Accounts,
  caller: Caller,
  token: string,
): Promise<Invitation & { hasAccount: boolean }> {
  await countAttempt(accounts, 'link_token', { account: null, network: caller.network });
  const now = accounts.clock.now();
  const invitation = await findOpenInvitation(accounts.db.kysely, sha256(token), now);
  if (!invitation) throw new AppError('link_invalid');
  const user = await findUserByEmail(accounts.db.kysely, invitation.email);
  return { ...invitation, hasAccount: user?.isVerified === true };
}

/** Somebody who accepts: signed in already, or with a name and a password for a new account. */
export interface Acceptance {
  readonly token: string;
  readonly person: Person | null;
  readonly newUser: { name: string; password: string } | null;
}

/** Accepts an invitation; a new account is signed in. Of two who use a link one succeeds. */
export async function acceptInvitation(
  accounts: Accounts,
  caller: Caller,
  acceptance: Acceptance,
): Promise<{ invitation: Invitation; cookies: readonly string[] }> {
  await countAttempt(accounts, 'link_token', { account: null, network: caller.network });
  const now = accounts.clock.now();
  const invitation = await accounts.transaction(async (tx) => {
    const found = await lockOpenInvitation(tx, sha256(acceptance.token), now);
    if (!found) throw new AppError('link_invalid');
    const userId = await userOf(accounts, tx, found, acceptance);
    const { workspaceId, role } = found;
    await updateInvitationAccepted(tx, workspaceId, { id: found.id, userId });
    await insertMember(tx, workspaceId, { userId, role, now });
    const entry = {
      programId: null,
      actor: `user:${userId}`,
      action: 'member.joined',
      target: `invitation:${found.id}`,
      details: { role },
      requestId: caller.requestId,
    };
    await insertAuditEntry(tx, workspaceId, entry, now);
    return found;
  });
  const { person, newUser } = acceptance;
  if (person || !newUser) return { invitation, cookies: [] };
  const { email } = invitation;
  const { password } = newUser;
  const { cookies } = await openSession(accounts, caller, { email, password, remember: true });
  return { invitation, cookies };
}

/** The link came by mail, so whoever has it owns the address, and needs no other confirmation. */
async function userOf(
  accounts: Accounts,
  tx: Tx,
  invitation: Invitation,
  { person, newUser }: Acceptance,
): Promise<number> {
  const { email } = invitation;
  if (person) {
    if (person.email !== email) throw new AppError('invitation_for_another_address');
    return person.userId;
  }
  await deleteUnverifiedUser(tx, email);
  if (await findUserByEmail(tx, email)) throw new AppError('account_exists');
  if (!newUser) {
    const params = { field: 'password', problem: 'is required for a new account' };
    throw new AppError('validation_failed', { params });
  }
  return createUser(accounts, { ...newUser, email, isVerified: true });
}
