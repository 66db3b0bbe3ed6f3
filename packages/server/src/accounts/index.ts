// What other domains may use of accounts: who calls, the way in, and the making of keys and people.
export { type Accounts, createAccounts } from './accounts.js';
export { accountCron, accountJobs } from './jobs.js';
export { type ManagementDeps, managementRoute } from './management-route.js';
export { managementStream } from './management-stream.js';
export { managementTask } from './management-task.js';
export { registerAccountRoutes } from './routes.js';
export { registerCliLoginRoutes } from './routes-cli.js';
export { registerSettingsRoutes } from './routes-settings.js';
export { OUTBOX_PATH, registerSignInRoutes } from './routes-sign-in.js';
export { registerWorkspaceRoutes } from './routes-workspace.js';
export {
  authenticateManagement,
  createManagementKey,
  createWorkspace,
  revokeManagementKey,
} from './service.js';
export { authenticateCliToken } from './service-cli.js';
export { createFirstOwner } from './service-sign-up.js';
export { findWorkspace, listManagementKeys, listWorkspaces } from './store.js';
export { insertAuditEntry } from './store-audit.js';
export type { CliTokenOwner } from './store-cli.js';
export type { ManagedProgram } from './store-programs.js';
