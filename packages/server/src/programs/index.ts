// What other domains may use of programs.
export { registerProgramRoutes } from './routes.js';
export { registerGroupRoutes } from './routes-groups.js';
export { isOriginAllowed, originCandidates } from './rules-origins.js';
export type { PolicyTerms } from './rules-terms.js';
export { type Acting, changeProgram, goLive } from './service.js';
export { createProgram } from './service-create.js';
export { addPolicyVersion, createGroup } from './service-policies.js';
export type { Program } from './store.js';
export { findDefaultGroupId, holdGroup } from './store-groups.js';
export {
  authenticateProgramKeys,
  findOriginListed,
  findProgramForTracking,
  type ProgramKeyOwner,
} from './store-tracking.js';
