// Owns paying for clicks: one commission per link and local day, made once the day is over.
import type { Logger } from 'pino';
import { feedCounters, feedCountersOrWarn } from '../metrics/index.js';
import { addMs, localDay } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import {
  type CommissionTerms,
  decideClickCommission,
  type Policy,
  policyInForce,
} from './rules.js';
import { createCommissions } from './service.js';
import { listPoliciesOfGroups } from './store.js';
import {
  type ClickDayCursor,
  type CountedClicks,
  countUnpaidClicks,
  listUnpaidClickDays,
  lockClickPayment,
  type UnpaidClickDay,
  updateClickSpans,
} from './store-clicks.js';

// A click answered just before midnight may be committed a little after it.
const GRACE_MS = 600_000;
/** Older days were paid long ago, or the program did not pay for clicks then. */
const DAYS_BACK = 35;

/** What one payment needs to know of its program and its run. */
export interface ClickPayment {
  programId: number;
  timeZone: string;
  now: Date;
  after: ClickDayCursor | null;
  rowsMax: number;
  log: Logger;
}

interface DueClicks {
  due: UnpaidClickDay;
  clicks: CountedClicks;
  terms: CommissionTerms;
}

/**
 * Pays some of a program's links and days that are due. Answers where to go on, or null when
 * nothing is left. The unique key of link and day makes sure that none is paid twice.
 */
export async function payClickDays(tx: Tx, payment: ClickPayment): Promise<ClickDayCursor | null> {
  const { programId, now, after, rowsMax } = payment;
  await lockClickPayment(tx, programId);
  const unpaid = await listUnpaidClickDays(tx, programId, {
    overBefore: addMs(now, -GRACE_MS),
    daysBack: DAYS_BACK,
    after,
    rowsMax,
  });
  const groupIds = [...new Set(unpaid.map((clickDay) => clickDay.groupId))];
  const policies = await listPoliciesOfGroups(tx, [programId], groupIds, now);
  const due = await countDue(tx, payment, unpaid, policies);
  await pay(tx, payment, due);
  const last = unpaid.at(-1);
  return last && unpaid.length === rowsMax ? { day: last.day, linkId: last.linkId } : null;
}

async function countDue(
  tx: Tx,
  payment: ClickPayment,
  unpaid: UnpaidClickDay[],
  policies: Policy[],
): Promise<DueClicks[]> {
  const paying = unpaid.flatMap((due) => {
    // The day's last instant decides, so that a change of terms at midnight starts with its day.
    const at = addMs(due.dayEnd, -1);
    const policy = policyInForce(policies, { groupId: due.groupId, productId: null, at });
    return policy?.commissionType === 'cpc' ? [{ due, policy }] : [];
  });
  const result: DueClicks[] = [];
  for (const day of new Set(paying.map(({ due }) => due.day))) {
    const ofDay = paying.filter(({ due }) => due.day === day);
    const linkIds = ofDay.map(({ due }) => due.linkId);
    const counted = await countUnpaidClicks(tx, payment.programId, day, linkIds);
    for (const { due, policy } of ofDay) {
      const clicks = counted.find(({ linkId }) => linkId === due.linkId);
      const terms = clicks && decideClickCommission(policy, clicks.clickCount, payment.now);
      if (clicks && terms) result.push({ due, clicks, terms });
    }
  }
  return result;
}

async function pay(tx: Tx, payment: ClickPayment, due: DueClicks[]): Promise<void> {
  if (due.length === 0) return;
  const { programId, now } = payment;
  const drafts = due.map(({ due: clickDay, terms }) => ({
    programId,
    partnerId: clickDay.partnerId,
    enrollmentId: clickDay.enrollmentId,
    cause: { kind: 'click' as const, linkId: clickDay.linkId, day: clickDay.day },
    terms,
    requestId: null,
  }));
  const ids = await createCommissions(tx, drafts, now);
  const spans = due.map(({ clicks }, index) => ({
    commissionId: ids[index] as bigint,
    clicksFrom: clicks.clicksFrom,
    clicksUntil: clicks.clicksUntil,
  }));
  await updateClickSpans(tx, programId, spans);
  const deltas = due.map(({ due: clickDay, terms }) => ({
    programId,
    partnerId: clickDay.partnerId,
    linkId: clickDay.linkId,
    day: localDay(now, payment.timeZone),
    money: { currency: terms.currency, commissionCents: terms.amountCents },
  }));
  await feedCountersOrWarn(tx, deltas, feedCounters, payment.log);
}
