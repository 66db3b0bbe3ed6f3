// Owns the reading of readiness: facts, a look at the site where it could matter, the verdict.
import { addDays } from '../platform/clock.js';
import { AppError } from '../platform/http/errors.js';
import { hasRealEvents, judgeReadiness, type ReadinessAnswer } from './rules.js';
import { checkSite, type SiteCheckDeps } from './site-check.js';
import { findReadinessFacts } from './store.js';

/**
 * How far a program's integration is. The site is looked at only while no real event proves the
 * tracking.
 * @throws AppError `program_not_found`
 */
export async function readReadiness(
  deps: SiteCheckDeps,
  asked: { programId: number; isForced: boolean },
): Promise<ReadinessAnswer> {
  const { programId, isForced } = asked;
  const now = deps.clock.now();
  const found = await findReadinessFacts(deps.db, programId, { now, dayAgo: addDays(now, -1) });
  if (!found) throw new AppError('program_not_found');
  const { facts, websiteUrl } = found;
  const site = hasRealEvents(facts)
    ? null
    : await checkSite(deps, { programId, websiteUrl, isForced });
  return judgeReadiness(facts, site, now);
}
