// Owns the operations of the event feed: the list, and the stream of what comes after it.
import { z } from 'zod';
import * as feed from '../schemas/event-feed.js';
import { programParams } from '../schemas/primitives.js';
import { defineOperation, PROGRAM_ERRORS } from './operation.js';

const EVENTS = '/api/advertiser/affiliate-programs/:id/events';

export const EVENT_OPERATIONS = {
  listEvents: defineOperation({
    id: 'listEvents',
    method: 'GET',
    path: EVENTS,
    tag: 'Reports',
    summary: 'List clicks, leads, sales, refunds and refused calls',
    description: 'Newest first, with what became of each. Test mode is a list of its own.',
    auth: 'management',
    scope: 'dashboard:view',
    params: programParams,
    query: feed.eventFeedQuery,
    response: feed.eventFeedResponse,
    errors: PROGRAM_ERRORS,
  }),
  streamEvents: defineOperation({
    id: 'streamEvents',
    method: 'GET',
    path: `${EVENTS}/stream`,
    tag: 'Reports',
    summary: 'Follow the events as they are committed',
    description:
      'Server-sent events. `events` carries a list of events in the order of their commits, as ' +
      'far as one reading tells them apart, within it by time; an event may come again, for ' +
      'example when it changes, and replaces its earlier self. `reload` says that some were left ' +
      'out: read the list again. `heartbeat` comes every 15 seconds. Each carries an id to ' +
      'resume from with `Last-Event-ID`. The stream ends after ten minutes and is opened anew by ' +
      'the browser.',
    auth: 'management',
    scope: 'dashboard:view',
    params: programParams,
    query: feed.eventStreamQuery,
    response: z.string(),
    contentType: 'text/event-stream',
    errors: PROGRAM_ERRORS,
  }),
} as const;
