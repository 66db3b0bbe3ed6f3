// What other domains may use of programs.
export { isOriginAllowed, originCandidates } from './rules-origins.js';
export {
  authenticateProgramKeys,
  findOriginListed,
  findProgramForTracking,
  type ProgramKeyOwner,
} from './store-tracking.js';
