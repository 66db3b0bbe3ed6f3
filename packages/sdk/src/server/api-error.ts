// Owns what a failed answer of the API says, and the error that carries it.

/** What an error body may hold; nothing in it is certain to be there. */
interface ErrorDetails {
  code?: unknown;
  message?: unknown;
  retry_after_seconds?: unknown;
}

/**
 * An answer of the API that is not a success. Only `readiness()` throws it; the track methods put
 * the same facts into their result.
 * @example
 * try {
 *   await affitor.readiness();
 * } catch (error) {
 *   if (error instanceof AffitorApiError) console.error(error.status, error.message);
 * }
 */
export class AffitorApiError extends Error {
  override readonly name = 'AffitorApiError';
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The parsed body; null when it was empty or no JSON. */
  readonly body: unknown;

  constructor(status: number, body: unknown, options?: { message?: string; cause?: unknown }) {
    const message = options?.message ?? readErrorText(body) ?? describeStatus(status);
    super(message, options?.cause === undefined ? {} : { cause: options.cause });
    const details = readDetails(body);
    this.status = status;
    this.body = body;
    this.code = typeof details.code === 'string' ? details.code : undefined;
    const seconds = details.retry_after_seconds;
    this.retryAfterSeconds = typeof seconds === 'number' ? seconds : undefined;
  }
}

/** The words for a status of which the API and HTTP/2 say nothing. */
export function describeStatus(status: number): string {
  return `Request failed with status ${status}`;
}

/** The error text of a body: `error` itself, or the message inside of it. */
export function readErrorText(body: unknown): string | undefined {
  const error = readError(body);
  if (typeof error === 'string') return error || undefined;
  const { message } = readDetails(body);
  return typeof message === 'string' && message !== '' ? message : undefined;
}

function readError(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
}

function readDetails(body: unknown): ErrorDetails {
  const error = readError(body);
  return typeof error === 'object' && error !== null ? error : {};
}
