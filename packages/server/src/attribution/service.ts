// Owns joining an anonymous visitor to the customer it turned out to be.
import type { Tx } from '../platform/db/index.js';
import { decideMerge } from './rules.js';
import {
  type Customer,
  insertDecisions,
  lockCustomers,
  updateAttributions,
  updateMergedInto,
} from './store.js';

/** Whether a visitor may be joined to a known customer: anonymous, untouched, same program. */
export function canMerge(anonymous: Customer, known: Customer): boolean {
  return (
    anonymous.id !== known.id &&
    anonymous.programId === known.programId &&
    anonymous.customerKey === null &&
    anonymous.status === 'click' &&
    anonymous.mergedInto === null
  );
}

/**
 * Joins the visitor to the customer: its click ids lead to the customer from now on, and the
 * later click takes the credit if nothing was bought yet. Both must be locked by `tx`.
 */
export async function mergeCustomers(
  tx: Tx,
  anonymous: Customer,
  known: Customer,
  now: Date,
): Promise<Customer> {
  const verdict = decideMerge({
    known: known.attribution,
    knownHasBought: known.firstPurchaseAt !== null,
    anonymous: anonymous.attribution,
  });
  await updateMergedInto(tx, known.programId, anonymous.id, known.id);
  const attribution = verdict.takesOver ? anonymous.attribution : known.attribution;
  if (verdict.takesOver) {
    await updateAttributions(tx, [
      { customerId: known.id, programId: known.programId, attribution },
    ]);
  }
  await insertDecisions(
    tx,
    [
      {
        programId: known.programId,
        customerId: known.id,
        subject: 'merge',
        subjectId: String(anonymous.id),
        rule: verdict.rule,
        partnerId: attribution.partnerId,
        winnerClickId: attribution.clickId,
      },
    ],
    now,
  );
  const { groupId, isPartnerActive } = verdict.takesOver ? anonymous : known;
  return { ...known, attribution, groupId, isPartnerActive };
}

/**
 * Locks customers, each under the id it was asked for. Between a look-up and its lock a visitor may
 * have been joined to a customer; then that customer is locked and meant.
 */
export async function lockSurvivors(tx: Tx, ids: bigint[]): Promise<Map<bigint, Customer>> {
  const customers = await lockCustomers(tx, [...new Set(ids)]);
  const merged = [...customers.values()].flatMap(({ id, mergedInto }) =>
    mergedInto === null ? [] : [{ id, mergedInto }],
  );
  if (merged.length === 0) return customers;
  const survivors = await lockCustomers(tx, [
    ...new Set(merged.map((visitor) => visitor.mergedInto)),
  ]);
  for (const { id, mergedInto } of merged) {
    const survivor = survivors.get(mergedInto);
    if (survivor) customers.set(id, survivor);
  }
  return customers;
}
