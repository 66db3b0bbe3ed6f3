// Owns what `@affitor/sdk` exports.
export type { AffitorData, AffitorInitOptions, ConsentState } from './options.js';
