// Owns the operations of the command line: signing in through the browser, init, status.
import * as cli from '../schemas/cli.js';
import { dataOf, listOf } from '../schemas/primitives.js';
import { plainText } from '../schemas/service.js';
import * as stripe from '../schemas/stripe.js';
import {
  ACCOUNT_ERRORS,
  BODY_ERRORS,
  CAPACITY_ERRORS,
  defineOperation,
  PROGRAM_KEY_ERRORS,
} from './operation.js';

const CLI = '/api/v1/cli';
const ACCOUNT = '/api/account';

const PLAIN_ERRORS = ['internal_error', ...CAPACITY_ERRORS] as const;
const TOKEN_ERRORS = ['cli_token_invalid', 'permission_missing', ...PLAIN_ERRORS] as const;
const KEY_ERRORS = [...PROGRAM_KEY_ERRORS, 'program_id_mismatch', ...PLAIN_ERRORS] as const;
const PERSON_ERRORS = ['not_signed_in', ...ACCOUNT_ERRORS] as const;

export const CLI_OPERATIONS = {
  startCliLogin: defineOperation({
    id: 'startCliLogin',
    method: 'POST',
    path: `${CLI}/auth/start`,
    tag: 'Command line',
    summary: 'Begin to sign a command line in',
    description:
      'Open `auth_url` in a browser, then poll. It takes no body, and ends after a while.',
    auth: 'none',
    response: dataOf(cli.cliLoginStarted),
    errors: ['too_many_attempts', ...PLAIN_ERRORS],
  }),
  openCliApproval: defineOperation({
    id: 'openCliApproval',
    method: 'GET',
    path: `${CLI}/auth/callback`,
    tag: 'Command line',
    summary: 'Go to the approval page',
    description: 'Leads a browser on to the page of the dashboard. It decides nothing by itself.',
    auth: 'none',
    query: cli.cliLoginQuery,
    response: plainText,
    status: 302,
    errors: ['validation_failed', ...PLAIN_ERRORS],
  }),
  pollCliLogin: defineOperation({
    id: 'pollCliLogin',
    method: 'GET',
    path: `${CLI}/auth/poll`,
    tag: 'Command line',
    summary: 'Ask whether a command line was approved',
    description:
      'Hands the token out once, with `complete`; from then on the status is `consumed`. An ' +
      'unknown state is `expired`. Every two seconds is often enough.',
    auth: 'none',
    query: cli.cliLoginQuery,
    response: dataOf(cli.cliLoginState),
    errors: ['validation_failed', ...PLAIN_ERRORS],
  }),
  revokeCliToken: defineOperation({
    id: 'revokeCliToken',
    method: 'POST',
    path: `${CLI}/auth/revoke`,
    tag: 'Command line',
    summary: 'Sign a command line out',
    description: 'Ends the token that asks. It takes no body.',
    auth: 'cli_token',
    response: dataOf(cli.cliTokensRevoked),
    errors: ['cli_token_invalid', ...PLAIN_ERRORS],
  }),
  initCliProgram: defineOperation({
    id: 'initCliProgram',
    method: 'POST',
    path: `${CLI}/init`,
    tag: 'Command line',
    summary: 'Create a program',
    description:
      'Takes what the command line asks for. A recurring commission of 0 months lasts for life. ' +
      'Payments are reported by your server (`s2s`) until Stripe is connected.',
    auth: 'cli_token',
    body: cli.cliInitBody,
    response: dataOf(cli.cliInitResult),
    status: 201,
    errors: [...TOKEN_ERRORS, ...BODY_ERRORS, 'validation_failed', 'slug_taken'],
  }),
  listCliPrograms: defineOperation({
    id: 'listCliPrograms',
    method: 'GET',
    path: `${CLI}/programs`,
    tag: 'Command line',
    summary: 'List the programs of the workspace',
    description: 'Oldest first, each with its commission in words.',
    auth: 'cli_token',
    response: listOf(cli.cliProgram),
    errors: TOKEN_ERRORS,
  }),
  readCliStatus: defineOperation({
    id: 'readCliStatus',
    method: 'GET',
    path: `${CLI}/status`,
    tag: 'Command line',
    summary: 'Read how a program is doing',
    description: 'Real events of the last 24 hours. Readiness tells what is still to be done.',
    auth: 'program_key',
    query: cli.cliStatusQuery,
    response: dataOf(cli.cliStatus),
    errors: [...KEY_ERRORS, 'validation_failed'],
  }),
  connectStripe: defineOperation({
    id: 'connectStripe',
    method: 'POST',
    path: `${CLI}/stripe-connect`,
    tag: 'Command line',
    summary: 'Connect Stripe',
    description:
      'From then on the signed events of this endpoint record the payments of the program, and ' +
      'its payment tracking is `stripe`. Repeating it replaces endpoint and secret; the old ' +
      'secret is refused at once. The secret is kept encrypted and never shown again.',
    auth: 'program_key',
    body: stripe.stripeConnectBody,
    response: dataOf(stripe.stripeConnected),
    errors: [...KEY_ERRORS, ...BODY_ERRORS, 'validation_failed', 'stripe_not_configured'],
  }),
  previewCliLogin: defineOperation({
    id: 'previewCliLogin',
    method: 'POST',
    path: `${ACCOUNT}/cli-logins/preview`,
    tag: 'Account',
    summary: 'Read which command line asks to be signed in',
    description: 'What the approval page shows: its code, its program, where and when it began.',
    auth: 'session',
    body: cli.cliLoginRequest,
    response: dataOf(cli.cliLoginPreview),
    errors: [...PERSON_ERRORS, 'cli_login_not_found'],
  }),
  decideCliLogin: defineOperation({
    id: 'decideCliLogin',
    method: 'POST',
    path: `${ACCOUNT}/cli-logins/decide`,
    tag: 'Account',
    summary: 'Approve or deny a command line',
    description: 'An approved command line acts as this person in one workspace for 90 days.',
    auth: 'session',
    body: cli.cliLoginDecisionBody,
    response: dataOf(cli.cliLoginDecided),
    errors: [...PERSON_ERRORS, 'cli_login_not_found', 'workspace_not_found'],
  }),
  listCliTokens: defineOperation({
    id: 'listCliTokens',
    method: 'GET',
    path: `${ACCOUNT}/cli-tokens`,
    tag: 'Account',
    summary: 'List the command lines that are signed in',
    description: 'Those of this person, the latest first.',
    auth: 'session',
    response: listOf(cli.cliToken),
    errors: ['not_signed_in', ...PLAIN_ERRORS],
  }),
  revokeOwnCliToken: defineOperation({
    id: 'revokeOwnCliToken',
    method: 'POST',
    path: `${ACCOUNT}/cli-tokens/revoke`,
    tag: 'Account',
    summary: 'Sign one of the command lines out',
    description: 'Its next request is refused. One that is not theirs counts as none.',
    auth: 'session',
    body: cli.cliTokenBody,
    response: dataOf(cli.cliTokensRevoked),
    errors: PERSON_ERRORS,
  }),
} as const;
