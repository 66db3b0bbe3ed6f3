// Owns how often a caller may call. Limits count per process and caller: a program key where one
// is sent, an address otherwise, so that a brand's servers behind one address are told apart.
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { sha256 } from '../crypto.js';
import { readBearerToken } from './bearer.js';
import { AppError } from './errors.js';

const CALLERS_MAX = 50_000;

/** Prepares the server for limits; routes opt in with `limited`. */
export async function useRateLimits(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, {
    global: false,
    cache: CALLERS_MAX,
    errorResponseBuilder: () => new AppError('too_many_requests'),
  });
}

function callerOf(request: FastifyRequest): string {
  const bearer = readBearerToken(request.headers.authorization);
  return bearer.kind === 'token' ? sha256(bearer.token).toString('base64') : request.ip;
}

/** The options of a route that a caller may use so often a minute; 0 switches the limit off. */
export function limited(callsPerMinute: number): RouteShorthandOptions {
  if (callsPerMinute === 0) return {};
  return {
    config: { rateLimit: { max: callsPerMinute, timeWindow: '1 minute', keyGenerator: callerOf } },
  };
}
