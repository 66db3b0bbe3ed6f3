// Guards the exact texts of the specification and the rules that every catalogue row obeys.
import { expect, test } from 'vitest';
import { ERROR_CODES, ERRORS, renderMessage } from './index.js';

/** The documented statuses and messages, copied here so that an edit of a row cannot pass. */
const SPECIFIED = `
400 affiliate_url is required
400 Invalid affiliate_url
400 No aff parameter found in affiliate_url
400 Referral link not found
400 Invalid referral link configuration
500 Click tracking failed
400 click_id or customer_key is required
400 Customer not found. Provide a valid click_id or customer_key.
400 Customer does not belong to this program
400 Customer status cannot be updated to lead. Current status: <status>
500 Lead tracking failed
400 transaction_id is required and must be a string
400 amount_cents is required and must be a positive integer
400 Customer not found. Provide customer_key or click_id.
400 No affiliate attribution found for this customer in this program
400 No partner-program relationship found for this customer
400 partnerId required to create commission
409 Duplicate transaction_id. This sale has already been recorded.
500 Failed to create commission
500 Sale tracking failed
400 transaction_id is required
404 Sale not found for transaction_id
500 Refund tracking failed
401 Missing or invalid Authorization header
401 Missing API token
401 Invalid API token
400 refund_amount_cents must be a positive integer
400 currency must be an ISO 4217 code
400 Invalid JSON body
429 Too many requests.`
  .trim()
  .split('\n');

test('every documented status and message is in the catalogue to the letter', () => {
  const rows = new Set(Object.values(ERRORS).map(({ status, message }) => `${status} ${message}`));
  expect(SPECIFIED.filter((row) => !rows.has(row))).toEqual([]);
});

test('codes are stable snake_case names and never only a status', () => {
  for (const code of ERROR_CODES) {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)+$/);
    expect(code).not.toMatch(/bad_request|unauthorized|forbidden/);
  }
});

test('every row explains itself', () => {
  for (const [code, row] of Object.entries(ERRORS)) {
    expect(row.status, code).toBeGreaterThanOrEqual(400);
    for (const text of [row.message, row.condition, row.meaning, row.fix]) {
      expect(text.trim(), code).toBe(text);
      expect(text.length, code).toBeGreaterThan(5);
    }
  }
});

test('a message is filled with what happened, and keeps what nobody named', () => {
  expect(renderMessage('lead_status_not_updatable', { status: 'lead' })).toBe(
    'Customer status cannot be updated to lead. Current status: lead',
  );
  expect(renderMessage('field_too_long', { field: 'page_url' })).toBe(
    'page_url must be at most <limit> characters',
  );
});

test('a value with special characters is inserted as it is', () => {
  expect(renderMessage('validation_failed', { field: 'name', problem: '$& <field>' })).toBe(
    'name: $& <field>',
  );
});

test('a name that every object inherits is no value', () => {
  expect(renderMessage('scope_missing', {})).toBe('Missing scope: <scope>');
  expect(renderMessage('scope_missing', { toString: 'x', scope: '*' })).toBe('Missing scope: *');
});
