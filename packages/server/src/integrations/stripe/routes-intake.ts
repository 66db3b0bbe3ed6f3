// Owns the addresses that Stripe delivers to. They read the body as bytes, which is what is signed.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Intake } from './service-intake.js';

/** Invoices with many lines are far above what calls may send. */
const BODY_BYTES_MAX = 1_048_576;
const PROGRAM_ID = /^[1-9]\d{0,8}$/;

/** Serves the deliveries of Stripe, in a scope of their own: elsewhere bodies are read as JSON. */
export function registerIntakeRoutes(http: FastifyInstance, intake: Intake): void {
  http.register(async (scope) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
      (_request, body, done) => done(null, body),
    );
    const options = { bodyLimit: BODY_BYTES_MAX };
    scope.post(OPERATIONS.receiveStripeEvent.path, options, (request) =>
      receive(request, intake, null),
    );
    scope.post(OPERATIONS.receiveProgramStripeEvent.path, options, (request) => {
      const { programId } = request.params as { programId: string };
      // An id that no program has is answered like one that has no secret.
      return receive(request, intake, PROGRAM_ID.test(programId) ? Number(programId) : 0);
    });
  });
}

async function receive(request: FastifyRequest, intake: Intake, programId: number | null) {
  const header = request.headers['stripe-signature'];
  await intake.deliver({
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    header: typeof header === 'string' ? header : '',
    programId,
    requestId: request.id,
  });
  return { received: true };
}
