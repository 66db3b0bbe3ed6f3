// What other domains may use of attribution.
export {
  type Attribution,
  decideReClick,
  formatClickId,
  parseClickId,
  type ReClickVerdict,
} from './rules.js';
export { canMerge, lockSurvivors, mergeCustomers } from './service.js';
export {
  type AttributionChange,
  type Customer,
  type DecisionDraft,
  findCustomersByClickIds,
  insertDecisions,
  updateAttributions,
} from './store.js';
