// Owns the jobs of Stripe: applying what waited for its sale, and forgetting contents.
import type { Database } from '../../platform/db/index.js';
import type { Channel } from '../../tracking/index.js';
import { applyOverdue, purgeOldContents } from './service-replay.js';

type JobDeps = Channel & { readonly db: Database };

export const stripeJobs: Record<string, (payload: unknown, deps: JobDeps) => Promise<void>> = {
  'stripe.apply-waiting': async (_payload, { db, ...channel }) => {
    await applyOverdue(db, channel);
  },
  'stripe.purge-contents': (_payload, { db, ...channel }) => purgeOldContents(db, channel),
};

export const stripeCron = [
  { name: 'stripe.apply-waiting', pattern: '*/5 * * * *' },
  { name: 'stripe.purge-contents', pattern: '51 3 * * *' },
] as const;
