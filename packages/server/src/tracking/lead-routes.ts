// Owns the lead endpoint: from a backend with a key, or from a browser without one.
import { OPERATIONS, PROVISIONAL_LEAD_MESSAGE } from '@affitor/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireJsonObject } from '../platform/http/json-body.js';
import { findProgramForTracking, type ProgramKeyOwner } from '../programs/index.js';
import { allowKnownOrigin, allowOrigin } from './cors.js';
import { counted, keepRefusal, registerPaths, type TrackingDeps } from './endpoint.js';
import { type Body, isTestMode, readProgramId } from './input.js';
import { readLeadInput } from './lead-input.js';
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
  const body = requireJsonObject(request.body);
  if (isTestMode(body)) {
    if (!owner) await allowKnownOrigin(request, reply, deps.db);
    return deps.testMode.lead(body, owner);
  }
  const call = { endpoint: 'lead' as const, programId: await knownProgram(body, owner, deps) };
  const result = await keepRefusal(deps, request, call, () =>
    deps.leads.record({ owner, input: readLeadInput(body), requestId: request.id }),
  );
  // Refused, but with an effect that stands; the service has kept the refusal with it.
  if (result.error) throw result.error;
  if (!owner) allowOrigin(request, reply, result.program.allowedOrigins);
  return replyOf(result);
}

// Refusals are kept for programs that exist; a made-up id leaves no row.
async function knownProgram(
  body: Body,
  owner: ProgramKeyOwner | null,
  { db }: TrackingDeps,
): Promise<number | null> {
  if (owner) return owner.programId;
  const stated = readProgramId(body.program_id);
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
