// Owns the routes of a signed-in person on their own account.
import { OPERATIONS, ROLE_PERMISSIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { accountRoute } from './account-route.js';
import type { Accounts } from './accounts.js';
import { createOwnWorkspace } from './service-members.js';
import {
  listSessionsOf,
  type Person,
  revokeOtherSessions,
  revokeSession,
  signOut,
} from './service-sessions.js';
import {
  changeEmail,
  changeName,
  changePassword,
  confirmTwoFactor,
  disableTwoFactor,
  renewRecoveryCodes,
  startTwoFactor,
} from './service-settings.js';
import { findWorkspace, type Workspace } from './store.js';
import { insertAuditEntry } from './store-audit.js';
import { listMemberships } from './store-members.js';

const DONE = { done: true as const };

/** Serves what belongs to one person, whatever the workspace. */
export function registerSettingsRoutes(app: FastifyInstance, accounts: Accounts): void {
  registerSessionRoutes(app, accounts);
  registerTwoFactorRoutes(app, accounts);

  accountRoute(app, accounts, OPERATIONS.updateProfile, async (call) => {
    await changeName(call, call.body.name);
    return toUserBody({ ...call.person, name: call.body.name });
  });

  accountRoute(app, accounts, OPERATIONS.changePassword, async (call) => {
    const { current_password: currentPassword, new_password: newPassword } = call.body;
    const { cookies } = await changePassword(call, { currentPassword, newPassword });
    call.setCookies(cookies);
    return DONE;
  });

  accountRoute(app, accounts, OPERATIONS.changeEmail, async (call) => {
    const { new_email: newEmail, password } = call.body;
    await changeEmail(call, { newEmail, password });
    return { accepted: true as const };
  });

  accountRoute(app, accounts, OPERATIONS.createWorkspace, async ({ person, body, caller, now }) => {
    const isOpenToAll = accounts.config.signUp === 'open';
    const { userId } = person;
    return accounts.transaction(async (tx) => {
      const id = await createOwnWorkspace(tx, { userId, name: body.name, isOpenToAll, now });
      const entry = {
        programId: null,
        actor: `user:${userId}`,
        action: 'workspace.created',
        target: `workspace:${id}`,
        details: {},
        requestId: caller.requestId,
      };
      await insertAuditEntry(tx, id, entry, now);
      return toWorkspaceBody((await findWorkspace(tx, id)) as Workspace);
    });
  });
}

function registerSessionRoutes(app: FastifyInstance, accounts: Accounts): void {
  accountRoute(app, accounts, OPERATIONS.readSession, async ({ person }) => {
    const memberships = await listMemberships(accounts.db.kysely, person.userId);
    const { id, createdAt, expiresAt } = person.session;
    return {
      user: toUserBody(person),
      session: {
        id,
        created_at: createdAt.toISOString(),
        expires_at: expiresAt.toISOString(),
      },
      workspaces: memberships.map(({ workspaceId, workspaceName, role, joinedAt }) => ({
        id: workspaceId,
        name: workspaceName,
        role,
        permissions: [...ROLE_PERMISSIONS[role]],
        joined_at: joinedAt.toISOString(),
      })),
    };
  });

  accountRoute(app, accounts, OPERATIONS.signOut, async ({ caller, setCookies }) => {
    const { cookies } = await signOut(accounts, caller);
    setCookies(cookies);
    return DONE;
  });

  accountRoute(app, accounts, OPERATIONS.listSessions, async ({ person }) => {
    const sessions = await listSessionsOf(accounts, person.userId);
    return sessions.map((session) => ({
      id: session.id,
      is_current: session.id === person.session.id,
      user_agent: session.userAgent,
      network: session.network,
      created_at: session.createdAt.toISOString(),
      last_seen_at: session.lastSeenAt.toISOString(),
      expires_at: session.expiresAt.toISOString(),
    }));
  });

  accountRoute(app, accounts, OPERATIONS.revokeSession, async ({ person, params, caller }) => {
    const { requestId } = caller;
    await revokeSession(accounts, person, { sessionId: params.sessionId, requestId });
    return { revoked: 1 };
  });

  accountRoute(app, accounts, OPERATIONS.revokeOtherSessions, async ({ person, caller }) => ({
    revoked: await revokeOtherSessions(accounts, person, caller.requestId),
  }));
}

function registerTwoFactorRoutes(app: FastifyInstance, accounts: Accounts): void {
  accountRoute(app, accounts, OPERATIONS.startTwoFactor, async (call) => {
    const { totpUri, recoveryCodes } = await startTwoFactor(call, call.body.password);
    return { totp_uri: totpUri, recovery_codes: recoveryCodes };
  });

  accountRoute(app, accounts, OPERATIONS.confirmTwoFactor, async (call) => {
    const { cookies } = await confirmTwoFactor(call, call.body.code);
    call.setCookies(cookies);
    return DONE;
  });

  accountRoute(app, accounts, OPERATIONS.disableTwoFactor, async (call) => {
    const { cookies } = await disableTwoFactor(call, call.body.password);
    call.setCookies(cookies);
    return DONE;
  });

  accountRoute(app, accounts, OPERATIONS.renewRecoveryCodes, async (call) => ({
    recovery_codes: await renewRecoveryCodes(call, call.body.password),
  }));
}

function toUserBody(person: Person) {
  return {
    id: person.userId,
    name: person.name,
    email: person.email,
    two_factor_enabled: person.hasTwoFactor,
    created_at: person.userCreatedAt.toISOString(),
  };
}

/** A workspace as the API shows it. */
export function toWorkspaceBody({ id, name, createdAt }: Workspace) {
  return { id, name, created_at: createdAt.toISOString() };
}
