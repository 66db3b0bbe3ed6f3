// Owns the SQL of invitations. Tokens come here as hashes only.
import type { Role } from '@affitor/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/index.js';

export interface Invitation {
  id: number;
  workspaceId: number;
  workspaceName: string;
  email: string;
  role: Role;
  status: 'pending' | 'accepted' | 'cancelled';
  inviterName: string;
  expiresAt: Date;
  createdAt: Date;
}

const INVITATION = sql`
  select invitation.id, invitation.workspace_id as "workspaceId",
    workspace.name as "workspaceName", invitation.email, invitation.role, invitation.status,
    inviter.name as "inviterName", invitation.expires_at as "expiresAt",
    invitation.created_at as "createdAt"
  from invitation
  join workspace on workspace.id = invitation.workspace_id
  join app_user inviter on inviter.id = invitation.invited_by
`;

const LISTED_MAX = 200;

export async function listInvitations(tx: Tx, workspaceId: number): Promise<Invitation[]> {
  const { rows } = await sql<Invitation>`
    ${INVITATION} where invitation.workspace_id = ${workspaceId}
    order by invitation.id desc limit ${LISTED_MAX}
  `.execute(tx);
  return rows;
}

/** The invitation, locked for the rest of the transaction. */
export async function lockInvitation(
  tx: Tx,
  workspaceId: number,
  invitationId: number,
): Promise<Invitation | null> {
  const { rows } = await sql<Invitation>`
    ${INVITATION}
    where invitation.workspace_id = ${workspaceId} and invitation.id = ${invitationId}
    for update of invitation
  `.execute(tx);
  return rows[0] ?? null;
}

export interface InvitationDraft {
  email: string;
  role: Role;
  tokenHash: Buffer;
  invitedBy: number;
  expiresAt: Date;
}

/** Invites an address; an open invitation gets the new token instead, and its old link dies. */
export async function insertInvitation(
  tx: Tx,
  workspaceId: number,
  draft: InvitationDraft,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into invitation (
      workspace_id, email, role, token_hash, invited_by, expires_at, created_at
    ) values (
      ${workspaceId}, ${draft.email}, ${draft.role}, ${draft.tokenHash}, ${draft.invitedBy},
      ${draft.expiresAt}, ${now}
    )
    on conflict (workspace_id, email) where status = 'pending' do update set
      role = excluded.role, token_hash = excluded.token_hash, invited_by = excluded.invited_by,
      expires_at = excluded.expires_at
    returning id
  `.execute(tx);
  return (rows[0] as { id: number }).id;
}

export async function updateInvitationToken(
  tx: Tx,
  workspaceId: number,
  change: { id: number; tokenHash: Buffer; expiresAt: Date },
): Promise<void> {
  await sql`
    update invitation set token_hash = ${change.tokenHash}, expires_at = ${change.expiresAt}
    where workspace_id = ${workspaceId} and id = ${change.id}
  `.execute(tx);
}

export async function updateInvitationCancelled(
  tx: Tx,
  workspaceId: number,
  invitationId: number,
): Promise<void> {
  await sql`
    update invitation set status = 'cancelled'
    where workspace_id = ${workspaceId} and id = ${invitationId}
  `.execute(tx);
}

export async function updateInvitationAccepted(
  tx: Tx,
  workspaceId: number,
  accepted: { id: number; userId: number },
): Promise<void> {
  await sql`
    update invitation set status = 'accepted', accepted_by = ${accepted.userId}
    where workspace_id = ${workspaceId} and id = ${accepted.id}
  `.execute(tx);
}

const openWith = (tokenHash: Buffer, now: Date) => sql`
  ${INVITATION}
  where invitation.token_hash = ${tokenHash} and invitation.status = 'pending'
    and invitation.expires_at > ${now}
`;

/** The open invitation that a token leads to. */
export async function findOpenInvitation(
  reader: Reader,
  tokenHash: Buffer,
  now: Date,
): Promise<Invitation | null> {
  const { rows } = await sql<Invitation>`${openWith(tokenHash, now)}`.execute(reader);
  return rows[0] ?? null;
}

/** The same, locked: of two who use a token at once the second finds nothing. */
export async function lockOpenInvitation(
  tx: Tx,
  tokenHash: Buffer,
  now: Date,
): Promise<Invitation | null> {
  const { rows } = await sql<Invitation>`
    ${openWith(tokenHash, now)} for update of invitation
  `.execute(tx);
  return rows[0] ?? null;
}
