// Owns the routes of the workspace: its name, members, invitations and audit log.
import { OPERATIONS, type schemas } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { decodeCursor, pageOfRows } from '../platform/http/cursor.js';
import { AppError } from '../platform/http/errors.js';
import { type ManagementDeps, managementRoute } from './management-route.js';
import { toWorkspaceBody } from './routes-settings.js';
import type { PersonPrincipal, Principal } from './rules.js';
import { cancelInvitation, invite, resendInvitation } from './service-invitations.js';
import { changeRole, leaveWorkspace, removeMember } from './service-members.js';
import { findWorkspace, updateWorkspaceName, type Workspace } from './store.js';
import { type AuditRow, listAuditEntries } from './store-audit.js';
import { type Invitation, listInvitations } from './store-invitations.js';
import { listMembers, type MemberRow } from './store-members.js';

/** Serves the operations on the workspace. */
export function registerWorkspaceRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.readWorkspace, async ({ tx, principal }) =>
    toWorkspaceBody((await findWorkspace(tx, principal.workspaceId)) as Workspace),
  );

  managementRoute(app, deps, OPERATIONS.updateWorkspace, async ({ tx, principal, body, audit }) => {
    const { workspaceId } = principal;
    await updateWorkspaceName(tx, workspaceId, body.name);
    await audit('workspace.renamed', `workspace:${workspaceId}`);
    return toWorkspaceBody((await findWorkspace(tx, workspaceId)) as Workspace);
  });

  managementRoute(app, deps, OPERATIONS.listAuditLog, async ({ tx, principal, query }) => {
    const rows = await listAuditEntries(tx, principal.workspaceId, {
      cursor: decodeCursor(query.cursor),
      rowsMax: query.limit,
      action: query.action ?? null,
      actor: query.actor ?? null,
    });
    const page = pageOfRows(rows, query.limit);
    return { data: page.rows.map(toAuditBody), meta: { next_cursor: page.nextCursor } };
  });

  registerMemberRoutes(app, deps);
  registerInvitationRoutes(app, deps);
}

function registerMemberRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listMembers, async ({ tx, principal }) => {
    const members = await listMembers(tx, principal.workspaceId);
    return members.map((member) => toMemberBody(member, principal));
  });

  managementRoute(app, deps, OPERATIONS.updateMember, async (call) => {
    const { tx, principal, params, body } = call;
    const change = { memberId: params.memberId, role: body.role };
    const member = await changeRole(tx, principal.workspaceId, change);
    await call.audit('member.role_changed', `user:${member.userId}`, { role: body.role });
    return toMemberBody(member, principal);
  });

  managementRoute(app, deps, OPERATIONS.removeMember, async ({ tx, principal, params, audit }) => {
    await removeMember(tx, principal.workspaceId, params.memberId);
    await audit('member.removed', `member:${params.memberId}`);
    return { left: true as const };
  });

  managementRoute(app, deps, OPERATIONS.leaveWorkspace, async ({ tx, principal, audit }) => {
    const { userId, workspaceId } = personOf(principal);
    await leaveWorkspace(tx, workspaceId, userId);
    await audit('member.left', `user:${userId}`);
    return { left: true as const };
  });
}

function registerInvitationRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  const { accounts } = deps;
  managementRoute(app, deps, OPERATIONS.listInvitations, async ({ tx, principal, now }) => {
    const invitations = await listInvitations(tx, principal.workspaceId);
    return invitations.map((invitation) => toInvitationBody(invitation, now));
  });

  managementRoute(app, deps, OPERATIONS.createInvitation, async (call) => {
    const { tx, principal, body, now } = call;
    const { workspaceId, userId: invitedBy } = personOf(principal);
    const { email, role } = body;
    const invitation = await invite(accounts, tx, { workspaceId, email, role, invitedBy });
    await call.audit('invitation.sent', `invitation:${invitation.id}`, { role });
    return toInvitationBody(invitation, now);
  });

  managementRoute(app, deps, OPERATIONS.resendInvitation, async (call) => {
    const { tx, principal, params, now } = call;
    const { workspaceId } = principal;
    const invitation = await resendInvitation(accounts, tx, workspaceId, params.invitationId);
    await call.audit('invitation.resent', `invitation:${invitation.id}`);
    return toInvitationBody(invitation, now);
  });

  managementRoute(app, deps, OPERATIONS.cancelInvitation, async (call) => {
    const { tx, principal, params, now } = call;
    const invitation = await cancelInvitation(tx, principal.workspaceId, params.invitationId);
    await call.audit('invitation.cancelled', `invitation:${invitation.id}`);
    return toInvitationBody(invitation, now);
  });
}

/** Keys never get this far: the operation says that it needs a session. */
function personOf(principal: Principal): PersonPrincipal {
  if (principal.kind !== 'person') throw new AppError('dashboard_session_required');
  return principal;
}

function toMemberBody(member: MemberRow, caller: Principal): z.input<typeof schemas.member> {
  return {
    id: member.id,
    user_id: member.userId,
    name: member.name,
    email: member.email,
    role: member.role,
    two_factor_enabled: member.hasTwoFactor,
    is_you: caller.kind === 'person' && caller.userId === member.userId,
    joined_at: member.joinedAt.toISOString(),
  };
}

function toInvitationBody(invitation: Invitation, now: Date): z.input<typeof schemas.invitation> {
  const isExpired = invitation.status === 'pending' && invitation.expiresAt <= now;
  return {
    id: invitation.id,
    email: invitation.email,
    role: invitation.role,
    status: isExpired ? 'expired' : invitation.status,
    invited_by: invitation.inviterName,
    expires_at: invitation.expiresAt.toISOString(),
    created_at: invitation.createdAt.toISOString(),
  };
}

function toAuditBody(row: AuditRow): z.input<typeof schemas.auditEntry> {
  return {
    id: Number(row.id),
    happened_at: row.at.toISOString(),
    actor: row.actor,
    actor_name: row.actorName,
    action: row.action,
    target: row.target,
    program_id: row.programId,
    details: row.details,
    request_id: row.requestId,
  };
}
