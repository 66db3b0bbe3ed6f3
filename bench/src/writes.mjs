// Owns how the bench calls the service's own statements outside the service.
import { silentLog } from './database.mjs';
import {
  commissions,
  feedCounters,
  localDay,
  randomClickToken,
  recordSales,
  systemClock,
} from './server-modules.mjs';

/** The row of one visit by a new visitor. */
export function clickRowOf({ target, link, isBot, context }) {
  const now = systemClock.now();
  return {
    customerId: null,
    clickedAtMs: now.getTime(),
    token: randomClickToken(),
    programId: target.programId,
    partnerId: link.partnerId,
    enrollmentId: link.enrollmentId,
    linkId: link.id,
    isBot,
    isRepeat: false,
    day: localDay(now, 'UTC'),
    context,
  };
}

/** The version of the settings, which click statements compare. */
export async function readConfigVersion(db) {
  const { rows } = await db.pool.query('select version from config_version');
  return rows[0].version;
}

/** The one sale function of the product. */
export function recordSalesOf(tx, items, clock) {
  return recordSales(tx, items, { clock, log: silentLog, commissions, feedCounters });
}
