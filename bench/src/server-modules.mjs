// Owns the list of what the bench uses of the built service: the real functions, never copies.
export { createManagementKey, createWorkspace } from '@affitor/server/dist/accounts/index.js';
export { buildApp } from '@affitor/server/dist/app.js';
export { commissions } from '@affitor/server/dist/commissions/index.js';
export { loadConfig } from '@affitor/server/dist/config.js';
export { findExpectedMigration } from '@affitor/server/dist/database.js';
export { feedCounters } from '@affitor/server/dist/metrics/index.js';
export { rebuildProgramCounters } from '@affitor/server/dist/metrics/rebuild.js';
export { rollUpVisits } from '@affitor/server/dist/metrics/visits.js';
export { createPartner } from '@affitor/server/dist/partners/index.js';
export { localDay, systemClock } from '@affitor/server/dist/platform/clock.js';
export { sha256 } from '@affitor/server/dist/platform/crypto.js';
export {
  connectDatabase,
  withShortTransaction,
  withTransaction,
} from '@affitor/server/dist/platform/db/index.js';
export { startEmbeddedPostgres } from '@affitor/server/dist/platform/embedded-postgres/index.js';
export { readBearerToken } from '@affitor/server/dist/platform/http/bearer.js';
export { requireJsonObject } from '@affitor/server/dist/platform/http/json-body.js';
export { createHttpServer } from '@affitor/server/dist/platform/http/server.js';
export { randomClickToken } from '@affitor/server/dist/platform/ids.js';
export { createLogger } from '@affitor/server/dist/platform/log.js';
export { createMetrics } from '@affitor/server/dist/platform/metrics.js';
export { networkOf } from '@affitor/server/dist/platform/network.js';
export { authenticateProgramKeys, createProgram } from '@affitor/server/dist/programs/index.js';
export { readClickInput } from '@affitor/server/dist/tracking/click-input.js';
export { isTestMode } from '@affitor/server/dist/tracking/input.js';
export { readLeadInput } from '@affitor/server/dist/tracking/lead-input.js';
export { readSaleInput } from '@affitor/server/dist/tracking/sale-input.js';
export { recordSales } from '@affitor/server/dist/tracking/sale-service.js';
export { insertClicks, runnerOf } from '@affitor/server/dist/tracking/store-clicks.js';
export { describeVisitor, isSpeculative } from '@affitor/server/dist/tracking/visitor.js';
