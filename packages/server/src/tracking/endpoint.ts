// Owns what the tracking endpoints share: their parts, their paths, keeping and counting outcomes.
import type { Operation } from '@affitor/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Metrics } from '../platform/metrics.js';
import type { ClickService } from './click-service.js';
import type { OriginGate } from './cors.js';
import type { FindPlace } from './geo.js';
import type { LeadService } from './lead-service.js';
import type { ProgramKeys } from './program-keys.js';
import type { RefundService } from './refund-service.js';
import { type Refusals, refusalOf } from './refusals.js';
import type { SaleService } from './sale-service.js';
import type { TrackingEndpoint } from './store-refusals.js';
import type { TestMode } from './test-mode.js';

/** What the endpoints work with. */
export interface TrackingDeps {
  db: Database;
  metrics: Metrics;
  keys: ProgramKeys;
  clicks: ClickService;
  leads: LeadService;
  sales: SaleService;
  refunds: RefundService;
  testMode: TestMode;
  refusals: Refusals;
  origins: OriginGate;
  findPlace: FindPlace;
}

export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Registers an operation at its path and at the older paths that mean the same. */
export function registerPaths(app: FastifyInstance, operation: Operation, handler: Handler): void {
  for (const url of [operation.path, ...(operation.aliases ?? [])]) {
    app.route({ method: operation.method, url, handler });
  }
}

/** Runs `work`, and keeps its refusal with the program it concerns. */
export async function keepRefusal<Result>(
  deps: Pick<TrackingDeps, 'refusals'>,
  request: FastifyRequest,
  call: { programId: number | null; endpoint: TrackingEndpoint },
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && call.programId !== null && error.status < 500) {
      const { programId, endpoint } = call;
      await deps.refusals.keep(refusalOf(error, { programId, endpoint, requestId: request.id }));
    }
    throw error;
  }
}

/** Answers a call and counts what became of it. */
export async function counted<Reply extends { success: boolean }>(
  deps: Pick<TrackingDeps, 'metrics'>,
  kind: TrackingEndpoint,
  work: () => Promise<Reply>,
): Promise<Reply> {
  const count = (outcome: string) => deps.metrics.trackedEvents.inc({ kind, outcome });
  try {
    const reply = await work();
    count(outcomeOf(reply));
    return reply;
  } catch (error) {
    count(error instanceof AppError ? error.code : 'failed');
    throw error;
  }
}

function outcomeOf(reply: { success: boolean }): string {
  // Only replies of test mode carry data.
  if ('data' in reply) return 'test';
  // An inactive link is the one call that is answered with 200 and leaves no event.
  return reply.success ? 'recorded' : 'link_inactive';
}
