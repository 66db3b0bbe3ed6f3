// Owns what every answer must be, whatever the request was.
import {
  ERRORS,
  type ErrorCode,
  isErrorCode,
  operations,
  schemas,
  UNROUTED_ERRORS,
} from '@affitor/contract';
import type { FuzzRequest } from './requests.js';
import type { FuzzAnswer } from './wire.js';

const patterns = new Map<ErrorCode, RegExp>();

const quote = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Whether a text is the catalogue's message of a code, with anything for its placeholders. */
function isMessageOf(code: ErrorCode, text: string): boolean {
  let pattern = patterns.get(code);
  if (!pattern) {
    const parts = ERRORS[code].message.split(/<[a-z_]+>/).map(quote);
    pattern = new RegExp(`^${parts.join('[^]*')}$`);
    patterns.set(code, pattern);
  }
  return pattern.test(text);
}

const BODY_ERRORS: readonly ErrorCode[] = [
  'invalid_json_body',
  'body_too_large',
  'unsupported_content_type',
];

/** What is wrong with an answer; null when it keeps every promise. */
export function findBrokenPromise(request: FuzzRequest, answer: FuzzAnswer): string | null {
  if (answer.status >= 500) return `a ${answer.status}`;
  if (answer.status >= 200 && answer.status < 300) return null;
  if (answer.status === successOf(request)) return null;
  if (request.method === 'HEAD') return null;
  const code = String(answer.headers['x-affitor-error-code']);
  if (!isErrorCode(code)) return `the code ${code} is not in the catalogue`;
  if (ERRORS[code].status !== answer.status) return `${code} with status ${answer.status}`;
  const body = parse(answer.text);
  const message = messageOf(request, code, body);
  if (message === null) return 'the body is not the error that is documented';
  if (!isMessageOf(code, message)) return `"${message}" is no message of ${code}`;
  if (!isDocumented(request, code)) return `${request.operationId} does not document ${code}`;
  return null;
}

/** The status of success that the contract gives an operation, such as that of a redirect. */
function successOf({ operationId }: FuzzRequest): number | undefined {
  return operations.find((operation) => operation.id === operationId)?.status;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The text of an error, from its flat body, or from the object that a few operations document. */
function messageOf(request: FuzzRequest, code: ErrorCode, body: unknown): string | null {
  const operation = operations.find(({ id }) => id === request.operationId);
  const typed = operation?.typedErrors?.[code];
  const isOwnMethod = request.method === operation?.method;
  if (!typed || !isOwnMethod) return isFlatError(body) ? body.error : null;
  const parsed = schemas.typedErrorBody.safeParse(body);
  return parsed.success && parsed.data.error.code === typed.code ? parsed.data.error.message : null;
}

function isFlatError(body: unknown): body is { error: string } {
  if (typeof body !== 'object' || body === null || Object.keys(body).join() !== 'error')
    return false;
  const { error } = body as { error: unknown };
  return typeof error === 'string' && error !== '';
}

function isDocumented(request: FuzzRequest, code: ErrorCode): boolean {
  const unrouted: readonly ErrorCode[] = UNROUTED_ERRORS;
  if (unrouted.includes(code)) return true;
  // No operation documents what becomes of a body that it does not take.
  if (request.body !== null && BODY_ERRORS.includes(code)) return true;
  const { operationId, method } = request;
  const path = request.path.split('?', 1)[0] ?? '';
  // A path whose parameter swallowed a slash is another operation's; those list their own codes.
  const called = operations.filter((operation) => operation.method === method);
  const named = called.filter((operation) => operation.id === operationId);
  const isPlain = named.some((operation) =>
    [operation.path, ...(operation.aliases ?? [])].some(
      (pattern) => pattern.split('/').length === path.split('/').length,
    ),
  );
  return (isPlain ? named : called).some((operation) => operation.errors.includes(code));
}
