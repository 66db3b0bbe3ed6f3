// Owns the route that gives a workspace its sample program; it is removed like any program.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { type ManagementDeps, managementRoute } from '../accounts/index.js';
import { enqueue } from '../platform/jobs.js';
import { readProgramBody } from '../programs/index.js';
import { requireSample } from './sample.js';
import { FILL_SAMPLE } from './sample-job.js';

/** Serves the making of the sample. Its history is written by a job, from the same transaction. */
export function registerSampleRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.createSampleProgram, async (call) => {
    const { tx, principal, actor, now } = call;
    const { workspaceId } = principal;
    const { programId, isNew } = await requireSample(tx, workspaceId, { actor, now });
    if (isNew) {
      // An attempt that broke off left half a history: the sample is then removed and made anew.
      await enqueue(tx, FILL_SAMPLE, { programId }, { attemptsMax: 1 });
      await call.audit('sample.created', `program:${programId}`);
    }
    return readProgramBody(tx, workspaceId, { programId, actor, deps });
  });
}
