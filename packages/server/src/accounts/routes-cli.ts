// Owns the routes by which command lines are signed in, approved, listed and signed out.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { parseInput } from '../platform/http/validation.js';
import { accountRoute } from './account-route.js';
import type { Accounts } from './accounts.js';
import { callerOf } from './caller.js';
import {
  authenticateCliToken,
  decideCliLogin,
  type LoginPoll,
  pollCliLogin,
  requireWaitingLogin,
  revokeCliToken,
  startCliLogin,
} from './service-cli.js';
import { listCliTokens } from './store-cli.js';
import { listMemberships } from './store-members.js';

const APPROVAL_PAGE = '/app/cli/approve';

/** Serves the signing in of command lines. */
export function registerCliLoginRoutes(app: FastifyInstance, accounts: Accounts): void {
  registerCommandLineRoutes(app, accounts);
  registerApprovalRoutes(app, accounts);
}

function registerCommandLineRoutes(app: FastifyInstance, accounts: Accounts): void {
  const { publicUrl } = accounts.config;
  const pageOf = (request: string) =>
    `${publicUrl}${APPROVAL_PAGE}?request=${encodeURIComponent(request)}`;

  app.post(OPERATIONS.startCliLogin.path, async (request, reply) => {
    const started = await startCliLogin(accounts, callerOf(request));
    reply.header('cache-control', 'no-store');
    const { state, userCode } = started;
    return {
      data: {
        state,
        auth_url: pageOf(started.request),
        poll_url: `${publicUrl}${OPERATIONS.pollCliLogin.path}?state=${encodeURIComponent(state)}`,
        user_code: userCode,
        expires_at: started.expiresAt.toISOString(),
      },
    };
  });

  app.get(OPERATIONS.openCliApproval.path, (request, reply) => {
    const { state } = parseInput(OPERATIONS.openCliApproval.query, request.query);
    return reply.redirect(pageOf(state));
  });

  app.get(OPERATIONS.pollCliLogin.path, async (request, reply) => {
    const { state } = parseInput(OPERATIONS.pollCliLogin.query, request.query);
    reply.header('cache-control', 'no-store');
    return { data: toPollBody(await pollCliLogin(accounts, state, callerOf(request))) };
  });

  app.post(OPERATIONS.revokeCliToken.path, async (request) => {
    const { userId, tokenId } = await authenticateCliToken(accounts, request.headers.authorization);
    const revoked = await revokeCliToken(accounts, { userId, tokenId, requestId: request.id });
    return { data: { revoked } };
  });
}

function toPollBody(poll: LoginPoll) {
  switch (poll.status) {
    case 'complete':
      return {
        status: poll.status,
        token: poll.token,
        email: poll.email,
        advertiser_id: poll.workspaceId,
        token_expires_at: poll.expiresAt.toISOString(),
      };
    case 'expired':
      return { status: poll.status, ...(poll.isDenied && { denied: true }) };
    case 'pending':
    case 'consumed':
      return { status: poll.status };
  }
}

function registerApprovalRoutes(app: FastifyInstance, accounts: Accounts): void {
  accountRoute(app, accounts, OPERATIONS.previewCliLogin, async ({ body, person }) => {
    const login = await requireWaitingLogin(accounts, body.request);
    const memberships = await listMemberships(accounts.db.kysely, person.userId);
    return {
      user_code: login.userCode,
      user_agent: login.userAgent,
      network: login.network,
      started_at: login.createdAt.toISOString(),
      expires_at: login.expiresAt.toISOString(),
      workspaces: memberships.map(({ workspaceId, workspaceName, role }) => ({
        id: workspaceId,
        name: workspaceName,
        role,
      })),
    };
  });

  accountRoute(app, accounts, OPERATIONS.decideCliLogin, async ({ body, person, caller }) => {
    const { request, decision, workspace_id: workspaceId = null } = body;
    const { userId } = person;
    const { requestId } = caller;
    const isApproved = decision === 'approve';
    await decideCliLogin(accounts, { request, userId, isApproved, workspaceId, requestId });
    return { decision };
  });

  accountRoute(app, accounts, OPERATIONS.listCliTokens, async ({ person, now }) => {
    const tokens = await listCliTokens(accounts.db, person.userId, now);
    return tokens.map((token) => ({
      id: token.id,
      workspace_id: token.workspaceId,
      user_agent: token.userAgent,
      created_at: token.createdAt.toISOString(),
      expires_at: token.expiresAt.toISOString(),
      last_used_at: token.lastUsedAt?.toISOString() ?? null,
    }));
  });

  accountRoute(app, accounts, OPERATIONS.revokeOwnCliToken, async ({ body, person, caller }) => {
    const { userId } = person;
    const { requestId } = caller;
    const revoked = { userId, tokenId: body.token_id, requestId };
    return { revoked: await revokeCliToken(accounts, revoked) };
  });
}
