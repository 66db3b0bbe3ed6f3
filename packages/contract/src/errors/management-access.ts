// Owns the catalogue rows for management keys: who may call (401), what they may do (403), 400.
import { defineErrors } from './row.js';

export const MANAGEMENT_ACCESS_ERRORS = defineErrors('management_access', {
  management_credentials_missing: {
    status: 401,
    message: 'Missing or invalid Authorization header',
    condition: 'No `Authorization: Bearer` header with a management key, and no dashboard session',
    meaning: 'The management API does not know who is calling.',
    fix: 'Add `Authorization: Bearer YOUR_MANAGEMENT_KEY`; management keys begin with `affk_`.',
    retryable: false,
  },
  management_key_invalid: {
    status: 401,
    message: 'Invalid management key',
    condition: 'The token is no management key of this installation, or was revoked',
    meaning: 'Program API keys (`aff_`) work for tracking only and are refused here as well.',
    fix: 'Create a management key in the dashboard and use it for this call.',
    retryable: false,
  },
  management_key_expired: {
    status: 401,
    message: 'Management key has expired',
    condition: 'The key is past its `expires_at`',
    meaning: 'The key was valid once.',
    fix: 'Create a new management key in the dashboard and replace the old one.',
    retryable: false,
  },
  scope_missing: {
    status: 403,
    message: 'Missing scope: <scope>',
    condition: 'The key does not carry the scope that this call needs',
    meaning: 'The key is valid and is not allowed to do this.',
    fix: 'Add the named scope to the key, or use a key that has it.',
    retryable: false,
  },
  program_out_of_scope: {
    status: 403,
    message: 'This key does not cover the program',
    condition: 'The key is limited to other programs of the workspace',
    meaning: 'The program exists and the key was not given access to it.',
    fix: 'Add the program to the `program_scope` of the key, or use another key.',
    retryable: false,
  },
  dashboard_session_required: {
    status: 403,
    message: 'A dashboard session is required',
    condition: 'A management key was used where only a signed-in person may act',
    meaning:
      'Keys make neither keys nor members, so that a leaked key cannot outlive its revocation.',
    fix: 'Sign in to the dashboard and do it there.',
    retryable: false,
  },
});

export const SESSION_ACCESS_ERRORS = defineErrors('management_access', {
  not_signed_in: {
    status: 401,
    message: 'Not signed in, or the session has ended',
    condition: 'The session cookie is missing, expired, or was revoked',
    meaning: 'Sessions end after 30 days, after 7 days without use, and when they are revoked.',
    fix: 'Sign in again.',
    retryable: false,
  },
  cross_site_request: {
    status: 403,
    message: 'The request did not come from a page of <origin>',
    condition:
      'A call with a session, or one that starts a session, whose `Origin` or `Sec-Fetch-Site` ' +
      'names another site, or that carries neither',
    meaning: 'Other sites must not act for a person who is signed in.',
    fix:
      'Open the dashboard at the named address; if that is not its address, correct ' +
      '`PUBLIC_URL`. Programs use a management key instead of a session.',
    retryable: false,
  },
  permission_missing: {
    status: 403,
    message: 'Your role does not allow this: <permission>',
    condition: 'The role of the signed-in person lacks the permission of the call',
    meaning: 'The person belongs to the workspace and is not allowed to do this in it.',
    fix: 'Ask an owner of the workspace to do it, or to change the role.',
    retryable: false,
  },
  workspace_required: {
    status: 400,
    message: 'X-Affitor-Workspace is required: you belong to several workspaces',
    condition: 'A session call that names neither a workspace nor a program',
    meaning: 'The service does not choose between the workspaces of a person.',
    fix: 'Send the id of the workspace in the header `X-Affitor-Workspace`.',
    retryable: false,
  },
});

export const MANAGEMENT_INPUT_ERRORS = defineErrors('management_input', {
  validation_failed: {
    status: 400,
    message: '<field>: <problem>',
    condition: 'A field of the body, the query or the path breaks a rule',
    meaning: 'The message names the first field that was refused and what is wrong with it.',
    fix: 'Correct the field; the API reference lists its type, range and default.',
    retryable: false,
  },
});
