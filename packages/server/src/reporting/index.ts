// What other domains may use of the reports.
export { toCommission } from './answers.js';
export { registerReportingRoutes } from './routes.js';
export { type CommissionRecord, findCommission } from './store-commissions.js';
