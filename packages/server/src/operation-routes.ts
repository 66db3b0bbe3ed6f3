// Owns what every route has from its operation: its name in the metrics, the catalogue code of its
// unexpected failures, and how often a caller may use it.
import { type ErrorCode, type Operation, type OperationId, operations } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import type { Config } from './config.js';
import { limited } from './platform/http/rate-limit.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    operationId?: string;
  }
}

const FAILURE_CODES: Partial<Record<OperationId, ErrorCode>> = {
  trackClick: 'click_tracking_failed',
  trackLead: 'lead_tracking_failed',
  trackSale: 'sale_tracking_failed',
  trackRefund: 'refund_tracking_failed',
  readOwnReadiness: 'readiness_failed',
};

const operationByRoute = new Map<string, Operation>(
  operations.flatMap((operation) =>
    [operation.path, ...(operation.aliases ?? [])].map((path) => [
      `${operation.method} ${path}`,
      operation,
    ]),
  ),
);

/** Gives every route that is registered from here on what its operation says of it. */
export function nameOperations(http: FastifyInstance, limits: Config['rateLimits']): void {
  http.addHook('onRoute', (route) => {
    const operation = operationByRoute.get(`${String(route.method)} ${route.url}`);
    if (!operation) return;
    route.config = {
      ...route.config,
      ...limited(callsPerMinute(operation, limits)).config,
      operationId: operation.id,
      ...(operation.typedErrors && { typedErrors: operation.typedErrors }),
      failureCode: FAILURE_CODES[operation.id as OperationId] ?? 'internal_error',
    };
  });
}

function callsPerMinute(operation: Operation, limits: Config['rateLimits']): number {
  if (operation.id === 'trackClick') return limits.clicksPerMinute;
  if (operation.id === 'trackLead') return limits.leadsPerMinute;
  if (operation.auth === 'program_key') return limits.salesPerMinute;
  // Health and documents are never refused: a limit there would take a healthy process down.
  const isLimited = operation.auth === 'management' || operation.tag === 'Command line';
  return isLimited ? limits.managementPerMinute : 0;
}
