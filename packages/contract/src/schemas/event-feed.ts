// Owns the schemas of the event feed: one shape for clicks, leads, sales, refunds and refusals.
import { z } from 'zod';
import {
  currency,
  cursorQuery,
  eventId,
  id,
  idParam,
  searchText,
  text,
  timestamp,
} from './primitives.js';
import { reason, TRACE_SUBJECTS } from './trace.js';

export const FEED_KINDS = ['click', 'lead', 'sale', 'refund', 'refusal'] as const;
export const FEED_MODES = ['live', 'test'] as const;

const feedFilter = {
  kind: z.enum(FEED_KINDS).optional(),
  mode: z.enum(FEED_MODES).default('live').describe('Events of test mode are a list of their own.'),
  partner_id: idParam.optional(),
};

export const eventFeedQuery = cursorQuery.extend({
  ...feedFilter,
  q: text(512)
    .optional()
    .describe('A customer key, transaction id, click id or request id, written in full.'),
});

export const eventStreamQuery = z.object({
  ...feedFilter,
  after: searchText(64)
    .optional()
    .describe('`meta.position` of the list; the header `Last-Event-ID` wins over it.'),
});

export const feedEvent = z
  .object({
    kind: z.enum(FEED_KINDS),
    id: z.string().describe('Unique together with `kind`.'),
    is_test: z.boolean(),
    happened_at: timestamp,
    partner: z.object({ partner_id: id, name: z.string() }).nullable(),
    customer_id: eventId.nullable(),
    customer_key: z.string().nullable(),
    click_id: z.string().nullable(),
    transaction_id: z.string().nullable(),
    amount_cents: z.int().nullable(),
    currency: currency.nullable(),
    outcome: reason.nullable().describe('Why nothing came of it; null when all is well.'),
    request_id: z.string().nullable(),
    trace: z
      .object({ kind: z.enum(TRACE_SUBJECTS), id: z.string() })
      .nullable()
      .describe('What to ask the trace for.'),
    details: z.record(z.string(), z.unknown()).describe('What else the event carried.'),
  })
  .meta({ id: 'FeedEvent' });

export const eventFeedResponse = z.object({
  data: z.array(feedEvent),
  meta: z.object({
    next_cursor: z.string().nullable(),
    position: z
      .string()
      .describe('Pass it to the stream as `after`, and no event falls in between.'),
  }),
});
