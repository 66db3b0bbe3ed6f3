// Owns management operations whose work opens transactions of its own, or waits for others: let in
// like any other, and run when the transaction that let them in has ended.
import type { Operation } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import {
  AfterCommit,
  type ManagementCall,
  type ManagementDeps,
  managementRoute,
} from './management-route.js';
import type { AnswerOf } from './route-types.js';

/** A call without the transaction that let it in. */
type ManagementTask<Op extends Operation> = Omit<ManagementCall<Op>, 'tx' | 'audit'>;

/** Serves an operation whose handler holds no transaction while it works. */
export function managementTask<const Op extends Operation>(
  app: FastifyInstance,
  deps: ManagementDeps,
  operation: Op,
  handler: (call: ManagementTask<Op>) => Promise<AnswerOf<Op>>,
): void {
  managementRoute(app, deps, operation, async ({ tx: _tx, audit: _audit, ...call }) => {
    const later = new AfterCommit(() => handler(call as ManagementTask<Op>));
    return later as unknown as AnswerOf<Op>;
  });
}
