// What other domains may use of attribution.
export {
  type Attribution,
  type ClickIdParts,
  type ClickRule,
  decideReClick,
  formatClickId,
  type LinkFacts,
  parseClickId,
  type ReClickVerdict,
} from './rules.js';
export { canMerge, mergeCustomers } from './service.js';
export {
  type AttributionChange,
  type Customer,
  type CustomerStatus,
  type DecisionDraft,
  findCustomersByClickIds,
  insertDecisions,
  lockCustomers,
  updateAttributions,
} from './store.js';
