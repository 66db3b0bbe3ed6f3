// Owns the catalogue rows for conflicts (409), missing records (404) and failures (500).
import { defineErrors } from './row.js';

export const CONFLICT_ERRORS = defineErrors('conflict', {
  duplicate_transaction_id: {
    status: 409,
    message: 'Duplicate transaction_id. This sale has already been recorded.',
    condition: 'A sale with this `processor_event_id` already exists, in any program',
    meaning:
      'The duplicate guard did its work: the second request changed nothing. When the sale is ' +
      'yours, the headers `X-Affitor-Sale-Id` and `X-Affitor-Commission-Id` name what exists.',
    fix:
      'Do not retry with the same `transaction_id`; treat the sale as recorded. If the original ' +
      'was a test, clear the test data of the program.',
    retryable: false,
  },
});

export const NOT_FOUND_ERRORS = defineErrors('not_found', {
  sale_not_found: {
    status: 404,
    message: 'Sale not found for transaction_id',
    condition: 'No sale with this `transaction_id` exists in the program of the key',
    meaning: 'A refund or a look-up names a sale that this program does not have.',
    fix:
      'Verify that the `transaction_id` equals what was sent to `/track/sale`, and that the ' +
      'Bearer key is for the same program.',
    retryable: false,
  },
});

export const SERVER_ERRORS = defineErrors('server', {
  click_tracking_failed: {
    status: 500,
    message: 'Click tracking failed',
    condition: 'Unhandled exception while a click was recorded',
    meaning: 'Usually a database or network failure. Nothing was stored.',
    fix: 'Check the server logs for the `X-Request-Id`. The click may be sent again.',
    retryable: true,
  },
  lead_tracking_failed: {
    status: 500,
    message: 'Lead tracking failed',
    condition: 'Unhandled exception while a lead was recorded',
    meaning: 'The lead was not stored.',
    fix: 'Check the server logs for the `X-Request-Id`. The lead may be sent again.',
    retryable: true,
  },
  sale_tracking_failed: {
    status: 500,
    message: 'Sale tracking failed',
    condition: 'Unhandled exception while a sale was recorded',
    meaning: 'The outcome is unknown to the caller; the sale is either stored whole or not at all.',
    fix:
      'Check the server logs for the `X-Request-Id`. Sending the same `transaction_id` again is ' +
      'safe: it records the sale or answers 409.',
    retryable: true,
  },
  refund_tracking_failed: {
    status: 500,
    message: 'Refund tracking failed',
    condition: 'Unhandled exception while a refund was recorded',
    meaning: 'The refund was not applied, or was applied whole.',
    fix: 'Check the server logs. The same refund may be sent again: it is never deducted twice.',
    retryable: true,
  },
  commission_creation_failed: {
    status: 500,
    message: 'Failed to create commission',
    condition: 'The commission step failed after the sale had been written',
    meaning:
      'The sale is recorded, has no commission yet, and its `transaction_id` is consumed. A ' +
      'repair job keeps trying until the commission exists exactly once.',
    fix:
      'Do not submit the sale under a new id. Look it up by its `transaction_id`; if the ' +
      'commission stays missing, contact Affitor support (your operator) with that id.',
    retryable: false,
  },
  internal_error: {
    status: 500,
    message: 'Internal server error',
    condition: 'Unhandled exception outside the four tracking calls',
    meaning: 'The service failed; the request was not necessarily wrong.',
    fix: 'Check the server logs for the `X-Request-Id` of the response, then try again.',
    retryable: true,
  },
});
