// Owns the list of schemas and value lists that other packages may use.
export * from './accounts.js';
export * from './commissions.js';
export * from './customers.js';
export * from './event-feed.js';
export * from './groups.js';
export * from './management-keys.js';
export * from './members.js';
export * from './overview.js';
export * from './partners.js';
export * from './primitives.js';
export * from './programs.js';
export * from './readiness.js';
export * from './reporting.js';
export * from './service.js';
export * from './trace.js';
export * from './tracking-requests.js';
export * from './tracking-responses.js';
