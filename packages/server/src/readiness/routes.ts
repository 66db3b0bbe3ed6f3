// Owns the routes of readiness and test events: for program keys, and for the dashboard.
import { OPERATIONS, type schemas } from '@affitor/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type ManagementDeps, managementTask } from '../accounts/index.js';
import { AppError } from '../platform/http/errors.js';
import { requireJsonObject } from '../platform/http/json-body.js';
import { parseInput } from '../platform/http/validation.js';
import type { ProgramKeyOwner } from '../programs/index.js';
import { type ChainDeps, type ChainOutcome, type ChainRequest, runChain } from './chain-service.js';
import { readReadiness } from './service.js';
import type { SiteCheckDeps } from './site-check.js';
import { sendTestEvent } from './test-events.js';

export type ReadinessDeps = ManagementDeps & ChainDeps & SiteCheckDeps;

const RETRY_SECONDS = '10';

/** Serves readiness and test events. */
export function registerReadinessRoutes(app: FastifyInstance, deps: ReadinessDeps): void {
  registerKeyRoutes(app, deps);
  registerDashboardRoutes(app, deps);
}

function registerKeyRoutes(app: FastifyInstance, deps: ReadinessDeps): void {
  app.get(OPERATIONS.readOwnReadiness.path, async (request) => {
    const { programId } = await requireOwner(request, deps);
    const query = parseInput(OPERATIONS.readOwnReadiness.query, request.query);
    const isForced = query.force_recheck === 'true';
    return readReadiness(deps, { programId, isForced }).catch(retryShortly);
  });
  app.post(OPERATIONS.sendCliTestEvent.path, async (request) => {
    const { programId } = await deps.calls.keys.require(request.headers.authorization);
    const schema = OPERATIONS.sendCliTestEvent.body;
    const body = parseInput(schema, requireJsonObject(request.body));
    if (body.program_id !== undefined && String(body.program_id) !== String(programId)) {
      throw new AppError('program_id_mismatch');
    }
    const { event_type: kind } = body;
    const actor = `program:${programId}`;
    const requestId = request.id;
    if (kind === undefined) return { data: await chainOf(deps, { programId, actor, requestId }) };
    return { data: await sendTestEvent(deps, { programId, kind, source: 'cli', requestId }) };
  });
}

/** Clients of readiness know one code for every key that does not work. */
async function requireOwner(
  request: FastifyRequest,
  { calls }: ReadinessDeps,
): Promise<ProgramKeyOwner> {
  try {
    return await calls.keys.require(request.headers.authorization);
  } catch (error) {
    if (error instanceof AppError && error.status === 401) {
      throw new AppError('readiness_key_invalid', { cause: error });
    }
    throw error;
  }
}

function retryShortly(error: unknown): never {
  if (error instanceof AppError && error.status < 500) throw error;
  throw new AppError('readiness_failed', {
    headers: { 'retry-after': RETRY_SECONDS },
    cause: error,
  });
}

function registerDashboardRoutes(app: FastifyInstance, deps: ReadinessDeps): void {
  for (const operation of [OPERATIONS.readReadiness, OPERATIONS.readTrackingReadiness] as const) {
    managementTask(app, deps, operation, ({ program, query }) =>
      readReadiness(deps, { programId: program.id, isForced: query.force_recheck === 'true' }),
    );
  }
  managementTask(app, deps, OPERATIONS.sendTestEvent, async (call) => {
    const { actor, requestId } = call;
    const { type } = call.body;
    const programId = call.program.id;
    if (type === 'chain') return chainOf(deps, { programId, actor, requestId });
    return sendTestEvent(deps, { programId, kind: type, source: 'dashboard', requestId });
  });
  managementTask(app, deps, OPERATIONS.runVerification, ({ program, actor, requestId }) =>
    chainOf(deps, { programId: program.id, actor, requestId }),
  );
}

type ChainAnswer = z.input<typeof schemas.chainResult>;

async function chainOf(deps: ChainDeps, request: ChainRequest): Promise<ChainAnswer> {
  return toChainAnswer(await runChain(deps, request));
}

function toChainAnswer({ commission, verdict, ...chain }: ChainOutcome): ChainAnswer {
  return {
    type: 'chain',
    short_code: chain.shortCode,
    customer_key: chain.customerKey,
    verdict,
    attributed: verdict.sale === 'attributed',
    transaction_id: chain.transactionId,
    commission: commission && {
      amount_cents: Number(commission.amountCents),
      currency: commission.currency,
    },
    refund: chain.refund,
  };
}
