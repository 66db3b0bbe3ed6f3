// Owns the public tracking endpoints: operation, key, body, service, reply.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../platform/http/errors.js';
import { requireJsonObject } from '../platform/http/json-body.js';
import { toUnits } from '../platform/money.js';
import type { ProgramKeyOwner } from '../programs/index.js';
import { registerClickRoute } from './click-routes.js';
import { registerPreflight } from './cors.js';
import {
  counted,
  type Handler,
  keepRefusal,
  registerPaths,
  type TrackingDeps,
} from './endpoint.js';
import { isTestMode } from './input.js';
import { registerLeadRoute } from './lead-routes.js';
import { readRefundInput } from './refund-input.js';
import type { RefundOutcome } from './refund-service.js';
import { readSaleInput } from './sale-input.js';
import { findTrackedSale, type TrackedSale } from './store-refunds.js';

/** Registers click, lead, sale, refund and the look-up of a sale. */
export function registerTrackingRoutes(app: FastifyInstance, deps: TrackingDeps): void {
  registerClickRoute(app, deps);
  registerLeadRoute(app, deps);
  for (const operation of [OPERATIONS.trackClick, OPERATIONS.trackLead]) {
    for (const path of [operation.path, ...operation.aliases])
      registerPreflight(app, path, deps.db);
  }
  registerPaths(app, OPERATIONS.trackSale, saleHandler(deps));
  registerPaths(app, OPERATIONS.trackRefund, refundHandler(deps));
  registerPaths(app, OPERATIONS.findTrackedSale, lookupHandler(deps));
}

function saleHandler(deps: TrackingDeps): Handler {
  return async (request) => {
    const owner = await deps.keys.require(request.headers.authorization);
    return counted(deps, 'sale', () => trackSale(request, owner, deps));
  };
}

async function trackSale(request: FastifyRequest, owner: ProgramKeyOwner, deps: TrackingDeps) {
  const call = { programId: owner.programId, endpoint: 'sale' as const };
  // The service keeps the refusals of what it was given; what cannot be read is kept here.
  const read = await keepRefusal(deps, request, call, async () => {
    const body = requireJsonObject(request.body);
    if (isTestMode(body)) return { reply: await deps.testMode.sale(body, owner) };
    return { input: readSaleInput(body) };
  });
  if ('reply' in read) return read.reply;
  const sale = await deps.sales.record({ owner, input: read.input, requestId: request.id });
  return {
    success: true,
    sale_id: Number(sale.saleId),
    commission_id: sale.commissionId === null ? null : Number(sale.commissionId),
    message: 'Sale tracked successfully',
    ...(sale.notDueReason === 'attribution_window_expired'
      ? { attributed: false, reason: sale.notDueReason }
      : {}),
  };
}

function refundHandler(deps: TrackingDeps): Handler {
  return async (request) => {
    const owner = await deps.keys.require(request.headers.authorization);
    return keepRefusal(deps, request, { programId: owner.programId, endpoint: 'refund' }, () =>
      counted(deps, 'refund', async () => {
        const input = readRefundInput(requireJsonObject(request.body));
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
    case 'reversed':
    case 'refunded':
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
