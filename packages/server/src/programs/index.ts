// What other domains may use of programs.
export { readProgramBody, registerProgramRoutes } from './routes.js';
export { registerGroupRoutes } from './routes-groups.js';
export { registerProgramSetupRoutes } from './routes-setup.js';
export { isOriginAllowed } from './rules-origins.js';
export { regenerateKey } from './service.js';
export { createProgram } from './service-create.js';
export { updateProgramSettings } from './store.js';
export { holdGroup } from './store-groups.js';
export {
  findEmptySample,
  lockSampleProgram,
  updateProgramAsSample,
  updateSampleFilled,
} from './store-sample.js';
export {
  authenticateProgramKeys,
  findOriginListed,
  findProgramForTracking,
  type ProgramKeyOwner,
} from './store-tracking.js';
