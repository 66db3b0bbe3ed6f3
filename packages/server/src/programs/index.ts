// What other domains may use of programs.
export { registerProgramRoutes } from './routes.js';
export { registerGroupRoutes } from './routes-groups.js';
export { registerProgramSetupRoutes } from './routes-setup.js';
export { isOriginAllowed } from './rules-origins.js';
export { createProgram } from './service-create.js';
export { holdGroup } from './store-groups.js';
export {
  authenticateProgramKeys,
  findOriginListed,
  findProgramForTracking,
  type ProgramKeyOwner,
} from './store-tracking.js';
