// What other domains may use of accounts: who calls, the way in, and the making of keys.
export { type ManagementDeps, managementRoute } from './management-route.js';
export { managementStream } from './management-stream.js';
export { registerAccountRoutes } from './routes.js';
export {
  authenticateManagement,
  createManagementKey,
  createWorkspace,
  revokeManagementKey,
} from './service.js';
export { findWorkspace, insertAuditEntry, listManagementKeys, listWorkspaces } from './store.js';
export type { ManagedProgram } from './store-programs.js';
