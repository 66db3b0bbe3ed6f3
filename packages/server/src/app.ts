// Owns the HTTP application: every domain's routes in one visible list.
import { buildOpenApi, OPERATIONS } from '@affitor/contract';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import {
  type Accounts,
  createAccounts,
  OUTBOX_PATH,
  registerAccountRoutes,
  registerCliLoginRoutes,
  registerSettingsRoutes,
  registerSignInRoutes,
  registerWorkspaceRoutes,
} from './accounts/index.js';
import { registerCliRoutes } from './cli/index.js';
import { registerCommissionRoutes } from './commissions/index.js';
import type { Config } from './config.js';
import { findDashboardFiles, registerDashboardRoutes } from './dashboard/index.js';
import { registerSampleRoutes } from './demo/sample-routes.js';
import { findDocsFiles, registerDocsRoutes, registerSkillRoutes } from './docs/index.js';
import { createStripeIntegration } from './integrations/stripe/index.js';
import { nameOperations } from './operation-routes.js';
import { registerLinkRoutes, registerPartnerRoutes } from './partners/index.js';
import type { Clock } from './platform/clock.js';
import { createAnnouncer, type Database } from './platform/db/index.js';
import { checkReadiness } from './platform/health.js';
import { useRateLimits } from './platform/http/rate-limit.js';
import { createHttpServer } from './platform/http/server.js';
import type { Logger } from './platform/log.js';
import { registerOutbox } from './platform/mail/index.js';
import { type Metrics, observePool, observeQueue } from './platform/metrics.js';
import { createOutboundFetch } from './platform/outbound-fetch.js';
import {
  registerGroupRoutes,
  registerProgramRoutes,
  registerProgramSetupRoutes,
} from './programs/index.js';
import { registerReadinessRoutes } from './readiness/index.js';
import { EVENTS_CHANNEL, registerReportingRoutes } from './reporting/index.js';
import { createTracking, registerTestDataRoutes } from './tracking/index.js';
import { VERSION } from './version.js';

export interface AppDeps {
  config: Config;
  db: Database;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  /** The figures of all processes of this service, as Prometheus text. */
  readMetrics(): Promise<string>;
  /** The newest migration that this code brings. */
  expectedMigration: string;
}

/** The application of one process. */
export interface App {
  http: FastifyInstance;
  /** Stops accepting, answers what is under way, and resolves when all of it is committed. */
  close(): Promise<void>;
}

/** Builds the application; it listens when its owner says so. */
export async function buildApp(deps: AppDeps): Promise<App> {
  const { config, db, clock, log, metrics } = deps;
  const http = createHttpServer({
    log,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
  });
  nameOperations(http, config.rateLimits);
  await useRateLimits(http);
  await http.register(helmet, { global: false });
  const announcer = createAnnouncer(db, EVENTS_CHANNEL, log);
  const { announce } = announcer;
  const tracking = await createTracking({ ...config, db, clock, log, metrics, announce });
  observePool(metrics, db);
  observeRequests(http, metrics);

  tracking.register(http);
  const accounts = createAccounts({ config, db, clock, log });
  const stripe = createStripeIntegration({ ...config, db, clock, log, accounts, announce });
  observeQueue(metrics, { ...tracking.depths, stripe: () => stripe.depth() });
  registerPeopleRoutes(http, accounts);
  registerManagementRoutes(http, { db, clock, log, accounts });
  const fetchPage = createOutboundFetch({ privateHosts: config.siteCheckPrivateHosts });
  const { calls } = tracking;
  registerReadinessRoutes(http, { db, clock, accounts, calls, fetchPage });
  stripe.register(http);
  registerCliRoutes(http, { db, clock, accounts, calls, stripe });
  registerServiceRoutes(http, deps);
  registerDashboardRoutes(http, { files: findDashboardFiles() });
  registerDocsRoutes(http, { files: findDocsFiles() });
  registerSkillRoutes(http, config);
  return {
    http,
    async close() {
      await http.close();
      await stripe.drain();
      await tracking.drain();
      await announcer.drain();
    },
  };
}

function registerPeopleRoutes(http: FastifyInstance, accounts: Accounts): void {
  registerSignInRoutes(http, accounts);
  registerSettingsRoutes(http, accounts);
  registerCliLoginRoutes(http, accounts);
  const { config, mailer } = accounts;
  if (!config.showsOutbox) return;
  registerOutbox(http, { path: OUTBOX_PATH, mailer, helmet: PAGE_HEADERS });
}

function registerManagementRoutes(
  http: FastifyInstance,
  deps: { db: Database; clock: Clock; log: Logger; accounts: Accounts },
): void {
  registerAccountRoutes(http, deps);
  registerWorkspaceRoutes(http, deps);
  registerProgramRoutes(http, deps);
  registerSampleRoutes(http, deps);
  registerProgramSetupRoutes(http, deps);
  registerGroupRoutes(http, deps);
  registerPartnerRoutes(http, deps);
  registerLinkRoutes(http, deps);
  registerCommissionRoutes(http, deps);
  registerReportingRoutes(http, deps);
  registerTestDataRoutes(http, deps);
}

function observeRequests(http: FastifyInstance, metrics: Metrics): void {
  http.addHook('onResponse', (request, reply, done) => {
    const operation = request.routeOptions.config.operationId ?? 'other';
    const labels = { operation, status: String(reply.statusCode) };
    metrics.requestSeconds.observe(labels, reply.elapsedTime / 1000);
    done();
  });
}

// The page brings its own style and runs nothing.
const PAGE_HEADERS: FastifyHelmetOptions = {
  // Whether every host of the domain speaks https is the operator's to promise.
  strictTransportSecurity: false,
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'unsafe-inline'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
};

function registerServiceRoutes(http: FastifyInstance, deps: AppDeps): void {
  const { publicUrl } = deps.config;
  // It does not change while the process runs.
  const openApi = JSON.stringify(buildOpenApi({ version: VERSION, serverUrl: publicUrl }));
  http.get(OPERATIONS.checkLiveness.path, () => ({ status: 'ok' }));
  http.get(OPERATIONS.checkReadiness.path, async (_request, reply) => {
    const { isReady, checks } = await checkReadiness(deps);
    const shown: Record<string, { status: 'pass' | 'fail'; detail: string }> = {};
    for (const [name, { isOk, detail }] of Object.entries(checks)) {
      shown[name] = { status: isOk ? 'pass' : 'fail', detail };
    }
    return reply
      .code(isReady ? 200 : 503)
      .send({ status: isReady ? 'ready' : 'not_ready', checks: shown });
  });
  http.get(OPERATIONS.readMetrics.path, async (_request, reply) =>
    reply.type(deps.metrics.registry.contentType).send(await deps.readMetrics()),
  );
  http.get(OPERATIONS.readOpenApi.path, (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(openApi),
  );
}
