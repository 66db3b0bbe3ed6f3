// Owns the routes before there is a session: set-up, sign-up, sign-in and mailed links.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { accountRoute } from './account-route.js';
import type { Accounts } from './accounts.js';
import { acceptInvitation, previewInvitation } from './service-invitations.js';
import { signIn, signInWithCode } from './service-sign-in.js';
import {
  isSetupRequired,
  requestReset,
  requestVerification,
  resetPassword,
  setUp,
  signUp,
  verifyEmail,
} from './service-sign-up.js';

/** Where kept mails are shown. */
export const OUTBOX_PATH = '/dev/outbox';

/** Serves what somebody needs to get in. */
export function registerSignInRoutes(app: FastifyInstance, accounts: Accounts): void {
  const { config, mailer } = accounts;

  accountRoute(app, accounts, OPERATIONS.readSetup, async () => ({
    setup_required: await isSetupRequired(accounts),
    sign_up: config.signUp,
    mail: mailer.kind,
    outbox_url: config.showsOutbox ? `${config.publicUrl}${OUTBOX_PATH}` : null,
  }));

  accountRoute(app, accounts, OPERATIONS.setUp, async ({ caller, body, setCookies }) => {
    const { name, email, password, workspace_name: workspaceName } = body;
    const answer = await setUp(accounts, caller, { name, email, password, workspaceName });
    setCookies(answer.cookies);
    return { status: 'signed_in' as const };
  });

  accountRoute(app, accounts, OPERATIONS.signUp, async ({ caller, body }) => {
    await signUp(accounts, caller, body);
    return { accepted: true as const };
  });

  accountRoute(app, accounts, OPERATIONS.signIn, async ({ caller, body, setCookies }) => {
    const { value, cookies } = await signIn(accounts, caller, body);
    setCookies(cookies);
    return { status: value };
  });

  accountRoute(app, accounts, OPERATIONS.signInWithCode, async ({ caller, body, setCookies }) => {
    const codes = { code: body.code, recoveryCode: body.recovery_code };
    const { cookies } = await signInWithCode(accounts, caller, codes);
    setCookies(cookies);
    return { status: 'signed_in' as const };
  });

  registerLinkRoutes(app, accounts);
}

function registerLinkRoutes(app: FastifyInstance, accounts: Accounts): void {
  accountRoute(app, accounts, OPERATIONS.verifyEmail, async ({ caller, body }) => {
    await verifyEmail(accounts, caller, body.token);
    return { done: true as const };
  });

  accountRoute(app, accounts, OPERATIONS.resendVerification, async ({ caller, body }) => {
    await requestVerification(accounts, caller, body.email);
    return { accepted: true as const };
  });

  accountRoute(app, accounts, OPERATIONS.forgotPassword, async ({ caller, body }) => {
    await requestReset(accounts, caller, body.email);
    return { accepted: true as const };
  });

  accountRoute(app, accounts, OPERATIONS.resetPassword, async ({ caller, body }) => {
    await resetPassword(accounts, caller, { token: body.token, newPassword: body.new_password });
    return { done: true as const };
  });

  accountRoute(app, accounts, OPERATIONS.previewInvitation, async ({ caller, body }) => {
    const found = await previewInvitation(accounts, caller, body.token);
    return {
      workspace_name: found.workspaceName,
      email: found.email,
      role: found.role,
      invited_by: found.inviterName,
      has_account: found.hasAccount,
      expires_at: found.expiresAt.toISOString(),
    };
  });

  accountRoute(app, accounts, OPERATIONS.acceptInvitation, async (call) => {
    const { caller, person, body, setCookies } = call;
    const { token, name, password } = body;
    const newUser = name === undefined || password === undefined ? null : { name, password };
    const { invitation, cookies } = await acceptInvitation(accounts, caller, {
      token,
      person,
      newUser,
    });
    setCookies(cookies);
    return { workspace_id: invitation.workspaceId, role: invitation.role };
  });
}
