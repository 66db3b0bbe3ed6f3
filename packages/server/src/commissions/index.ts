// What other domains may use of commissions.
import { createCommissions, takeCommissionIds } from './service.js';
import { listPoliciesOfGroups } from './store.js';

export { registerCommissionRoutes } from './routes.js';
export {
  decideLeadCommission,
  decideSaleCommission,
  type Policy,
  policyInForce,
  reversedTotal,
  type SaleVerdict,
} from './rules.js';
export { reverseCommission } from './service.js';
export type { CommissionDraft } from './store.js';
export { type LockedCommission, lockCommissionOfSale } from './store-decisions.js';

/** What the flows ask of commissions. */
export interface Commissions {
  listPolicies: typeof listPoliciesOfGroups;
  takeIds: typeof takeCommissionIds;
  create: typeof createCommissions;
}

export const commissions: Commissions = {
  listPolicies: listPoliciesOfGroups,
  takeIds: takeCommissionIds,
  create: createCommissions,
};
