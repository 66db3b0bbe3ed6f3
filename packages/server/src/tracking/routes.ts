// Owns the public tracking endpoints: operation, key, body, service, reply.
import { OPERATIONS, type Operation } from '@affitor/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { Database } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { requireJsonObject } from '../platform/http/json-body.js';
import type { Metrics } from '../platform/metrics.js';
import { toUnits } from '../platform/money.js';
import { registerClickRoute } from './click-routes.js';
import type { ClickService } from './click-service.js';
import { registerPreflight } from './cors.js';
import type { FindPlace } from './geo.js';
import { isTestMode } from './input.js';
import { registerLeadRoute } from './lead-routes.js';
import type { LeadService } from './lead-service.js';
import type { ProgramKeys } from './program-keys.js';
import { readRefundInput } from './refund-input.js';
import type { RefundOutcome, RefundService } from './refund-service.js';
import { type Refusals, refusalOf } from './refusals.js';
import { readSaleInput } from './sale-input.js';
import type { SaleService } from './sale-service.js';
import { findTrackedSale, type TrackedSale } from './store-refunds.js';
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
  findPlace: FindPlace;
  /** Options of the routes of an operation, such as its rate limit. */
  optionsOf(operation: Operation): RouteShorthandOptions;
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Registers an operation at its path and at the older paths that mean the same. */
export function registerPaths(
  app: FastifyInstance,
  deps: Pick<TrackingDeps, 'optionsOf'>,
  operation: Operation,
  handler: Handler,
): void {
  for (const url of [operation.path, ...(operation.aliases ?? [])]) {
    app.route({ method: operation.method, url, handler, ...deps.optionsOf(operation) });
  }
}

/** Registers click, lead, sale, refund and the look-up of a sale. */
export function registerTrackingRoutes(app: FastifyInstance, deps: TrackingDeps): void {
  registerClickRoute(app, deps);
  registerLeadRoute(app, deps);
  for (const operation of [OPERATIONS.trackClick, OPERATIONS.trackLead]) {
    for (const path of [operation.path, ...operation.aliases])
      registerPreflight(app, path, deps.db);
  }
  registerPaths(app, deps, OPERATIONS.trackSale, saleHandler(deps));
  registerPaths(app, deps, OPERATIONS.trackRefund, refundHandler(deps));
  registerPaths(app, deps, OPERATIONS.findTrackedSale, lookupHandler(deps));
}

function saleHandler(deps: TrackingDeps): Handler {
  return async (request) => {
    const owner = await deps.keys.require(request.headers.authorization);
    const body = requireJsonObject(request.body);
    if (isTestMode(body)) {
      return keepRefusal(deps, request, { programId: owner.programId, endpoint: 'sale' }, () =>
        deps.testMode.sale(body, owner),
      );
    }
    // The service keeps the refusals of what it was given; only unreadable bodies are kept here.
    const input = await keepRefusal(
      deps,
      request,
      { programId: owner.programId, endpoint: 'sale' },
      () => readSaleInput(body),
    );
    const sale = await counted(deps, 'sale', () =>
      deps.sales.record({ owner, input, requestId: request.id }),
    );
    return {
      success: true,
      sale_id: Number(sale.saleId),
      commission_id: sale.commissionId === null ? null : Number(sale.commissionId),
      message: 'Sale tracked successfully',
      ...(sale.notDueReason === 'attribution_window_expired'
        ? { attributed: false, reason: sale.notDueReason }
        : {}),
    };
  };
}

function refundHandler(deps: TrackingDeps): Handler {
  return async (request) => {
    const owner = await deps.keys.require(request.headers.authorization);
    const body = requireJsonObject(request.body);
    return keepRefusal(deps, request, { programId: owner.programId, endpoint: 'refund' }, () =>
      counted(deps, 'refund', async () => {
        const input = readRefundInput(body);
        return refundReply(await deps.refunds.refund({ owner, input, requestId: request.id }));
      }),
    );
  };
}

function refundReply(outcome: RefundOutcome) {
  switch (outcome.status) {
    case 'no_commission':
      return {
        success: true,
        status: 'no_commission',
        message: 'Sale has no commission to reverse',
      };
    case 'skipped':
      return {
        success: true,
        status: 'skipped',
        reason: outcome.reason,
        commission_id: Number(outcome.commissionId),
      };
    default:
      return {
        success: true,
        status: outcome.status,
        deductionAmount: toUnits(outcome.deductionCents, outcome.currency),
        commission_id: Number(outcome.commissionId),
      };
  }
}

function lookupHandler(deps: TrackingDeps): Handler {
  return async (request) => {
    const owner = await deps.keys.require(request.headers.authorization);
    const { transaction_id: id } = request.params as { transaction_id: string };
    // A NUL can never be part of a stored id, and PostgreSQL refuses it as a parameter.
    const isPossible = id.isWellFormed() && !id.includes('\0');
    const sale = isPossible ? await findTrackedSale(deps.db.kysely, owner.programId, id) : null;
    if (!sale) throw new AppError('sale_not_found');
    return trackedSaleReply(id, sale);
  };
}

function trackedSaleReply(transactionId: string, sale: TrackedSale) {
  const { commission } = sale;
  const isFullyRefunded = sale.refundedCents >= sale.amountCents;
  return {
    success: true,
    sale: {
      sale_id: Number(sale.saleId),
      transaction_id: transactionId,
      amount_cents: Number(sale.amountCents),
      currency: sale.currency,
      is_test: sale.isTest,
      commission_state: sale.commissionState,
      sale_date: sale.soldAt.toISOString(),
    },
    commission: commission && {
      id: Number(commission.id),
      status: commission.status,
      amount_cents: Number(commission.amountCents),
      currency: commission.currency,
      reversed_cents: Number(commission.reversedCents),
      hold_expires_at: commission.holdExpiresAt.toISOString(),
    },
    refund: {
      state: sale.refundedCents === 0n ? 'none' : isFullyRefunded ? 'full' : 'partial',
      refunded_cents: Number(sale.refundedCents),
    },
  };
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

/** Runs `work` and counts how it ended. */
export async function counted<Result>(
  deps: Pick<TrackingDeps, 'metrics'>,
  kind: TrackingEndpoint,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await work();
    deps.metrics.trackedEvents.inc({ kind, outcome: 'recorded' });
    return result;
  } catch (error) {
    const outcome = error instanceof AppError ? error.code : 'failed';
    deps.metrics.trackedEvents.inc({ kind, outcome });
    throw error;
  }
}
