// Owns the catalogue row for web pages that a program does not list.
import { defineErrors } from './row.js';

export const ORIGIN_ERRORS = defineErrors('origin', {
  origin_not_allowed: {
    status: 403,
    message: 'Origin not allowed',
    condition: 'The page that sent the request has an origin that the program does not list',
    meaning: 'The installation refuses such calls instead of recording them; nothing was recorded.',
    fix: 'Add the origin of the page to the allowed origins in the settings of the program.',
    retryable: false,
  },
});
