// Owns the entry `@affitor/sdk/landing`.
export { type ReadableRequest, readClickId, readClickIds } from './click-id.js';
export type { Landing, LandingOptions } from './landing.js';
export { clickIdFromState, withClickId, withoutClickId } from './oauth-state.js';
export { createWebLandings, type WebLandingOptions, type WebLandings } from './respond.js';
