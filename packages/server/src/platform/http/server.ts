// Owns the HTTP server: limits, request ids, the error shape, and answers for unknown routes.
import { OPERATIONS } from '@affitor/contract';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { randomRequestId } from '../ids.js';
import { rawErrorResponse, sendAppError, toAppError, useErrorHandler } from './error-handler.js';
import { AppError } from './errors.js';
import { useStrictJsonBodies } from './json-body.js';

export interface HttpServerOptions {
  log: FastifyBaseLogger;
  publicUrl: string;
  trustProxy: boolean | string[];
}

/** Bodies beyond this answer 413. */
const BODY_BYTES_MAX = 65_536;
/** A transaction id of 512 characters may be percent-encoded into twelve bytes each. */
const PATH_PARAMETER_LENGTH_MAX = 512 * 12;
const REQUEST_TIMEOUT_MS = 30_000;

/** Makes the server without any route of a domain. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const docsUrl = `${options.publicUrl}/docs/errors`;
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: randomRequestId,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    trustProxy: options.trustProxy,
    // A request that arrives on an open connection while we drain is still answered.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: PATH_PARAMETER_LENGTH_MAX },
    frameworkErrors: (error, request, reply) => {
      reply.header('x-request-id', request.id);
      sendAppError(reply, toAppError(error, 'malformed_request'), docsUrl);
    },
    clientErrorHandler(error, socket) {
      if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy();
      const code =
        error.code === 'HPE_HEADER_OVERFLOW'
          ? 'headers_too_large'
          : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
            ? 'request_timeout'
            : 'malformed_request';
      socket.end(rawErrorResponse(code, { docsUrl, requestId: randomRequestId() }));
    },
  });
  useStrictJsonBodies(app);
  useErrorHandler(app, docsUrl);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.setNotFoundHandler((request, reply) => {
    const methods = methodsOfPath(request.url);
    const error =
      // A file that is not there has an address that other files are read from.
      methods.length > 0 && !methods.includes(request.method)
        ? new AppError('method_not_allowed', { headers: { allow: methods.join(', ') } })
        : new AppError('route_not_found');
    return sendAppError(reply, error, docsUrl);
  });
  return app;
}

const pathPatterns = Object.values(OPERATIONS).flatMap((operation) => {
  const aliases: readonly string[] = 'aliases' in operation ? operation.aliases : [];
  return [operation.path, ...aliases].map((path) => ({
    method: operation.method,
    pattern: new RegExp(
      `^${path
        .replace(/[.]/g, '\\.')
        .replace('*', '.*')
        .replace(/:[A-Za-z_]+/g, '[^/]+')}$`,
    ),
  }));
});

function methodsOfPath(url: string): string[] {
  const path = url.split('?', 1)[0] ?? '';
  const methods = pathPatterns
    .filter(({ pattern }) => pattern.test(path))
    .map(({ method }) => method as string);
  return [...new Set(methods)].sort();
}
