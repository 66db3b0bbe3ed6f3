// Owns the catalogue rows for program API keys that are missing, empty or unknown.
import { defineErrors } from './row.js';

export const AUTHENTICATION_ERRORS = defineErrors('authentication', {
  authorization_header_missing: {
    status: 401,
    message: 'Missing or invalid Authorization header',
    condition: 'Authorization header missing or does not start with `Bearer `',
    meaning:
      'The request reached an endpoint that authenticates your server, without a usable header. ' +
      'The prefix is matched literally: `bearer`, `Token` and `Basic` do not count.',
    fix: 'Add `Authorization: Bearer YOUR_PROGRAM_API_KEY` to the request.',
    retryable: false,
  },
  api_token_missing: {
    status: 401,
    message: 'Missing API token',
    condition: 'Header present, but the token is empty after trimming',
    meaning: 'The `Bearer ` prefix was found and nothing followed it.',
    fix: 'Look for trailing spaces and for an environment variable that is empty or not loaded.',
    retryable: false,
  },
  api_token_invalid: {
    status: 401,
    message: 'Invalid API token',
    condition: 'Token does not match the API key (`api_token`) of any program',
    meaning:
      'The key is wrong, was replaced by a newer one, was revoked, or comes from a different ' +
      'program or installation. A valid key of another program signs in as that program: the ' +
      'mismatch then shows as a 400 or a 404 below.',
    fix: 'Copy (or regenerate) the API key in the program settings of your Affitor dashboard.',
    retryable: false,
  },
});
