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
    meaning: 'Keys cannot create further keys, so that a leaked key cannot outlive its revocation.',
    fix: 'Sign in to the dashboard and create the key there.',
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
