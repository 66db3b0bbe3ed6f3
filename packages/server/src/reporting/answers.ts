// Owns how records read in answers: the contract's names, ids as numbers, moments as text.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import { formatClickId } from '../attribution/index.js';
import type {
  CommissionHistoryLine,
  CommissionRecord,
  CommissionSum,
  FailedCommissionRecord,
} from './store-commissions.js';
import type { CustomerRecord, RefusalRecord } from './store-customers.js';
import type { EventRecord } from './store-events.js';

export type CommissionAnswer = z.input<typeof schemas.commission>;
type EventAnswer = z.input<typeof schemas.trackingEventsResponse>['data'][number];

/** A commission as the management API shows it. */
export function toCommission(record: CommissionRecord): CommissionAnswer {
  return {
    id: Number(record.id),
    program_id: record.programId,
    partner_id: record.partnerId,
    partner_name: record.partnerName,
    customer_id: numberOrNull(record.customerId),
    sale_id: numberOrNull(record.saleId),
    transaction_id: record.transactionId,
    kind: record.kind,
    type: record.commissionType,
    status: record.status,
    stage: record.stage,
    is_on_hold: record.isOnHold,
    hold_period_expires_at: record.holdExpiresAt.toISOString(),
    hold_extension_count: record.holdExtensionCount,
    amount_cents: Number(record.amountCents),
    reversed_cents: Number(record.reversedCents),
    currency: record.currency,
    policy_id: record.policyId,
    rejection_reason: record.rejectionReason as CommissionAnswer['rejection_reason'],
    click_day: record.clickDay,
    click_count: numberOrNull(record.clickCount),
    created_at: record.at.toISOString(),
  };
}

/** What commissions of one status and currency add up to. */
export function toCommissionSum(sum: CommissionSum) {
  return {
    status: sum.status,
    currency: sum.currency,
    count: Number(sum.count),
    on_hold_count: Number(sum.onHoldCount),
    amount_cents: Number(sum.amountCents),
    reversed_cents: Number(sum.reversedCents),
  };
}

/** One line of a commission's history. */
export function toHistoryLine(line: CommissionHistoryLine) {
  return {
    from_status: line.fromStatus,
    to_status: line.toStatus,
    actor: line.actor,
    reason_code: line.reasonCode,
    note: line.note,
    happened_at: line.happenedAt.toISOString(),
  };
}

/** A sale that is owed a commission. */
export function toFailedCommission(record: FailedCommissionRecord) {
  return {
    sale_id: Number(record.id),
    transaction_id: record.transactionId,
    partner_id: record.partnerId,
    amount_cents: Number(record.amountCents),
    currency: record.currency,
    sale_date: record.at.toISOString(),
    cause: record.cause,
  };
}

/** A customer as the management API shows it. */
export function toCustomer(record: CustomerRecord) {
  return {
    id: Number(record.id),
    program_id: record.programId,
    partner_id: record.partnerId,
    partner_name: record.partnerName,
    customer_key: record.customerKey,
    status: record.status,
    email_masked: record.emailMasked,
    sales_count: record.saleCount,
    signup_date: timeOrNull(record.signupAt),
    first_purchase_date: timeOrNull(record.firstPurchaseAt),
    last_purchase_date: timeOrNull(record.lastPurchaseAt),
    created_at: record.at.toISOString(),
  };
}

/** A refused or unattributed call. */
export function toRefusal(record: RefusalRecord) {
  return {
    id: Number(record.id),
    endpoint: record.endpoint,
    code: record.code,
    status: record.status,
    reason: record.reason,
    request_id: record.requestId ?? '',
    created_at: record.at.toISOString(),
  };
}

/** A click, lead or conversion of the dashboard's list. */
export function toEvent(record: EventRecord): EventAnswer {
  const timestamp = record.happenedAt.toISOString();
  const shared = { timestamp, createdAt: timestamp, click_id: record.clickId };
  switch (record.eventType) {
    case 'click':
      return { ...shared, ...toClick(record) };
    case 'lead':
      return {
        ...shared,
        id: Number(record.key),
        event_type: 'lead',
        customer_key: record.customerKey,
        session_id: record.sessionId,
        page_url: record.pageUrl,
        converted: record.isConverted,
      };
    case 'conversion':
      return {
        ...shared,
        id: Number(record.key),
        event_type: 'conversion',
        amount_cents: Number(record.amountCents),
        currency: record.currency ?? '',
        sale_type: record.saleType ?? '',
        payment_status: record.paymentStatus ?? '',
        processor_event_id: record.processorEventId ?? '',
        is_recurring: record.isRecurring ?? false,
      };
  }
}

// A click has no number of its own. The last digits of its random token make one that the list
// can be keyed by and that a JSON number holds.
const CLICK_ID_DIGITS = 15;

function toClick({ key, token, happenedAt, context, isConverted }: EventRecord) {
  const random = token ?? '';
  const text = (name: string) => context?.[name] ?? null;
  return {
    id: Number(random.slice(-CLICK_ID_DIGITS)) + 1,
    event_type: 'click' as const,
    click_id: formatClickId({
      customerId: key,
      clickedAtMs: happenedAt.getTime(),
      token: random,
    }),
    session_id: text('session_id'),
    page_url: text('page_url'),
    referrer_url: text('referrer_url'),
    geo_country: text('geo_country'),
    geo_region: text('geo_region'),
    geo_city: text('geo_city'),
    device_type: text('device_type'),
    device_os: text('device_os'),
    browser_name: text('browser_name'),
    converted: isConverted,
  };
}

function numberOrNull(value: bigint | null): number | null {
  return value === null ? null : Number(value);
}

function timeOrNull(moment: Date | null): string | null {
  return moment?.toISOString() ?? null;
}
