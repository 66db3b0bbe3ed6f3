// What other domains may use of accounts: who calls, the way in, and the making of keys.
export {
  type ManagementAnswer,
  type ManagementCall,
  type ManagementDeps,
  managementRoute,
} from './management-route.js';
export { registerAccountRoutes } from './routes.js';
export type { Principal } from './rules.js';
export {
  authenticateManagement,
  createManagementKey,
  createWorkspace,
  revokeManagementKey,
} from './service.js';
export {
  findWorkspace,
  insertAuditEntry,
  listManagementKeys,
  listWorkspaces,
  type ManagementKey,
} from './store.js';
export type { ManagedProgram } from './store-programs.js';
