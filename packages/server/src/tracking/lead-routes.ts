// Owns the lead endpoint: from a backend with a key, or from a browser without one.
import { OPERATIONS, PROVISIONAL_LEAD_MESSAGE } from '@affitor/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireJsonObject } from '../platform/http/json-body.js';
import { findProgramForTracking } from '../programs/index.js';
import { allowKnownOrigin, allowOrigin } from './cors.js';
import { counted, keepRefusal, registerPaths, type TrackingDeps } from './endpoint.js';
import { type Body, isTestMode } from './input.js';
import { readLeadInput, readStatedProgramId } from './lead-input.js';
import type { LeadResult } from './lead-service.js';

/** Registers the lead endpoint. */
export function registerLeadRoute(app: FastifyInstance, deps: TrackingDeps): void {
  registerPaths(app, OPERATIONS.trackLead, async (request, reply) => {
    if (request.headers.origin !== undefined) reply.header('vary', 'Origin');
    try {
      return await counted(deps, 'lead', () => trackLead(request, reply, deps));
    } catch (error) {
      if (!isServerMode(request)) await allowKnownOrigin(request, reply, deps.db);
      throw error;
    }
  });
}

function isServerMode(request: FastifyRequest): boolean {
  return request.headers.authorization?.startsWith('Bearer ') ?? false;
}

async function trackLead(request: FastifyRequest, reply: FastifyReply, deps: TrackingDeps) {
  const owner = await deps.keys.accept(request.headers.authorization);
  const programId = owner?.programId ?? (await findStatedProgram(request.body, deps));
  const result = await keepRefusal(deps, request, { endpoint: 'lead', programId }, async () => {
    const body = requireJsonObject(request.body);
    if (isTestMode(body)) {
      if (!owner) await deps.origins.require(request, null);
      return deps.testMode.lead(body, owner);
    }
    return deps.leads.record({
      owner,
      // A key proves more than an origin.
      originToCheck: owner ? null : deps.origins.originToCheck(request),
      input: readLeadInput(body),
      requestId: request.id,
    });
  });
  if ('data' in result) {
    if (!owner) await allowKnownOrigin(request, reply, deps.db);
    return result;
  }
  // Refused, but with an effect that stands; the service has kept the refusal with it.
  if (result.error) throw result.error;
  if (!owner) allowOrigin(request, reply, result.program.allowedOrigins);
  return replyOf(result);
}

// Refusals are kept for programs that exist; a made-up id leaves no row.
async function findStatedProgram(body: unknown, { db }: TrackingDeps): Promise<number | null> {
  const stated = readStatedProgramId((body ?? {}) as Body);
  if (stated === null) return null;
  return (await findProgramForTracking(db.kysely, stated))?.programId ?? null;
}

function replyOf(result: LeadResult) {
  if (result.provisional) {
    return { success: true, provisional: true, message: PROVISIONAL_LEAD_MESSAGE };
  }
  const reply = { success: true, message: 'Lead tracked successfully' };
  return result.attributed ? reply : { ...reply, attributed: false };
}
