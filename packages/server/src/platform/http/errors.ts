// Owns the one error that callers can cause: a code of the catalogue, and nothing private.
import { ERRORS, type ErrorCode, renderMessage } from '@affitor/contract';

export interface AppErrorOptions {
  /** Values for the placeholders of the catalogue's message. */
  params?: Record<string, string>;
  /** Headers beside the body, such as Retry-After. */
  headers?: Record<string, string>;
  /** What really happened; it is logged and never leaves the process. */
  cause?: unknown;
}

/**
 * A situation of the error catalogue. Throw it anywhere below a route; the one error handler turns
 * it into its status and `{"error": message}`.
 * @example throw new AppError('duplicate_transaction_id')
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(renderMessage(code, options.params), { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = ERRORS[code].status;
    this.headers = options.headers ?? {};
  }
}
