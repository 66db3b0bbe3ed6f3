// Owns what other programs may use of the MCP server; importing it starts nothing.
export type { RunVerification } from './integration-tools.js';
export { createServer, registerTools } from './server.js';
export { type ReaderOptions, ServiceReader } from './service-reader.js';
export type { TrackingClient } from './tracking-tools.js';
export { fireVerificationChain } from './verification.js';
