// What other domains may use of attribution.
export {
  type Attribution,
  decideReClick,
  formatClickId,
  parseClickId,
  type ReClickVerdict,
} from './rules.js';
export { canMerge, mergeCustomers } from './service.js';
export {
  type AttributionChange,
  type Customer,
  type DecisionDraft,
  findCustomersByClickIds,
  insertDecisions,
  lockCustomers,
  updateAttributions,
} from './store.js';
