// Owns what `@affitor/sdk` exports.
export { consentOfBrowser } from './consent.js';
export type { AffitorData, AffitorInitOptions, ConsentState } from './options.js';
export {
  getClickId,
  getData,
  getTracker,
  init,
  setConsent,
  signup,
  trackClick,
} from './singleton.js';
export { AffitorTracker } from './tracker.js';
