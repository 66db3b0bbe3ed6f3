// Owns the routes that count and delete a program's test data.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { type ManagementDeps, managementRoute } from '../accounts/index.js';
import { countTestEvents, deleteTestEvents } from './store-retention.js';

/** Serves the count and the deletion of test data. */
export function registerTestDataRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.readTestData, ({ tx, program }) =>
    countTestEvents(tx, program.id),
  );

  managementRoute(app, deps, OPERATIONS.deleteTestData, async (call) => {
    const deleted = await deleteTestEvents(call.tx, call.program.id);
    await call.audit('test_data.deleted', `program:${call.program.id}`, { ...deleted });
    return deleted;
  });
}
