// Owns the step of the sale flow that creates commissions: its failure leaves the sale standing.
import type { CommissionDraft, Commissions } from '../commissions/index.js';
import type { Outcome } from '../platform/batch.js';
import { isConnectionLost, isRetryable, savepoint, type Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { enqueue } from '../platform/jobs.js';
import type { Logger } from '../platform/log.js';
import type { PlannedSale, SaleResult } from './sale-plan.js';
import { updateSalesToFailed } from './store-sales.js';

interface Due {
  position: number;
  saleId: bigint;
  commissionId: bigint;
  draft: CommissionDraft;
}

/**
 * Creates the commissions of recorded sales behind a savepoint: all at once, and one by one when
 * that fails, so that only the sales at fault go without. Those are marked, answered with the
 * documented 500, and repaired by a job.
 */
export async function createSaleCommissions(
  tx: Tx,
  planned: PlannedSale[],
  deps: {
    now: Date;
    commissions: Commissions;
    log: Logger;
    /** Ids that were taken for these commissions, one for each sale. */
    commissionIds: bigint[];
    /** Settles when the sales are written: what fails because they failed is not our failure. */
    writing: Promise<unknown>;
  },
): Promise<Outcome<SaleResult>[]> {
  const results = planned.map(
    ({ saleId, verdict }): Outcome<SaleResult> => ({
      ok: true,
      value: {
        saleId,
        commissionId: null,
        notDueReason: verdict.due ? null : verdict.reason,
      },
    }),
  );
  const due = planned.flatMap((sale, position) =>
    dueOf(sale, deps.commissionIds[position] as bigint, position),
  );
  const failures: { due: Due; error: unknown }[] = [];
  const create = async (part: Due[]) => {
    const drafts = part.map(({ draft }) => draft);
    const ids = part.map(({ commissionId }) => commissionId);
    await savepoint(tx, () => deps.commissions.create(tx, drafts, deps.now, ids));
    for (const { position, saleId, commissionId } of part) {
      results[position] = { ok: true, value: { saleId, commissionId, notDueReason: null } };
    }
  };
  const attempt = async (part: Due[], onFailure: (error: unknown) => Promise<void>) => {
    try {
      await create(part);
    } catch (error) {
      await deps.writing;
      if (isConnectionLost(error) || isRetryable(error)) throw error;
      await onFailure(error);
    }
  };
  await attempt(due, async () => {
    for (const one of due) {
      await attempt([one], async (error) => {
        failures.push({ due: one, error });
      });
    }
  });
  for (const { due: failed, error } of failures) {
    results[failed.position] = {
      ok: false,
      error: new AppError('commission_creation_failed', { cause: error }),
    };
  }
  await markFailed(tx, failures, deps.log);
  return results;
}

function dueOf(
  { saleId, item, customer, verdict }: PlannedSale,
  commissionId: bigint,
  position: number,
): Due[] {
  if (!verdict.due) return [];
  const { partnerId, enrollmentId } = customer.attribution;
  const draft: CommissionDraft = {
    programId: customer.programId,
    partnerId,
    enrollmentId,
    cause: { kind: 'sale', saleId },
    terms: verdict.terms,
    requestId: item.requestId,
  };
  return [{ position, saleId, commissionId, draft }];
}

async function markFailed(
  tx: Tx,
  failures: { due: Due; error: unknown }[],
  log: Logger,
): Promise<void> {
  await updateSalesToFailed(
    tx,
    failures.map(({ due, error }) => ({
      programId: due.draft.programId,
      saleId: due.saleId,
      failure: error instanceof Error ? error.message : 'unknown',
    })),
  );
  for (const { due, error } of failures) {
    const { saleId, draft } = due;
    log.error(
      { err: error, saleId: String(saleId), requestId: draft.requestId },
      'a sale is recorded without its commission; the repair job will create it',
    );
    await enqueue(
      tx,
      'commissions.repair',
      { saleId: String(saleId) },
      { jobKey: `repair-sale-${saleId}` },
    );
  }
}
