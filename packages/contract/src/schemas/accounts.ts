// Owns the schemas of accounts: the first owner, signing in, passwords, two factors, sessions.
import { z } from 'zod';
import { role, workspaceName } from './members.js';
import { email, id, idParam, isStorableText, text, timestamp } from './primitives.js';

/** Who may make an account. */
export const SIGN_UP_MODES = ['open', 'invite_only'] as const;

export const PASSWORD_LENGTH_MIN = 10;
export const PASSWORD_LENGTH_MAX = 128;

const newPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN)
  .max(PASSWORD_LENGTH_MAX)
  .refine(isStorableText, 'contains characters that cannot be stored')
  .describe(`${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters, whatever they are.`);

/** A password that exists already: its rules may have been others when it was made. */
const password = z
  .string()
  .min(1)
  .max(PASSWORD_LENGTH_MAX)
  .refine(isStorableText, 'contains characters that cannot be stored');

const personName = text(80);

const linkToken = z
  .string()
  .min(1)
  .max(1024)
  .refine(isStorableText, 'contains characters that cannot be stored')
  .describe('What stands behind `#token=` in the link of the mail.');

const EXAMPLE = { name: 'Robin', email: 'robin@acme.example', password: 'correct horse battery' };
const TOKEN = 'k2Jd81nQ';

export const setupState = z
  .object({
    setup_required: z.boolean().describe('Whether the first owner is still to be made.'),
    sign_up: z.enum(SIGN_UP_MODES),
    mail: z.enum(['smtp', 'outbox']).describe('`outbox`: mails are kept and shown, not sent.'),
    outbox_url: z.string().nullable().describe('Where kept mails are shown, if they are.'),
  })
  .meta({ id: 'SetupState' });

export const setupBody = z
  .strictObject({ name: personName, email, password: newPassword, workspace_name: workspaceName })
  .meta({ id: 'SetupRequest', examples: [{ ...EXAMPLE, workspace_name: 'Acme Inc.' }] });

export const signUpBody = z
  .strictObject({ name: personName, email, password: newPassword })
  .meta({ id: 'SignUpRequest', examples: [EXAMPLE] });

export const signInBody = z
  .strictObject({
    email,
    password,
    remember: z.boolean().default(true).describe('Whether the session outlives the browser.'),
  })
  .meta({
    id: 'SignInRequest',
    examples: [{ email: EXAMPLE.email, password: EXAMPLE.password }],
  });

export const signedIn = z.object({ status: z.literal('signed_in') }).meta({ id: 'SignedIn' });

export const signInStep = z
  .object({ status: z.enum(['signed_in', 'two_factor_required']) })
  .meta({ id: 'SignInStep' });

export const twoFactorSignInBody = z
  .strictObject({
    code: z
      .string()
      .regex(/^[0-9]{6}$/, 'must be six digits')
      .optional()
      .describe('The code that the app shows now.'),
    recovery_code: z
      .string()
      .regex(/^[A-Za-z0-9-]{5,40}$/, 'must be a recovery code')
      .optional()
      .describe('One of the recovery codes, where the app is lost.'),
  })
  .refine((body) => (body.code === undefined) !== (body.recovery_code === undefined), {
    message: 'send either code or recovery_code',
    path: ['code'],
  })
  .meta({ id: 'TwoFactorSignInRequest', examples: [{ code: '123456' }] });

export const accepted = z
  .object({ accepted: z.literal(true) })
  .meta({ id: 'Accepted', description: 'The same answer whether or not the address is known.' });

export const done = z.object({ done: z.literal(true) });

export const emailBody = z
  .strictObject({ email })
  .meta({ id: 'EmailRequest', examples: [{ email: EXAMPLE.email }] });

export const tokenBody = z
  .strictObject({ token: linkToken })
  .meta({ id: 'LinkTokenRequest', examples: [{ token: TOKEN }] });

export const resetPasswordBody = z
  .strictObject({ token: linkToken, new_password: newPassword })
  .meta({
    id: 'ResetPasswordRequest',
    examples: [{ token: TOKEN, new_password: EXAMPLE.password }],
  });

export const user = z
  .object({
    id,
    name: z.string(),
    email: z.string(),
    two_factor_enabled: z.boolean(),
    created_at: timestamp,
  })
  .meta({ id: 'User' });

export const me = z
  .object({
    user,
    session: z.object({ id, created_at: timestamp, expires_at: timestamp }),
    workspaces: z
      .array(
        z.object({
          id,
          name: z.string(),
          role,
          permissions: z.array(z.string()),
          joined_at: timestamp,
        }),
      )
      .describe('Send the id of the chosen one as `X-Affitor-Workspace`.'),
  })
  .meta({ id: 'Me' });

export const profileBody = z
  .strictObject({ name: personName })
  .meta({ id: 'ProfileRequest', examples: [{ name: EXAMPLE.name }] });

export const changePasswordBody = z
  .strictObject({ current_password: password, new_password: newPassword })
  .meta({
    id: 'ChangePasswordRequest',
    examples: [{ current_password: EXAMPLE.password, new_password: 'battery horse correct' }],
  });

export const changeEmailBody = z.strictObject({ new_email: email, password }).meta({
  id: 'ChangeEmailRequest',
  examples: [{ new_email: 'robin@new.example', password: EXAMPLE.password }],
});

export const passwordBody = z
  .strictObject({ password })
  .meta({ id: 'PasswordRequest', examples: [{ password: EXAMPLE.password }] });

export const twoFactorStart = z
  .object({
    totp_uri: z.string().describe('For the QR code: `otpauth://totp/…`.'),
    recovery_codes: z.array(z.string()).describe('Shown in this answer only.'),
  })
  .meta({ id: 'TwoFactorStart' });

export const codeBody = z
  .strictObject({ code: z.string().regex(/^[0-9]{6}$/, 'must be six digits') })
  .meta({ id: 'CodeRequest', examples: [{ code: '123456' }] });

export const recoveryCodes = z
  .object({ recovery_codes: z.array(z.string()) })
  .meta({ id: 'RecoveryCodes' });

export const sessionParams = z.object({ sessionId: idParam.describe('Id of the session.') });

export const session = z
  .object({
    id,
    is_current: z.boolean(),
    user_agent: z.string().nullable(),
    network: z.string().nullable().describe('The network of the address, not the address.'),
    created_at: timestamp,
    last_seen_at: timestamp,
    expires_at: timestamp,
  })
  .meta({ id: 'Session' });

export const revoked = z.object({ revoked: z.int().describe('How many sessions ended.') });

export const invitationPreview = z
  .object({
    workspace_name: z.string(),
    email: z.string(),
    role,
    invited_by: z.string(),
    has_account: z.boolean().describe('Whether to sign in rather than to choose a password.'),
    expires_at: timestamp,
  })
  .meta({ id: 'InvitationPreview' });

export const acceptInvitationBody = z
  .strictObject({
    token: linkToken,
    name: personName.optional(),
    password: newPassword.optional(),
  })
  .refine((body) => (body.name === undefined) === (body.password === undefined), {
    message: 'is required with the password',
    path: ['name'],
  })
  .meta({
    id: 'AcceptInvitationRequest',
    examples: [{ token: TOKEN, name: EXAMPLE.name, password: EXAMPLE.password }],
  });

export const acceptedInvitation = z
  .object({ workspace_id: id, role })
  .meta({ id: 'AcceptedInvitation' });
