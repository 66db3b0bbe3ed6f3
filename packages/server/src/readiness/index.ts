// What other domains may use of readiness.
export { registerReadinessRoutes } from './routes.js';
export { findRealEvents } from './store.js';
