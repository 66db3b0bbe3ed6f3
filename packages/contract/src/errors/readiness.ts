// Owns the catalogue rows of readiness, of synthetic chains and of the command line's endpoints.
import { defineErrors } from './row.js';

export const READINESS_ERRORS = defineErrors('readiness', {
  readiness_key_invalid: {
    status: 401,
    message: 'Invalid API token.',
    condition: 'No Bearer token, an empty one, or one that no program has',
    meaning: 'The key is missing, wrong, or was replaced by a newer one.',
    fix: 'Copy (or regenerate) the API key in the program settings and send it as Bearer token.',
    retryable: false,
  },
  readiness_failed: {
    status: 500,
    message: 'Failed to compute readiness. Retry shortly.',
    condition: 'Unhandled exception while the gates were looked at',
    meaning: 'Most often the database was busy or unreachable for a moment.',
    fix: 'Ask again after the seconds in `Retry-After`; the log has the cause by request id.',
    retryable: true,
  },
  synthetic_chains_exhausted: {
    status: 429,
    message: 'Too many synthetic chains (max 10/program/hour).',
    condition: 'Ten chains of this program began within the last hour',
    meaning: 'Nothing was run. All processes and both ways to start a chain count together.',
    fix: 'Wait for the seconds in `Retry-After`; real events pass the `live` gate as well.',
    retryable: true,
  },
  program_id_mismatch: {
    status: 403,
    message: 'program_id is not the program of this API key',
    condition: '`program_id` names another program than the one that the key belongs to',
    meaning: 'The key and the configuration beside it come from different programs.',
    fix: 'Use the key of the named program, or leave `program_id` out.',
    retryable: false,
  },
  cli_token_invalid: {
    status: 401,
    message: 'Not signed in. Run `affitor login`.',
    condition: 'No Bearer token of a command line, or one that has expired or was revoked',
    meaning:
      'Command lines are signed out after 90 days, when somebody revokes them, and when the ' +
      'person leaves the workspace.',
    fix: 'Run `affitor login` and approve it in the browser.',
    retryable: false,
  },
  cli_login_not_found: {
    status: 404,
    message: 'This sign-in has ended. Run `affitor login` again.',
    condition: 'No command line waits under this request: it has expired, or it was decided',
    meaning: 'A request is decided once, within ten minutes.',
    fix: 'Run `affitor login` again, and open the address that it shows.',
    retryable: false,
  },
});
