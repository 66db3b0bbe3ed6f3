// What other domains may use of the ledger.
export type { CommissionStage, Movement } from './rules.js';
export { postMovements } from './service.js';
export { listPartnerBalances } from './store.js';
