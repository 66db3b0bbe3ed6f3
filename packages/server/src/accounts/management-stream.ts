// Owns management operations whose answer is a stream: let in like any other, sent as it comes.
import { Readable } from 'node:stream';
import type { Operation } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { type ManagementCall, type ManagementDeps, managementRoute } from './management-route.js';
import type { AnswerOf } from './route-types.js';

/**
 * Serves an operation whose answer is a stream of text. The handler's transaction has ended when
 * the stream is read. Headers belong to the stream alone: a refusal stays JSON.
 */
export function managementStream<const Op extends Operation>(
  app: FastifyInstance,
  deps: ManagementDeps,
  operation: Op,
  stream: {
    headers: Readonly<Record<string, string>>;
    open(call: ManagementCall<Op>): Promise<Readable>;
  },
): void {
  const withHeaders: ManagementDeps = {
    ...deps,
    optionsOf: (one) => ({
      ...deps.optionsOf?.(one),
      // Asked for its headers alone, a stream would still be opened, with nobody to close it.
      exposeHeadRoute: false,
      onSend: async (_request, reply, payload) => {
        if (payload instanceof Readable) {
          reply.headers({ ...stream.headers, 'content-type': `${one.contentType}; charset=utf-8` });
        }
        return payload;
      },
    }),
  };
  // The contract describes the text that is sent in the end; Fastify takes the stream of it.
  managementRoute(app, withHeaders, operation, (call) =>
    stream.open(call).then((text) => text as unknown as AnswerOf<Op>),
  );
}
