// Owns the operations before there is a session: the first owner, sign-up, sign-in, mailed links.
import * as accounts from '../schemas/accounts.js';
import { dataOf } from '../schemas/primitives.js';
import { ACCOUNT_ERRORS, CAPACITY_ERRORS, defineOperation } from './operation.js';

const ACCOUNT = '/api/account';

/** Guessing and mail bombs are slowed down by account and by network. */
const GUESSING_ERRORS = [...ACCOUNT_ERRORS, 'too_many_attempts'] as const;

export const ACCOUNT_OPERATIONS = {
  readSetup: defineOperation({
    id: 'readSetup',
    method: 'GET',
    path: `${ACCOUNT}/setup`,
    tag: 'Account',
    summary: 'Read what the sign-in page needs to know',
    description: 'Whether the first owner is to be made, and who may sign up.',
    auth: 'none',
    response: dataOf(accounts.setupState),
    errors: ['internal_error', ...CAPACITY_ERRORS],
  }),
  setUp: defineOperation({
    id: 'setUp',
    method: 'POST',
    path: `${ACCOUNT}/setup`,
    tag: 'Account',
    summary: 'Make the first owner',
    description:
      'Works while the installation has no account, and signs the owner in. Workspaces without ' +
      'members, made on the command line, become theirs; without any, one is made.',
    auth: 'none',
    body: accounts.setupBody,
    response: dataOf(accounts.signedIn),
    status: 201,
    errors: [...GUESSING_ERRORS, 'setup_done'],
  }),
  signUp: defineOperation({
    id: 'signUp',
    method: 'POST',
    path: `${ACCOUNT}/sign-up`,
    tag: 'Account',
    summary: 'Make an account',
    description:
      'Where `SIGN_UP` is `open`. A mail carries the link that confirms the address; an address ' +
      'that has an account gets a mail that says so, and the answer is the same.',
    auth: 'none',
    body: accounts.signUpBody,
    response: dataOf(accounts.accepted),
    status: 202,
    errors: [...GUESSING_ERRORS, 'sign_up_closed'],
  }),
  signIn: defineOperation({
    id: 'signIn',
    method: 'POST',
    path: `${ACCOUNT}/sign-in`,
    tag: 'Account',
    summary: 'Sign in with email and password',
    description:
      'Sets the session cookie, or answers `two_factor_required` and waits for a code. An ' +
      'earlier session of this browser ends.',
    auth: 'none',
    body: accounts.signInBody,
    response: dataOf(accounts.signInStep),
    errors: [...GUESSING_ERRORS, 'sign_in_failed', 'email_not_verified'],
  }),
  signInWithCode: defineOperation({
    id: 'signInWithCode',
    method: 'POST',
    path: `${ACCOUNT}/sign-in/two-factor`,
    tag: 'Account',
    summary: 'Finish signing in with a code',
    description: 'With the code of the app, or with a recovery code; each works once.',
    auth: 'none',
    body: accounts.twoFactorSignInBody,
    response: dataOf(accounts.signedIn),
    errors: [...GUESSING_ERRORS, 'two_factor_failed', 'two_factor_not_started'],
  }),
  verifyEmail: defineOperation({
    id: 'verifyEmail',
    method: 'POST',
    path: `${ACCOUNT}/email/verify`,
    tag: 'Account',
    summary: 'Confirm an email address',
    description: 'With the token of the mailed link, for a new account or a changed address.',
    auth: 'none',
    body: accounts.tokenBody,
    response: dataOf(accounts.done),
    errors: [...GUESSING_ERRORS, 'link_invalid'],
  }),
  resendVerification: defineOperation({
    id: 'resendVerification',
    method: 'POST',
    path: `${ACCOUNT}/email/resend`,
    tag: 'Account',
    summary: 'Mail the link that confirms an address again',
    description: 'Answers alike whether or not the address waits for confirmation.',
    auth: 'none',
    body: accounts.emailBody,
    response: dataOf(accounts.accepted),
    status: 202,
    errors: GUESSING_ERRORS,
  }),
  forgotPassword: defineOperation({
    id: 'forgotPassword',
    method: 'POST',
    path: `${ACCOUNT}/password/forgot`,
    tag: 'Account',
    summary: 'Mail a link that resets the password',
    description: 'Answers alike whether or not the address has an account.',
    auth: 'none',
    body: accounts.emailBody,
    response: dataOf(accounts.accepted),
    status: 202,
    errors: GUESSING_ERRORS,
  }),
  resetPassword: defineOperation({
    id: 'resetPassword',
    method: 'POST',
    path: `${ACCOUNT}/password/reset`,
    tag: 'Account',
    summary: 'Set a new password with a mailed link',
    description: 'The link works once, within an hour. Every session of the account ends.',
    auth: 'none',
    body: accounts.resetPasswordBody,
    response: dataOf(accounts.done),
    errors: [...GUESSING_ERRORS, 'link_invalid'],
  }),
  previewInvitation: defineOperation({
    id: 'previewInvitation',
    method: 'POST',
    path: `${ACCOUNT}/invitations/preview`,
    tag: 'Account',
    summary: 'Read what a mailed invitation says',
    description: 'Who invites to which workspace, and whether the address has an account.',
    auth: 'none',
    body: accounts.tokenBody,
    response: dataOf(accounts.invitationPreview),
    errors: [...GUESSING_ERRORS, 'link_invalid'],
  }),
  acceptInvitation: defineOperation({
    id: 'acceptInvitation',
    method: 'POST',
    path: `${ACCOUNT}/invitations/accept`,
    tag: 'Account',
    summary: 'Accept an invitation',
    description:
      'A person who is signed in with the invited address joins. Anybody else sends a name and ' +
      'a password, gets an account, and is signed in. The link works once.',
    auth: 'none',
    body: accounts.acceptInvitationBody,
    response: dataOf(accounts.acceptedInvitation),
    errors: [
      ...GUESSING_ERRORS,
      'link_invalid',
      'invitation_for_another_address',
      'account_exists',
    ],
  }),
} as const;
