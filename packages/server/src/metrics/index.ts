// What other domains may use of the counters.
export type { CounterDelta } from './rules.js';
export { type FeedCounters, feedCounters, feedCountersOrWarn } from './service.js';
export { forgetVisits } from './store-visits.js';
