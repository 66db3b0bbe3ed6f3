// Owns how failures leave the process: one flat body, the headers that machines read, one log line.
import { ERRORS, type ErrorCode, renderMessage, type TypedErrors } from '@affitor/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from './errors.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The catalogue code of this route's unexpected failures. */
    failureCode?: ErrorCode;
    /** Errors of this route whose body is an object with a code. */
    typedErrors?: TypedErrors;
  }
}

const FRAMEWORK_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_content_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'invalid_json_body',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_ASYNC_CONSTRAINT: 'malformed_request',
};

/** Turns anything thrown into a situation of the catalogue; what is unknown is our own failure. */
export function toAppError(error: unknown, failureCode: ErrorCode): AppError {
  if (error instanceof AppError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? FRAMEWORK_CODES[code] : undefined;
  if (known) return new AppError(known, { cause: error });
  return new AppError(failureCode, { cause: error });
}

/** Writes an error: its status, its body, and the headers for machines. */
export function sendAppError(reply: FastifyReply, error: AppError, docsUrl: string): FastifyReply {
  return reply
    .code(error.status)
    .headers(error.headers)
    .headers(errorHeaders(error.code, docsUrl))
    .type('application/json; charset=utf-8')
    .send({ error: describeError(reply, error) });
}

function describeError(reply: FastifyReply, error: AppError): string | object {
  const shape = reply.request.routeOptions?.config?.typedErrors?.[error.code];
  if (!shape) return error.message;
  const retryAfter = error.headers['retry-after'] ?? reply.getHeader('retry-after');
  return {
    ...(shape.hasStatus && { status: error.status }),
    code: shape.code,
    message: error.message,
    ...(retryAfter !== undefined && { retry_after_seconds: Number(retryAfter) }),
  };
}

function errorHeaders(code: ErrorCode, docsUrl: string): Record<string, string> {
  return {
    'x-affitor-error-code': code,
    link: `<${docsUrl}#${code}>; rel="help"`,
  };
}

/** The whole HTTP/1.1 response for input that never became a request. */
export function rawErrorResponse(
  code: ErrorCode,
  { docsUrl, requestId }: { docsUrl: string; requestId: string },
): string {
  const body = JSON.stringify({ error: renderMessage(code) });
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
    'x-request-id': requestId,
    ...errorHeaders(code, docsUrl),
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${ERRORS[code].status} Error\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Installs the one error handler of the service. */
export function useErrorHandler(app: FastifyInstance, docsUrl: string): void {
  app.setErrorHandler((thrown, request: FastifyRequest, reply) => {
    const failureCode = request.routeOptions.config.failureCode ?? 'internal_error';
    const error = toAppError(thrown, failureCode);
    if (error.status >= 500) {
      request.log.error({ err: error.cause ?? error, code: error.code }, error.message);
    }
    return sendAppError(reply, error, docsUrl);
  });
}
