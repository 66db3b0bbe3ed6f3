// Owns the recording of clicks: admit, batch, decide, write, and answer after the commit.
import type { Logger } from 'pino';
import {
  type Attribution,
  type AttributionChange,
  type Customer,
  type DecisionDraft,
  decideReClick,
  findCustomersByClickIds,
  formatClickId,
  insertDecisions,
  lockCustomers,
  updateAttributions,
} from '../attribution/index.js';
import { type Batcher, createBatcher, type Outcome } from '../platform/batch.js';
import { type Clock, fromUnixMs, localDay } from '../platform/clock.js';
import {
  type Database,
  isConnectionLost,
  isRetryable,
  type Tx,
  withTransaction,
} from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { randomClickToken } from '../platform/ids.js';
import type { LinkCache } from './link-cache.js';
import { type ClickRow, insertClicks, runnerOf, updateLastClicks } from './store-clicks.js';
import type { LinkRecord } from './store-links.js';

/** A link that clicks can be recorded for. */
export interface ActiveLink extends LinkRecord {
  programId: number;
  partnerId: number;
}

/** Where a code leads: a usable link, or one that its owner has switched off. */
export type Admission =
  | { kind: 'active'; link: ActiveLink; version: bigint }
  | { kind: 'inactive'; link: ActiveLink };

export interface ClickItem {
  code: string;
  admission: Extract<Admission, { kind: 'active' }>;
  existingClickId: string | null;
  isBot: boolean;
  context: Record<string, string>;
}

export type ClickResult =
  | { kind: 'recorded'; clickId: string; link: ActiveLink }
  | { kind: 'inactive'; link: ActiveLink };

export interface ClickService {
  /**
   * Where a code leads.
   * @throws AppError `referral_link_not_found`, `referral_link_incomplete`
   */
  admit(code: string): Promise<Admission>;
  record(item: ClickItem): Promise<ClickResult>;
  drain(): Promise<void>;
  depth(): number;
}

/** Thrown with the program of an incomplete link, so that the refusal can be kept. */
export class IncompleteLink extends AppError {
  constructor(readonly programId: number | null) {
    super('referral_link_incomplete');
  }
}

const SETTINGS_RETRIES_MAX = 10;

export function createClickService(deps: {
  db: Database;
  clock: Clock;
  log: Logger;
  links: LinkCache;
  rowsMax: number;
  queueMax: number;
}): ClickService {
  const { db, clock, log, links } = deps;

  async function admit(code: string): Promise<Admission> {
    const link = await links.find(code);
    if (!link) throw new AppError('referral_link_not_found');
    if (link.programId === null || link.partnerId === null)
      throw new IncompleteLink(link.programId);
    const active = link as ActiveLink;
    if (!link.isActive) return { kind: 'inactive', link: active };
    return { kind: 'active', link: active, version: links.version };
  }

  const batcher: Batcher<ClickItem, ClickResult> = createBatcher({
    rowsMax: deps.rowsMax,
    queueMax: deps.queueMax,
    flush: flushUnderCurrentSettings,
    isRetryable,
    isUnknown: isConnectionLost,
    onFull: () => new AppError('service_overloaded', { headers: { 'retry-after': '1' } }),
  });

  // The statement writes nothing when the settings have moved; then all are admitted anew.
  async function flushUnderCurrentSettings(items: ClickItem[]): Promise<Outcome<ClickResult>[]> {
    const outcomes = new Array<Outcome<ClickResult>>(items.length);
    let waiting = items.map((item, index) => ({ item, index }));
    for (let attempt = 0; attempt < SETTINGS_RETRIES_MAX && waiting.length > 0; attempt += 1) {
      if (attempt > 0) links.forget();
      const admitted: { item: ClickItem; index: number }[] = [];
      for (const { item, index } of waiting) {
        const admission = await admitAgain(item);
        if (admission.ok && admission.value.kind === 'active') {
          admitted.push({ item: { ...item, admission: admission.value }, index });
        } else {
          outcomes[index] = admission as Outcome<ClickResult>;
        }
      }
      const results = await write(admitted.map(({ item }) => item));
      if (results) {
        for (const [position, { index }] of admitted.entries()) {
          outcomes[index] = { ok: true, value: results[position] as ClickResult };
        }
        return outcomes;
      }
      waiting = admitted;
    }
    if (waiting.length > 0) throw new Error('the settings moved faster than clicks were recorded');
    return outcomes;
  }

  async function admitAgain(item: ClickItem): Promise<Outcome<Admission>> {
    if (item.admission.version === links.version) return { ok: true, value: item.admission };
    try {
      return { ok: true, value: await admit(item.code) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  async function write(items: ClickItem[]): Promise<ClickResult[] | null> {
    if (items.length === 0) return [];
    try {
      return await writeWith(items, true);
    } catch (error) {
      if (isConnectionLost(error) || isRetryable(error)) throw error;
      const results = await writeWith(items, false);
      log.warn({ err: error }, 'metrics were not updated; the reconcile job will do it');
      return results;
    }
  }

  async function writeWith(items: ClickItem[], counting: boolean): Promise<ClickResult[] | null> {
    const now = clock.now();
    if (items.every((item) => item.existingClickId === null)) {
      const rows = items.map((item) => newVisitorRow(item, now));
      const options = { configVersion: links.version, counting };
      const ids = await insertClicks(runnerOf(db), rows, options);
      return ids && items.map((item, index) => resultOf(item, rows[index] as ClickRow, ids[index]));
    }
    return withTransaction(db, (tx) =>
      writeReturning(tx, items, { now, counting, configVersion: links.version }),
    );
  }

  return {
    admit,
    record: (item) => batcher.submit(item),
    drain: () => batcher.drain(),
    depth: () => batcher.depth(),
  };
}

interface WriteOptions {
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
  const customers = await lockCustomers(tx, [
    ...new Set(found.filter((id): id is bigint => id !== null)),
  ]);
  const changes = new ReturningChanges();
  const planned = items.map((item, index) => {
    const customer = customers.get(found[index] ?? 0n);
    if (!customer || customer.programId !== item.admission.link.programId) {
      return { row: newVisitorRow(item, options.now), keptClickId: null };
    }
    const plan = planReClick(item, customer, options.now, changes);
    customers.set(customer.id, plan.customer);
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
  const { link } = item.admission;
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
  const attribution: Attribution = verdict.moves
    ? {
        partnerId: link.partnerId,
        enrollmentId: link.enrollmentId,
        linkId: link.linkId,
        clickId,
        attributedAt: at,
        byBot: false,
      }
    : customer.attribution;
  const { programId, id: customerId } = customer;
  changes.lastClicks.set(customerId, { programId, customerId, clickedAt: at });
  if (verdict.moves) changes.attributions.set(customerId, { customerId, programId, attribution });
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

function newVisitorRow(item: ClickItem, at: Date): ClickRow {
  const { link } = item.admission;
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
  return { kind: 'recorded', clickId, link: item.admission.link };
}
