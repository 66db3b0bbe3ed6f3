// Owns what a batch of sales writes beside their commissions.
import { type DecisionDraft, insertDecisions } from '../attribution/index.js';
import type { Tx } from '../platform/db/index.js';
import type { PlannedSale } from './sale-plan.js';
import { updateLeadsToSettled } from './store-provisional.js';
import {
  insertSales,
  type PurchaseRow,
  type SaleRow,
  updateCustomersToConversion,
} from './store-sales.js';

/**
 * Writes sales, their customers and the evidence; answers the provisional leads that they proved.
 * No statement needs another's answer, so all of them are sent at once.
 */
export async function writeSales(tx: Tx, planned: PlannedSale[], now: Date): Promise<Set<bigint>> {
  if (planned.length === 0) return new Set();
  const [settledLeadIds] = await Promise.all([
    updateLeadsToSettled(tx, provedLeadsOf(planned), now),
    insertSales(tx, saleRowsOf(planned), now),
    updateCustomersToConversion(tx, purchasesOf(planned), now),
    insertDecisions(tx, decisionsOf(planned), now),
  ]);
  return settledLeadIds;
}

function saleRowsOf(planned: PlannedSale[]): SaleRow[] {
  return planned.map(({ saleId, item, customer, isFirst, verdict }) => ({
    id: saleId,
    programId: customer.programId,
    customerId: customer.id,
    partnerId: customer.attribution.partnerId,
    enrollmentId: customer.attribution.enrollmentId,
    linkId: customer.attribution.linkId,
    input: item.input,
    attributedClickId: customer.attribution.clickId,
    isFirst,
    notDueReason: verdict.due ? null : verdict.reason,
    requestId: item.requestId,
  }));
}

function provedLeadsOf(planned: PlannedSale[]) {
  return planned.flatMap(({ customer: { programId }, provisionalLeadId: leadId }) =>
    leadId === null ? [] : [{ programId, leadId }],
  );
}

function decisionsOf(planned: PlannedSale[]): DecisionDraft[] {
  return planned.map(({ saleId, customer, verdict }) => ({
    programId: customer.programId,
    customerId: customer.id,
    subject: 'sale',
    subjectId: String(saleId),
    rule: verdict.due ? 'stored_attribution' : verdict.reason,
    partnerId: customer.attribution.partnerId,
    winnerClickId: customer.attribution.clickId,
  }));
}

function purchasesOf(planned: PlannedSale[]): PurchaseRow[] {
  const byCustomer = new Map<bigint, PurchaseRow>();
  for (const { customer, item } of planned) {
    const { programId, id: customerId } = customer;
    const purchase = byCustomer.get(customerId) ?? {
      programId,
      customerId,
      customerKey: null,
      saleCount: 0,
    };
    purchase.saleCount += 1;
    purchase.customerKey ??= item.input.customerKey;
    byCustomer.set(customerId, purchase);
  }
  return [...byCustomer.values()];
}
