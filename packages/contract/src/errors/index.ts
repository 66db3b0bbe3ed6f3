// Owns the one error catalogue: every situation, its status, its exact message and its explanation.
import { ACCOUNT_CONFLICT_ERRORS, ACCOUNT_ERRORS } from './accounts.js';
import { AUTHENTICATION_ERRORS } from './authentication.js';
import {
  MANAGEMENT_ACCESS_ERRORS,
  MANAGEMENT_INPUT_ERRORS,
  SESSION_ACCESS_ERRORS,
} from './management-access.js';
import { MANAGEMENT_CONFLICT_ERRORS } from './management-conflicts.js';
import { MANAGEMENT_NOT_FOUND_ERRORS } from './management-not-found.js';
import { ORIGIN_ERRORS } from './origin.js';
import { READINESS_ERRORS } from './readiness.js';
import type { ErrorRow } from './row.js';
import { STRIPE_ERRORS } from './stripe.js';
import { CLICK_ERRORS, LEAD_ERRORS, REFUND_ERRORS, SALE_ERRORS } from './tracking-events.js';
import { FIELD_ERRORS } from './tracking-fields.js';
import { CONFLICT_ERRORS, NOT_FOUND_ERRORS, SERVER_ERRORS } from './tracking-outcomes.js';
import { TRANSPORT_ERRORS } from './transport.js';

export { ERROR_SECTIONS, type ErrorRow, type ErrorSection } from './row.js';

/** Every error that the service can answer, by its stable code. */
export const ERRORS = {
  ...AUTHENTICATION_ERRORS,
  ...ORIGIN_ERRORS,
  ...CLICK_ERRORS,
  ...LEAD_ERRORS,
  ...SALE_ERRORS,
  ...REFUND_ERRORS,
  ...FIELD_ERRORS,
  ...CONFLICT_ERRORS,
  ...NOT_FOUND_ERRORS,
  ...SERVER_ERRORS,
  ...TRANSPORT_ERRORS,
  ...MANAGEMENT_ACCESS_ERRORS,
  ...SESSION_ACCESS_ERRORS,
  ...MANAGEMENT_INPUT_ERRORS,
  ...MANAGEMENT_NOT_FOUND_ERRORS,
  ...MANAGEMENT_CONFLICT_ERRORS,
  ...ACCOUNT_ERRORS,
  ...ACCOUNT_CONFLICT_ERRORS,
  ...READINESS_ERRORS,
  ...STRIPE_ERRORS,
} as const;

/** The stable snake_case name of a situation; travels in `X-Affitor-Error-Code`. */
export type ErrorCode = keyof typeof ERRORS;

/** Every code, in the order of the errors page. */
export const ERROR_CODES = Object.keys(ERRORS) as readonly ErrorCode[];

/** What fills the placeholders of a message. */
export type MessageParams = Readonly<Record<string, string | number>>;

/** Tells whether a text is a code of the catalogue. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

/**
 * Fills the placeholders of a code's message. A placeholder without a value stays as it is
 * documented, because an error answer must never fail for lack of a detail.
 *
 * @example renderMessage('lead_status_not_updatable', { status: 'lead' })
 */
export function renderMessage(code: ErrorCode, params: MessageParams = {}): string {
  const row: ErrorRow = ERRORS[code];
  return row.message.replace(/<([a-z_]+)>/g, (placeholder, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : placeholder,
  );
}
