// Owns the schemas of workspaces, their members, invitations and audit log.
import { z } from 'zod';
import {
  cursorQuery,
  email,
  eventId,
  id,
  idParam,
  searchText,
  text,
  timestamp,
} from './primitives.js';

/** What a person may be in a workspace, from most to least. */
export const ROLES = ['owner', 'member', 'read_only'] as const;

export type Role = (typeof ROLES)[number];

export const INVITATION_STATUSES = ['pending', 'accepted', 'cancelled', 'expired'] as const;

export const role = z
  .enum(ROLES)
  .describe('`owner` may do everything, `member` runs the programs, `read_only` looks.');

export const workspaceName = text(80);

export const workspaceBody = z
  .strictObject({ name: workspaceName })
  .meta({ id: 'WorkspaceRequest', examples: [{ name: 'Acme Inc.' }] });

export const workspace = z
  .object({ id, name: z.string(), created_at: timestamp })
  .meta({ id: 'Workspace' });

export const memberParams = z.object({ memberId: idParam.describe('Id of the membership.') });

export const updateMemberBody = z
  .strictObject({ role })
  .meta({ id: 'UpdateMemberRequest', examples: [{ role: 'member' }] });

export const member = z
  .object({
    id,
    user_id: id,
    name: z.string(),
    email: z.string(),
    role,
    two_factor_enabled: z.boolean(),
    is_you: z.boolean().describe('Whether this is the caller.'),
    joined_at: timestamp,
  })
  .meta({ id: 'Member' });

export const invitationParams = z.object({
  invitationId: idParam.describe('Id of the invitation.'),
});

export const createInvitationBody = z.strictObject({ email, role: role.default('member') }).meta({
  id: 'CreateInvitationRequest',
  examples: [{ email: 'dana@acme.example', role: 'member' }],
});

export const invitation = z
  .object({
    id,
    email: z.string(),
    role,
    status: z.enum(INVITATION_STATUSES),
    invited_by: z.string().describe('Name of the person who sent it.'),
    expires_at: timestamp,
    created_at: timestamp,
  })
  .meta({ id: 'Invitation' });

export const auditLogQuery = cursorQuery.extend({
  action: searchText(100).optional().describe('Only entries of this action.'),
  actor: searchText(40)
    .optional()
    .describe('Only entries of this actor, in the form `user:7` or `key:12`.'),
});

export const auditEntry = z
  .object({
    id: eventId,
    happened_at: timestamp,
    actor: z.string().describe('Who did it: `user:7`, `key:12` or `system`.'),
    actor_name: z.string().nullable().describe('What people call the actor.'),
    action: z.string().meta({ examples: ['program.updated'] }),
    target: z.string().meta({ examples: ['program:42'] }),
    program_id: id.nullable(),
    details: z.record(z.string(), z.unknown()),
    request_id: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

export const left = z.object({ left: z.literal(true) });
