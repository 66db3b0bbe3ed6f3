// Owns what a batch of clicks writes: new visitors in one statement, known customers in a
// transaction that locks, decides and moves them.
import {
  type Attribution,
  type AttributionChange,
  type Customer,
  type DecisionDraft,
  decideReClick,
  findCustomersByClickIds,
  formatClickId,
  insertDecisions,
  lockSurvivors,
  type ReClickVerdict,
  updateAttributions,
} from '../attribution/index.js';
import { fromUnixMs, localDay } from '../platform/clock.js';
import { type Database, type Tx, withShortTransaction } from '../platform/db/index.js';
import { randomClickToken } from '../platform/ids.js';
import { type ClickRow, insertClicks, runnerOf, updateLastClicks } from './store-clicks.js';
import type { LinkRecord } from './store-links.js';

/** A link that clicks can be recorded for. */
export interface ActiveLink extends LinkRecord {
  programId: number;
  partnerId: number;
}

/** Where a code leads: a usable link, or one that its owner has switched off. */
export interface Admission {
  kind: 'active' | 'inactive';
  link: ActiveLink;
}

export interface ClickItem {
  link: ActiveLink;
  existingClickId: string | null;
  isBot: boolean;
  context: Record<string, string>;
}

export type ClickResult =
  | { kind: 'recorded'; clickId: string; link: ActiveLink }
  | { kind: 'inactive'; link: ActiveLink };

/**
 * Writes clicks that were admitted under one version of the settings; null, with nothing written,
 * when the settings have moved on.
 */
export async function writeClicks(
  db: Database,
  items: ClickItem[],
  options: WriteOptions,
): Promise<ClickResult[] | null> {
  if (items.some((item) => item.existingClickId !== null)) {
    return withShortTransaction(db, (tx) => writeReturning(tx, items, options));
  }
  const rows = items.map((item) => newVisitorRow(item, options.now));
  const ids = await insertClicks(runnerOf(db), rows, options);
  return ids && items.map((item, index) => resultOf(item, rows[index] as ClickRow, ids[index]));
}

export interface WriteOptions {
  now: Date;
  counting: boolean;
  configVersion: bigint;
}

// Some of the browsers are known: their customers are locked, decided one click after the other,
// and moved in the same transaction.
async function writeReturning(
  tx: Tx,
  items: ClickItem[],
  options: WriteOptions,
): Promise<ClickResult[] | null> {
  const found = await findCustomersByClickIds(
    tx,
    items.map((item) => item.existingClickId),
  );
  const customers = await lockSurvivors(
    tx,
    found.filter((id): id is bigint => id !== null),
  );
  const changes = new ReturningChanges();
  const planned = items.map((item, index) => {
    const customer = customers.get(found[index] ?? 0n);
    if (!customer || customer.programId !== item.link.programId) {
      return { row: newVisitorRow(item, options.now), keptClickId: null };
    }
    const plan = planReClick(item, customer, options.now, changes);
    // The next click of this customer, by whichever of its ids, is decided upon this one.
    for (const [askedId, { id }] of customers) {
      if (id === customer.id) customers.set(askedId, plan.customer);
    }
    return plan;
  });
  const rows = planned.map((plan) => plan.row);
  const ids = await insertClicks(runnerOf(tx), rows, options);
  if (!ids) return null;
  await updateLastClicks(tx, [...changes.lastClicks.values()]);
  await updateAttributions(tx, [...changes.attributions.values()]);
  await insertDecisions(tx, changes.decisions, options.now);
  return items.map((item, index) => {
    const plan = planned[index] as { row: ClickRow; keptClickId: string | null };
    const result = resultOf(item, plan.row, ids[index]);
    return plan.keptClickId === null ? result : { ...result, clickId: plan.keptClickId };
  });
}

/** What a batch changes in customers that were there before; the last change of each counts. */
class ReturningChanges {
  readonly lastClicks = new Map<
    bigint,
    { programId: number; customerId: bigint; clickedAt: Date }
  >();
  readonly attributions = new Map<bigint, AttributionChange>();
  readonly decisions: DecisionDraft[] = [];
}

function planReClick(
  item: ClickItem,
  customer: Customer,
  now: Date,
  changes: ReturningChanges,
): { row: ClickRow; keptClickId: string | null; customer: Customer } {
  const { link } = item;
  // Two clicks of one customer in a millisecond would share a click id.
  const lastMs = customer.lastClickAt?.getTime() ?? 0;
  const at = fromUnixMs(Math.max(now.getTime(), lastMs + 1));
  const verdict = decideReClick({
    current: customer.attribution,
    hasBought: customer.firstPurchaseAt !== null,
    lastClickAt: customer.lastClickAt,
    link: { linkId: link.linkId, partnerId: link.partnerId, enrollmentId: link.enrollmentId },
    isBot: item.isBot,
    at,
  });
  const row: ClickRow = {
    ...newVisitorRow(item, at),
    customerId: customer.id,
    isRepeat: verdict.isRepeat,
  };
  const clickId = formatClickId({
    customerId: customer.id,
    clickedAtMs: row.clickedAtMs,
    token: row.token,
  });
  const attribution = attributionAfter(customer.attribution, verdict, { link, clickId, at });
  const { programId, id: customerId } = customer;
  changes.lastClicks.set(customerId, { programId, customerId, clickedAt: at });
  if (attribution !== customer.attribution) {
    changes.attributions.set(customerId, { customerId, programId, attribution });
  }
  changes.decisions.push({
    programId,
    customerId,
    subject: 'click',
    subjectId: clickId,
    rule: verdict.rule,
    partnerId: attribution.partnerId,
    winnerClickId: attribution.clickId,
  });
  return {
    row,
    keptClickId: verdict.keepsClickId ? item.existingClickId : null,
    customer: { ...customer, attribution, lastClickAt: at },
  };
}

function attributionAfter(
  current: Attribution,
  { moves, renews }: ReClickVerdict,
  { link, clickId, at }: { link: ActiveLink; clickId: string; at: Date },
): Attribution {
  const { partnerId, enrollmentId, linkId } = link;
  if (moves) return { partnerId, enrollmentId, linkId, clickId, attributedAt: at, byBot: false };
  return renews ? { ...current, clickId, attributedAt: at } : current;
}

function newVisitorRow(item: ClickItem, at: Date): ClickRow {
  const { link } = item;
  return {
    customerId: null,
    clickedAtMs: at.getTime(),
    token: randomClickToken(),
    programId: link.programId,
    partnerId: link.partnerId,
    enrollmentId: link.enrollmentId,
    linkId: link.linkId,
    isBot: item.isBot,
    isRepeat: false,
    day: localDay(at, link.timeZone),
    context: item.context,
  };
}

function resultOf(
  item: ClickItem,
  row: ClickRow,
  customerId: bigint | undefined,
): Extract<ClickResult, { kind: 'recorded' }> {
  if (customerId === undefined) throw new Error('a recorded click has no customer');
  const clickId = formatClickId({ customerId, clickedAtMs: row.clickedAtMs, token: row.token });
  return { kind: 'recorded', clickId, link: item.link };
}
