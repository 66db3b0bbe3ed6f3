// What other domains may use of the reports.
export { toCommission } from './answers.js';
export { EVENTS_CHANNEL } from './live-feed.js';
export { registerReportingRoutes } from './routes.js';
export { type CommissionRecord, findCommission } from './store-commissions.js';
