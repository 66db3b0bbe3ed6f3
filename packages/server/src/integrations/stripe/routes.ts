// Owns the management routes of Stripe: the connection of a program, and what became of its events.
import { OPERATIONS, type schemas } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { type ManagementDeps, managementRoute } from '../../accounts/index.js';
import { decodeCursor, pageOfRows } from '../../platform/http/cursor.js';
import type { Logger } from '../../platform/log.js';
import { disconnectStripe, readConnection } from './service-connection.js';
import { isReplayable, replayEvent } from './service-replay.js';
import { type EventRow, listEvents } from './store-events.js';

export interface StripeRouteDeps extends ManagementDeps {
  readonly log: Logger;
  readonly publicUrl: string;
}

export function registerStripeRoutes(http: FastifyInstance, deps: StripeRouteDeps): void {
  managementRoute(http, deps, OPERATIONS.readStripeConnection, ({ tx, program }) =>
    readConnection(tx, program.id, deps.publicUrl),
  );

  managementRoute(http, deps, OPERATIONS.disconnectStripe, async (call) => {
    const { tx, program, now } = call;
    await disconnectStripe(tx, program.id, now);
    await call.audit('stripe.disconnected', `program:${program.id}`);
    return readConnection(tx, program.id, deps.publicUrl);
  });

  managementRoute(http, deps, OPERATIONS.listStripeEvents, async ({ tx, program, query }) => {
    const { limit } = query;
    const cursor = decodeCursor(query.cursor);
    const rows = await listEvents(tx, program.id, { cursor, rowsMax: limit });
    const page = pageOfRows(rows, limit);
    return { data: page.rows.map(toAnswer), meta: { next_cursor: page.nextCursor } };
  });

  managementRoute(http, deps, OPERATIONS.replayStripeEvent, async (call) => {
    const { tx, program, requestId } = call;
    const id = BigInt(call.params.eventId);
    const event = await replayEvent(tx, { programId: program.id, id, requestId }, deps);
    const { outcome, reason } = event;
    await call.audit('stripe.event_replayed', `stripe_event:${id}`, { outcome, reason });
    return toAnswer(event);
  });
}

function toAnswer(event: EventRow): z.input<typeof schemas.stripeEvent> {
  return {
    id: Number(event.id),
    stripe_event_id: event.stripeEventId,
    type: event.type,
    livemode: event.livemode,
    outcome: event.outcome,
    reason: event.reason,
    routing_reason: event.routingReason,
    confidence_score: Number(event.confidenceScore),
    sale_id: event.saleId === null ? null : Number(event.saleId),
    request_id: event.requestId,
    created_at: event.happenedAt.toISOString(),
    received_at: event.at.toISOString(),
    is_replayable: isReplayable(event),
  };
}
