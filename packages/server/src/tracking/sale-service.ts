// Owns the one sale function of the product. Everything that waits is taken together: facts are
// read in one query, rules decide each sale, and one transaction writes them all. A batch of one
// is the ordinary case.
import { type Customer, lockSurvivors } from '../attribution/index.js';
import type { Commissions, Policy } from '../commissions/index.js';
import { type CounterDelta, type FeedCounters, feedCountersOrWarn } from '../metrics/index.js';
import { createBatcher, type Outcome } from '../platform/batch.js';
import { type Clock, localDay } from '../platform/clock.js';
import {
  type Database,
  isConnectionLost,
  isRetryable,
  isUniqueViolation,
  type Tx,
  takeIds,
  withShortTransaction,
} from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import type { Logger } from '../platform/log.js';
import { refusalOf } from './refusals.js';
import { createSaleCommissions } from './sale-commissions.js';
import type { PlannedSale, SaleItem, SaleResult } from './sale-plan.js';
import {
  type AttributedCustomer,
  decideCommission,
  duplicateOf,
  requireAttributedCustomer,
  type SaleFacts,
} from './sale-rules.js';
import { writeSales } from './sale-writing.js';
import { insertRefusals } from './store-refusals.js';
import { findSaleFacts } from './store-sale-facts.js';
import { claimProcessorEvents, type EventClaim, releaseProcessorEvents } from './store-sales.js';

export interface SaleServiceDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  commissions: Commissions;
  feedCounters: FeedCounters;
  rowsMax: number;
  queueMax: number;
  /** Is told of programs that have new events. */
  readonly announce: (programId: number) => void;
}

export function createSaleService(deps: SaleServiceDeps) {
  const batcher = createBatcher<SaleItem, SaleResult>({
    rowsMax: deps.rowsMax,
    queueMax: deps.queueMax,
    // Two calls may bind one new customer key; seen again, the second finds the first's customer.
    isRetryable: (error) => isRetryable(error) || isUniqueViolation(error, 'customer_key_unique'),
    isUnknown: isConnectionLost,
    onFull: () => new AppError('service_overloaded', { headers: { 'retry-after': '1' } }),
    flush: (items) => withShortTransaction(deps.db, (tx) => recordSales(tx, items, deps)),
  });
  return {
    /** @throws AppError of the documented list for sales */
    record: (item: SaleItem) =>
      batcher.submit(item).finally(() => deps.announce(item.owner.programId)),
    drain: () => batcher.drain(),
    depth: () => batcher.depth(),
  };
}

export type SaleService = ReturnType<typeof createSaleService>;

/** Records the sales of some calls in the caller's transaction; answers each in order. */
export async function recordSales(
  tx: Tx,
  items: SaleItem[],
  deps: Omit<SaleServiceDeps, 'db' | 'rowsMax' | 'queueMax' | 'announce'>,
): Promise<Outcome<SaleResult>[]> {
  const outcomes = new Array<Outcome<SaleResult>>(items.length);
  const refuse = (index: number, error: unknown) => {
    outcomes[index] = { ok: false, error };
  };
  const facts = await findSaleFacts(tx, items.map(identifiersOf));
  const customers = await lockSurvivors(
    tx,
    facts.flatMap((fact) => fact.customerId ?? []),
  );
  // The time is read under the locks: another process that waits for the same customer then reads
  // a later one, and the first sale of a customer is also its earliest.
  const now = deps.clock.now();
  const checked = checkAll(items, facts, customers, refuse);
  const [claimed, policies, saleIds, commissionIds] = await Promise.all([
    claimProcessorEvents(tx, checked.flatMap(claimsOf), now),
    listPolicies(tx, checked, now, deps),
    takeIds(tx, 'sale_id_seq', checked.length),
    deps.commissions.takeIds(tx, checked.length),
  ]);
  const admitted = await admitClaimed(tx, checked, claimed, refuse);
  const planned = planAll(admitted, policies, saleIds, now);
  // Sales and commissions travel together; a savepoint between them lets the sales stand alone.
  const writing = writeSales(tx, planned, now);
  // It is awaited below; until then its failure must not count as one that nobody handles.
  writing.catch(() => undefined);
  const results = await createSaleCommissions(tx, planned, {
    ...deps,
    now,
    commissionIds,
    writing,
  });
  const settledLeadIds = await writing;
  const deltas: CounterDelta[] = [];
  for (const [position, sale] of planned.entries()) {
    const result = results[position] as Outcome<SaleResult>;
    outcomes[(admitted[position] as Checked).index] = result;
    // Two sales of a batch may prove one lead, which counts once.
    const provesLead = settledLeadIds.delete(sale.provisionalLeadId ?? 0n);
    deltas.push(...deltasOf(sale, result, { provesLead, now }));
  }
  await insertRefusals(tx, refusalsOf(items, outcomes), now);
  await feedCountersOrWarn(tx, deltas, deps.feedCounters, deps.log);
  return outcomes;
}

interface Checked {
  item: SaleItem;
  index: number;
  facts: SaleFacts;
  customer: AttributedCustomer;
}

function identifiersOf({ owner, input, payment }: SaleItem) {
  const { processorEventId, customerKey, clickId } = input;
  const customerId = payment?.customerId ?? null;
  return { programId: owner.programId, processorEventId, customerKey, clickId, customerId };
}

function claimsOf({ item }: Checked): EventClaim[] {
  const { programId } = item.owner;
  const { processorEventId } = item.input;
  const aliases = item.payment?.aliases ?? [];
  return [
    { programId, processorEventId, isTest: false },
    ...aliases.map((alias) => ({
      programId,
      processorEventId: alias,
      isTest: false,
      aliasOf: processorEventId,
    })),
  ];
}

function checkAll(
  items: SaleItem[],
  facts: SaleFacts[],
  customers: Map<bigint, Customer>,
  refuse: (index: number, error: unknown) => void,
): Checked[] {
  return items.flatMap((item, index) => {
    const fact = facts[index] as SaleFacts;
    const { programId } = item.owner;
    try {
      if (fact.recorded) throw duplicateOf(fact.recorded, programId);
      const found = customers.get(fact.customerId ?? 0n) ?? null;
      const customer = requireAttributedCustomer(fact, found, programId);
      return [{ item, index, facts: fact, customer }];
    } catch (error) {
      refuse(index, error);
      return [];
    }
  });
}

/** Leaves the calls that hold all their ids; of several with one id in a batch, the first does. */
async function admitClaimed(
  tx: Tx,
  checked: Checked[],
  claimed: Set<string>,
  refuse: (index: number, error: unknown) => void,
): Promise<Checked[]> {
  const losers: Checked[] = [];
  const admitted = checked.filter((candidate) => {
    const ids = claimsOf(candidate).map(({ processorEventId }) => processorEventId);
    const won = ids.every((id) => claimed.has(id));
    if (won) for (const id of ids) claimed.delete(id);
    else losers.push(candidate);
    return won;
  });
  if (losers.length === 0) return admitted;
  // What is still in the set was claimed for payments of which somebody else holds another id.
  const lost = losers.flatMap(claimsOf);
  await releaseProcessorEvents(
    tx,
    lost.filter(({ processorEventId }) => claimed.has(processorEventId)),
  );
  const facts = await findSaleFacts(
    tx,
    losers.map(({ item }) => identifiersOf(item)),
  );
  for (const [position, { item, index }] of losers.entries()) {
    const recorded = facts[position]?.recorded;
    const { programId } = item.owner;
    refuse(
      index,
      duplicateOf(recorded ?? { programId, saleId: null, commissionId: null }, programId),
    );
  }
  return admitted;
}

function listPolicies(
  tx: Tx,
  checked: Checked[],
  now: Date,
  { commissions }: Pick<SaleServiceDeps, 'commissions'>,
): Promise<Policy[]> {
  const groupIds = checked.flatMap(({ customer }) => customer.groupId ?? []);
  const programIds = checked.map(({ customer }) => customer.programId);
  return commissions.listPolicies(tx, [...new Set(programIds)], [...new Set(groupIds)], now);
}

// Sales of one customer in one batch are decided one after the other, each seeing the one before.
function planAll(
  admitted: Checked[],
  policies: Policy[],
  saleIds: bigint[],
  now: Date,
): PlannedSale[] {
  const boughtNow = new Set<bigint>();
  return admitted.map(({ item, facts, customer: stored }, position) => {
    const customer = boughtNow.has(stored.id)
      ? { ...stored, firstPurchaseAt: stored.firstPurchaseAt ?? now }
      : stored;
    boughtNow.add(stored.id);
    const { productId, amountCents, currency } = item.input;
    const { attributionWindowDays } = item.owner;
    const verdict = decideCommission({
      customer,
      policies,
      productId,
      amountCents,
      currency,
      attributionWindowDays,
      at: now,
    });
    const isFirst = customer.firstPurchaseAt === null;
    const { provisionalLeadId } = facts;
    const saleId = saleIds[position] as bigint;
    return { saleId, item, customer, isFirst, verdict, provisionalLeadId };
  });
}

function refusalsOf(items: SaleItem[], outcomes: Outcome<SaleResult>[]) {
  return outcomes.flatMap((outcome, index) => {
    const { owner, requestId } = items[index] as SaleItem;
    if (outcome.ok || !(outcome.error instanceof AppError)) return [];
    const call = { programId: owner.programId, endpoint: 'sale' as const, requestId };
    return [refusalOf(outcome.error, call)];
  });
}

function deltasOf(
  sale: PlannedSale,
  result: Outcome<SaleResult>,
  { provesLead, now }: { provesLead: boolean; now: Date },
): CounterDelta[] {
  const { customer, item, verdict, isFirst } = sale;
  const { programId, attribution } = customer;
  const { partnerId, linkId } = attribution;
  const day = localDay(now, item.owner.timeZone);
  const base = { programId, partnerId, linkId, day };
  const { currency, amountCents } = item.input;
  const deltas: CounterDelta[] = [
    {
      ...base,
      sales: 1,
      conversions: isFirst ? 1 : 0,
      leads: provesLead ? 1 : 0,
      money: { currency, revenueCents: amountCents },
    },
  ];
  if (verdict.due && result.ok) {
    const { terms } = verdict;
    deltas.push({
      ...base,
      money: { currency: terms.currency, commissionCents: terms.amountCents },
    });
  }
  return deltas;
}
