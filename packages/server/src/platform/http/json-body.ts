// Owns reading a JSON body: strict UTF-8, bounded nesting, no prototype tricks.
import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { AppError } from './errors.js';

/** Deeper nesting has no use here and would exhaust the stack of whatever walks it. */
const NESTING_MAX = 64;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENERS = new Set([0x5b, 0x7b]);
const CLOSERS = new Set([0x5d, 0x7d]);

function isTooDeep(body: Buffer): boolean {
  // The cheapest body that could be too deep consists of openers and closers alone.
  if (body.length <= 2 * NESTING_MAX) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] as number;
    if (inString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENERS.has(byte)) {
      depth += 1;
      if (depth > NESTING_MAX) return true;
    } else if (CLOSERS.has(byte)) depth -= 1;
  }
  return false;
}

/**
 * Replaces the JSON parser. An absent body stays `undefined`, so that a route may answer a missing
 * key before it complains about the body.
 */
export function useStrictJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      if (body.length === 0) return done(null, undefined);
      if (!isUtf8(body) || isTooDeep(body)) return done(new AppError('invalid_json_body'));
      void parse(request, body.toString('utf8'), (error, value) => {
        if (error) done(new AppError('invalid_json_body', { cause: error }));
        else done(null, value);
      });
    },
  );
}

/** The body as a JSON object. @throws AppError `invalid_json_body` for anything else */
export function requireJsonObject(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AppError('invalid_json_body');
  }
  return body as Record<string, unknown>;
}
