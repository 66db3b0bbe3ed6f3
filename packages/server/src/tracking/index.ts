// Owns putting the tracking API together from its parts.
import type { FastifyInstance } from 'fastify';
import { commissions } from '../commissions/index.js';
import { feedCounters } from '../metrics/index.js';
import type { Clock } from '../platform/clock.js';
import type { Database } from '../platform/db/index.js';
import type { Logger } from '../platform/log.js';
import type { Metrics } from '../platform/metrics.js';
import { ClickService } from './click-service.js';
import { createOriginGate } from './cors.js';
import { createEmailKeeper } from './email.js';
import { openGeoDatabase } from './geo.js';
import { createLeadService, type LeadService } from './lead-service.js';
import { LinkCache } from './link-cache.js';
import { createProgramKeys, type ProgramKeys } from './program-keys.js';
import { createRefundService, type RefundService } from './refund-service.js';
import { createRefusals } from './refusals.js';
import { registerTrackingRoutes } from './routes.js';
import { createSaleService, type SaleService } from './sale-service.js';
import { readScriptFile } from './script-file.js';
import { registerScriptRoutes } from './script-routes.js';
import { insertTestEvent } from './store-test-events.js';
import { createTestMode, type TestMode } from './test-mode.js';

export { createEmailKeeper, type KeptEmail } from './email.js';
export {
  type Channel,
  keepNotice,
  recordLeadWithin,
  recordSaleWithin,
  recordTestSaleWithin,
  refundSaleWithin,
} from './in-transaction.js';
export { isStorable } from './input.js';
export type { SaleItem } from './sale-plan.js';
export {
  findFirstPaymentSale,
  joinPayments,
  linkPaymentIds,
  listPaymentIds,
  listPaymentSales,
  type PaymentSale,
} from './store-payments.js';
export { registerTestDataRoutes } from './test-data-routes.js';

export interface TrackingOptions {
  db: Database;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  secretKey: string;
  batchRowsMax: number;
  batchQueueMax: number;
  foreignOrigins: 'record' | 'refuse';
  geoipDatabase: string | null;
  publicUrl: string;
  /** Is told of programs that have new events, once they are committed. */
  readonly announce: (programId: number) => void;
}

/** The functions behind the endpoints, for whoever makes events without a request. */
export interface TrackingCalls {
  readonly clicks: Pick<ClickService, 'admit' | 'record'>;
  readonly leads: Pick<LeadService, 'record'>;
  readonly sales: Pick<SaleService, 'record'>;
  readonly refunds: Pick<RefundService, 'refund'>;
  readonly testMode: TestMode;
  readonly keys: ProgramKeys;
  readonly insertTestEvent: typeof insertTestEvent;
  readonly announce: (programId: number) => void;
}

/** The tracking API of one process. */
export interface Tracking {
  register(app: FastifyInstance): void;
  readonly calls: TrackingCalls;
  /** How many events wait, by batch. */
  depths: Record<string, () => number>;
  /** Resolves when everything that was accepted has been committed and answered. */
  drain(): Promise<void>;
}

/** Puts the tracking API together. */
export async function createTracking(options: TrackingOptions): Promise<Tracking> {
  const { db, clock, log, announce } = options;
  const limits = { rowsMax: options.batchRowsMax, queueMax: options.batchQueueMax };
  const base = { db, clock, log, announce, ...limits };
  const clicks = new ClickService({ ...base, links: new LinkCache(db) });
  const leads = createLeadService({
    ...base,
    commissions,
    feedCounters,
    keepEmail: createEmailKeeper(options.secretKey),
  });
  const sales = createSaleService({ ...base, commissions, feedCounters });
  const refunds = createRefundService({ ...base, feedCounters });
  const refusals = createRefusals(base);
  const findPlace = await openGeoDatabase(options.geoipDatabase);
  const parts = { clicks, leads, sales, refunds };
  const keys = createProgramKeys(db);
  const testMode = createTestMode({ db, clock, announce });
  return {
    calls: { ...parts, keys, testMode, insertTestEvent, announce },
    register(app) {
      registerTrackingRoutes(app, {
        db,
        metrics: options.metrics,
        keys,
        ...parts,
        testMode,
        refusals,
        origins: createOriginGate(db, options.foreignOrigins === 'refuse'),
        findPlace,
      });
      registerScriptRoutes(app, { readScript: readScriptFile, publicUrl: options.publicUrl });
    },
    depths: Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, () => part.depth()]),
    ),
    async drain() {
      await Promise.all([...Object.values(parts), refusals].map((part) => part.drain()));
    },
  };
}
