// Owns the routes that explain: traces, and what a refused call was refused for.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { type ManagementDeps, managementRoute } from '../accounts/index.js';
import { toRefusal } from './answers.js';
import { listRefusalsOfRequest } from './store-customers.js';
import { readTrace } from './trace.js';
import { explainRefusal } from './trace-rules.js';

/** Serves traces. */
export function registerTraceRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.traceCustomer, ({ tx, program, params, now }) =>
    readTrace(tx, program, { kind: 'customer', id: params.customerId }, now),
  );
  managementRoute(app, deps, OPERATIONS.traceSale, ({ tx, program, params, now }) =>
    readTrace(tx, program, { kind: 'sale', id: params.saleId }, now),
  );
  managementRoute(app, deps, OPERATIONS.traceCommission, ({ tx, program, params, now }) =>
    readTrace(tx, program, { kind: 'commission', id: params.commissionId }, now),
  );
  managementRoute(app, deps, OPERATIONS.traceClick, ({ tx, program, params, now }) =>
    readTrace(tx, program, { kind: 'click', id: params.clickId }, now),
  );
  managementRoute(app, deps, OPERATIONS.traceRefusals, async ({ tx, program, query }) => {
    const refusals = await listRefusalsOfRequest(tx, program.id, query.request_id);
    return refusals.map((refusal) => {
      const { explanation, docsPath } = explainRefusal(refusal.code);
      return { ...toRefusal(refusal), explanation, docs_path: docsPath };
    });
  });
}
