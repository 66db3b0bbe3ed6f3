// Owns the routes that decide on commissions: approve, reject, and try a failed one again.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { type ManagementDeps, managementRoute } from '../accounts/index.js';
import { feedCounters, feedCountersOrWarn } from '../metrics/index.js';
import { localDay } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Logger } from '../platform/log.js';
import { type CommissionRecord, findCommission, toCommission } from '../reporting/index.js';
import { approveCommission, rejectCommission } from './service.js';
import { enqueueRepair } from './service-repair.js';
import { findCommissionState } from './store-repair.js';

/** Serves the decisions on commissions. */
export function registerCommissionRoutes(
  app: FastifyInstance,
  deps: ManagementDeps & { readonly log: Logger },
): void {
  managementRoute(app, deps, OPERATIONS.approveCommission, async (call) => {
    const { tx, program, actor, requestId, now } = call;
    const id = BigInt(call.params.commissionId);
    await approveCommission(tx, program.id, id, { actor, requestId, note: null }, now);
    await call.audit('commission.approved', `commission:${id}`);
    return toCommission(await readCommission(tx, program.id, id));
  });

  managementRoute(app, deps, OPERATIONS.rejectCommission, async (call) => {
    const { tx, program, actor, requestId, now, body } = call;
    const id = BigInt(call.params.commissionId);
    const decision = { actor, requestId, note: body.note ?? null };
    await rejectCommission(tx, program.id, id, body.reason_code, decision, now);
    await call.audit('commission.rejected', `commission:${id}`, { reason_code: body.reason_code });
    const rejected = await readCommission(tx, program.id, id);
    await countRejection(tx, rejected, localDay(now, program.timeZone), deps.log);
    return toCommission(rejected);
  });

  managementRoute(app, deps, OPERATIONS.retryFailedCommission, async (call) => {
    const { tx, program } = call;
    const saleId = BigInt(call.params.saleId);
    const state = await findCommissionState(tx, program.id, saleId);
    if (state === 'created') throw new AppError('commission_already_created');
    if (state !== 'failed') throw new AppError('failed_commission_not_found');
    await enqueueRepair(tx, { saleId });
    await call.audit('commission.repair_requested', `sale:${saleId}`);
    return { sale_id: call.params.saleId, queued: true as const };
  });
}

async function readCommission(tx: Tx, programId: number, id: bigint): Promise<CommissionRecord> {
  const commission = await findCommission(tx, programId, id);
  if (!commission) throw new AppError('commission_not_found');
  return commission;
}

// What refunds had not taken before is what the rejection took.
async function countRejection(
  tx: Tx,
  rejected: CommissionRecord,
  day: string,
  log: Logger,
): Promise<void> {
  const { programId, partnerId, linkId, currency } = rejected;
  const reversedCents = rejected.amountCents - rejected.reversedCents;
  const delta = { programId, partnerId, linkId, day, money: { currency, reversedCents } };
  await feedCountersOrWarn(tx, [delta], feedCounters, log);
}
