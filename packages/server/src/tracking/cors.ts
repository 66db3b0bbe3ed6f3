// Owns which web pages may read our answers: those whose origin a program lists.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { findOriginListed, isOriginAllowed } from '../programs/index.js';

/** Browsers keep the answer of a preflight for this long. */
const PREFLIGHT_AGE_SECONDS = 7_200;
const EXPOSED_HEADERS = 'X-Request-Id, X-Affitor-Error-Code';

function allow(reply: FastifyReply, origin: string): void {
  reply.header('access-control-allow-origin', origin);
  reply.header('access-control-expose-headers', EXPOSED_HEADERS);
}

/** Lets the page read the answer when the call's program lists its origin. */
export function allowOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  origins: readonly string[],
): void {
  const { origin } = request.headers;
  if (origin !== undefined && isOriginAllowed(origins, origin)) allow(reply, origin);
}

/** The same for a call that names no program: any program that lists the origin will do. */
export async function allowKnownOrigin(
  request: FastifyRequest,
  reply: FastifyReply,
  db: Database,
): Promise<void> {
  const { origin } = request.headers;
  if (origin !== undefined && (await findOriginListed(db, origin))) allow(reply, origin);
}

/** Decides about calls from pages that their program does not list. */
export interface OriginGate {
  /** The origin that a call must have listed; null where any will do. */
  originToCheck(request: FastifyRequest): string | null;
  /**
   * Lets a call pass whose origin is listed by its program, or by any if it names none. Asks the
   * database, because a refusal writes nothing that would notice an outdated memory.
   * @throws AppError `origin_not_allowed`
   */
  require(request: FastifyRequest, programId: number | null): Promise<void>;
}

/** Makes the gate; only a strict one refuses anything. Callers that are no pages send no origin. */
export function createOriginGate(db: Database, isStrict: boolean): OriginGate {
  const originToCheck = ({ headers }: FastifyRequest) => (isStrict && headers.origin) || null;
  return {
    originToCheck,
    async require(request, programId) {
      const origin = originToCheck(request);
      if (origin === null || (await findOriginListed(db, origin, programId))) return;
      throw new AppError('origin_not_allowed');
    },
  };
}

/**
 * Answers preflights of a path. A preflight has no body and so no program; `Authorization` is not
 * offered, because keys do not belong into browsers.
 */
export function registerPreflight(app: FastifyInstance, path: string, db: Database): void {
  app.options(path, async (request, reply) => {
    reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin !== undefined && (await findOriginListed(db, origin))) {
      reply.headers({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST, OPTIONS',
        'access-control-allow-headers': 'Content-Type',
        'access-control-max-age': String(PREFLIGHT_AGE_SECONDS),
      });
    }
    return reply.code(204).send();
  });
}
