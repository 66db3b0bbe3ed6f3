// Owns what answers of the engine mean: values with their cookies, or a situation of the catalogue.
import type { ErrorCode } from '@affitor/contract';
import { isAPIError } from 'better-auth/api';
import { AppError } from '../platform/http/errors.js';

/** What the engine answered, and the cookies that go with it. */
export interface EngineAnswer<Value> {
  readonly value: Value;
  readonly cookies: readonly string[];
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  INVALID_EMAIL_OR_PASSWORD: 'sign_in_failed',
  INVALID_EMAIL: 'sign_in_failed',
  EMAIL_NOT_VERIFIED: 'email_not_verified',
  INVALID_PASSWORD: 'password_wrong',
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'password_wrong',
  INVALID_TWO_FACTOR_COOKIE: 'two_factor_not_started',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'two_factor_not_started',
  ACCOUNT_TEMPORARILY_LOCKED: 'too_many_attempts',
  INVALID_CODE: 'two_factor_failed',
  INVALID_BACKUP_CODE: 'two_factor_failed',
  TOTP_ALREADY_ENABLED: 'two_factor_enabled_already',
  TOTP_NOT_ENABLED: 'two_factor_not_enabled',
  TWO_FACTOR_NOT_ENABLED: 'two_factor_not_enabled',
  BACKUP_CODES_NOT_ENABLED: 'two_factor_not_enabled',
  INVALID_TOKEN: 'link_invalid',
  TOKEN_EXPIRED: 'link_invalid',
  USER_NOT_FOUND: 'link_invalid',
  INVALID_USER: 'link_invalid',
  UNAUTHORIZED: 'not_signed_in',
  // Two who use one recovery code at once: the engine gives the second no name but this status.
  CONFLICT: 'two_factor_failed',
};

/** How long the engine locks an account after ten wrong codes in a row. */
const LOCK_SECONDS = 900;

/**
 * Waits for the engine.
 * @throws AppError for what callers can cause; anything else as it is
 */
export async function answerOf<Value>(
  asked: Promise<{ headers?: Headers | null; response: Value }>,
): Promise<EngineAnswer<Value>> {
  try {
    const { headers, response } = await asked;
    return { value: response, cookies: headers?.getSetCookie() ?? [] };
  } catch (error) {
    throw explain(error);
  }
}

function explain(error: unknown): unknown {
  if (!isAPIError(error)) return error;
  const { code } = (error.body ?? {}) as { code?: string };
  const known = CODES[code ?? ''] ?? CODES[String(error.status)];
  if (!known) return error;
  const headers = known === 'too_many_attempts' ? { 'retry-after': String(LOCK_SECONDS) } : {};
  return new AppError(known, { cause: error, headers });
}
