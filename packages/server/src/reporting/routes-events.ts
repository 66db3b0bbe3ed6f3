// Owns the routes of the event feed: the list, and the stream of what comes after it.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { type ManagementDeps, managementRoute, managementStream } from '../accounts/index.js';
import type { Logger } from '../platform/log.js';
import { toFeedEvent } from './feed-answers.js';
import {
  decodeFeedCursor,
  decodePosition,
  encodeFeedCursor,
  encodePosition,
} from './feed-rules.js';
import { LiveFeed } from './live-feed.js';
import { findHorizon, findSearched, listFeed } from './store-feed.js';

export type EventRouteDeps = ManagementDeps & { log: Logger };

const STREAM_HEADERS = {
  'cache-control': 'no-store, no-transform',
  // Proxies that collect answers before they pass them on would hold the events back.
  'x-accel-buffering': 'no',
};

/** Serves the event feed. The streams end when the application closes. */
export function registerEventRoutes(app: FastifyInstance, deps: EventRouteDeps): void {
  const live = new LiveFeed(deps);
  app.addHook('preClose', () => live.close());

  managementRoute(app, deps, OPERATIONS.listEvents, async ({ tx, program, query, now }) => {
    // Before the list is read: what is committed in between comes twice rather than never.
    const position = { horizon: await findHorizon(tx), atMs: now.getTime() };
    const { kind, mode, partner_id: partnerId, q, limit } = query;
    const rows = await listFeed(tx, program.id, {
      filter: { kind, mode, partnerId, timeZone: program.timeZone },
      search: q === undefined ? null : await findSearched(tx, program.id, q),
      after: decodeFeedCursor(query.cursor),
      // One row more tells whether there is another page.
      rowsMax: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const nextCursor =
      last && rows.length > limit ? encodeFeedCursor({ ...last, at: last.happenedAt }) : null;
    return {
      data: page.map(toFeedEvent),
      meta: { next_cursor: nextCursor, position: encodePosition(position) },
    };
  });

  managementStream(app, deps, OPERATIONS.streamEvents, {
    headers: STREAM_HEADERS,
    open: async ({ program, query, actor, headers }) => {
      const { kind, mode, partner_id: partnerId } = query;
      const after = headers['last-event-id'] ?? query.after;
      const from = after === undefined ? null : readPosition(String(after));
      return live.open(program.id, actor, { filter: { kind, mode, partnerId }, from });
    },
  });
}

// A text that is no position is one from before everything: the reader is told to start over.
function readPosition(text: string) {
  return decodePosition(text) ?? { horizon: 0n, atMs: 0 };
}
