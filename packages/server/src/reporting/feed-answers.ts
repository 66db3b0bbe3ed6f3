// Owns how an event of the feed reads in answers.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import { formatClickId } from '../attribution/index.js';
import type { FeedRecord } from './store-feed.js';
import { explainRefusal } from './trace-rules.js';

export type FeedEventAnswer = z.input<typeof schemas.feedEvent>;

/** An event as the contract shows it. */
export function toFeedEvent(record: FeedRecord): FeedEventAnswer {
  const id = idOf(record);
  const clickId = record.kind === 'click' && !record.isTest ? id : record.clickId;
  return {
    kind: record.kind,
    id,
    is_test: record.isTest,
    happened_at: record.happenedAt.toISOString(),
    partner:
      record.partnerId === null
        ? null
        : { partner_id: record.partnerId, name: record.partnerName ?? '' },
    customer_id: record.customerId === null ? null : Number(record.customerId),
    customer_key: record.customerKey,
    click_id: clickId,
    transaction_id: record.transactionId,
    amount_cents: record.amountCents === null ? null : Number(record.amountCents),
    currency: record.currency,
    outcome: record.outcomeCode === null ? null : explainRefusal(record.outcomeCode).explanation,
    request_id: record.requestId,
    trace: traceOf(record, id),
    details: record.details ?? {},
  };
}

/** What tells an event from all others of its program. */
export function feedKeyOf(record: FeedRecord): string {
  return `${record.isTest ? 'test ' : ''}${record.kind} ${idOf(record)}`;
}

function idOf({ kind, isTest, key, happenedAt, token }: FeedRecord): string {
  if (isTest) return `test_${key}`;
  if (kind !== 'click') return String(key);
  const clickedAtMs = happenedAt.getTime();
  return formatClickId({ customerId: key, clickedAtMs, token: token ?? '' });
}

function traceOf(record: FeedRecord, id: string): FeedEventAnswer['trace'] {
  if (record.isTest) return null;
  switch (record.kind) {
    case 'click':
      return { kind: 'click', id };
    case 'lead':
      return record.customerId === null
        ? null
        : { kind: 'customer', id: String(record.customerId) };
    case 'sale':
    case 'refund':
      return record.saleId === null ? null : { kind: 'sale', id: String(record.saleId) };
    case 'refusal':
      return null;
  }
}
