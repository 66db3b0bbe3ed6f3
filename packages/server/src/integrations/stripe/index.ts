// Owns putting the Stripe integration of one process together.
import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../../accounts/index.js';
import type { Clock } from '../../platform/clock.js';
import type { Database } from '../../platform/db/index.js';
import type { Logger } from '../../platform/log.js';
import { createEmailKeeper } from '../../tracking/index.js';
import { registerStripeRoutes } from './routes.js';
import { registerIntakeRoutes } from './routes-intake.js';
import { createSecrets } from './secrets.js';
import { connectStripe } from './service-connection.js';
import { createIntake } from './service-intake.js';

export { stripeCron, stripeJobs } from './jobs.js';

type ConnectRequest = Parameters<typeof connectStripe>[1];

/** The Stripe integration of one process. It never calls Stripe. */
export interface StripeIntegration {
  register(http: FastifyInstance): void;
  /** Connects a program in the caller's transaction. */
  connect(
    tx: Parameters<typeof connectStripe>[0],
    request: ConnectRequest,
  ): ReturnType<typeof connectStripe>;
  /** How many events wait to be applied. */
  depth(): number;
  drain(): Promise<void>;
}

export function createStripeIntegration(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly accounts: Accounts;
  readonly secretKey: string;
  readonly publicUrl: string;
  readonly announce: (programId: number) => void;
}): StripeIntegration {
  const { secretKey } = options;
  const secrets = createSecrets(secretKey);
  const intake = createIntake({ ...options, secrets, keepEmail: createEmailKeeper(secretKey) });
  return {
    register(http) {
      registerIntakeRoutes(http, intake);
      registerStripeRoutes(http, options);
    },
    connect: (tx, request) => connectStripe(tx, request, secrets),
    depth: () => intake.depth(),
    drain: () => intake.drain(),
  };
}
