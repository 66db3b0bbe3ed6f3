// Owns looking at a program's site: seldom, by one process at a time, and only from outside.
import { addMs, type Clock } from '../platform/clock.js';
import type { Database } from '../platform/db/index.js';
import type { OutboundFetch } from '../platform/outbound-fetch.js';
import type { SiteFacts, SiteFinding } from './rules.js';
import { findTracker } from './rules-tag.js';
import { claimSiteCheck, findSiteCheck, updateSiteCheck } from './store.js';

const SECOND_MS = 1000;
/** A tag that is there stays; one that is missing is being put in just now. */
const INSTALLED_KEPT_MS = 600 * SECOND_MS;
const OTHER_KEPT_MS = 60 * SECOND_MS;
const FORCED_EVERY_MS = 60 * SECOND_MS;
/** Longer than any look takes; after it a process that died is not waited for. */
const LOOK_MAX_MS = 30 * SECOND_MS;

export interface SiteCheckDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly fetchPage: OutboundFetch;
}

/** What is known of a site, looked at anew where that is due. Null while the first look runs. */
export async function checkSite(
  deps: SiteCheckDeps,
  site: { programId: number; websiteUrl: string; isForced: boolean },
): Promise<SiteFacts | null> {
  const { db, clock } = deps;
  const now = clock.now();
  const isDue = await claimSiteCheck(db, {
    ...site,
    now,
    lookingUntil: addMs(now, LOOK_MAX_MS),
    installedBefore: addMs(now, -INSTALLED_KEPT_MS),
    otherBefore: addMs(now, -OTHER_KEPT_MS),
    forcedBefore: addMs(now, -FORCED_EVERY_MS),
  });
  if (!isDue) return findSiteCheck(db, site.programId, site.websiteUrl);
  const finding = await look(deps, site);
  const checkedAt = clock.now();
  await updateSiteCheck(db, { ...site, finding, now: checkedAt });
  return { finding, checkedAt };
}

async function look(
  { fetchPage }: SiteCheckDeps,
  { programId, websiteUrl }: { programId: number; websiteUrl: string },
): Promise<SiteFinding> {
  const answer = await fetchPage(websiteUrl);
  if (answer.kind === 'refused') return 'not_public';
  if (answer.kind === 'failed' || answer.status >= 400) return 'unreachable';
  return findTracker(answer.text, programId);
}
