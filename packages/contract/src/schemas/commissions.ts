// Owns the schemas of commissions, of sales whose commission failed, and of balances.
import { z } from 'zod';
import {
  currency,
  cursorQuery,
  eventId,
  eventIdParam,
  id,
  idParam,
  periodBound,
  signedAmountCents,
  text,
  timestamp,
} from './primitives.js';

export const COMMISSION_TYPES = [
  'cps_one_time',
  'cps_recurring',
  'cps_lifetime',
  'cpl',
  'cpc',
] as const;

export const COMMISSION_KINDS = ['sale', 'lead', 'click'] as const;

export const COMMISSION_STATUSES = [
  'pending',
  'approved',
  'paid',
  'rejected',
  'refunded',
  'reversed',
] as const;

export const COMMISSION_STAGES = ['pending', 'approved', 'paid', 'rejected'] as const;

export const REJECTION_REASONS = [
  'refund_requested',
  'fraud',
  'policy_violation',
  'invalid_or_test_transaction',
] as const;

export const commissionParams = z.object({
  id: idParam.describe('Id of the program.'),
  commissionId: eventIdParam.describe('Id of the commission.'),
});

export const failedCommissionParams = z.object({
  id: idParam.describe('Id of the program.'),
  saleId: eventIdParam.describe('Id of the sale.'),
});

export const commissionsFilter = z.object({
  status: z.enum(COMMISSION_STATUSES).optional(),
  partner_id: idParam.optional(),
  from: periodBound.optional(),
  to: periodBound.optional(),
  decidable: z
    .literal('true')
    .optional()
    .describe('Only what can be approved now: the hold is over and nobody has decided.'),
});

export const commissionsQuery = cursorQuery.extend(commissionsFilter.shape);
export const commissionSummaryQuery = commissionsFilter.pick({
  partner_id: true,
  from: true,
  to: true,
  decidable: true,
});

export const commissionSum = z
  .object({
    status: z.enum(COMMISSION_STATUSES),
    currency,
    count: z.int().min(0),
    on_hold_count: z.int().min(0).describe('Those that cannot be approved yet.'),
    amount_cents: z.int().min(0).describe('What was earned at first.'),
    reversed_cents: z.int().min(0).describe('What refunds and rejections took back of it.'),
  })
  .meta({ id: 'CommissionSum', description: 'Commissions of one status and currency.' });

const commissionShape = {
  id: eventId,
  program_id: id,
  partner_id: id,
  partner_name: z.string(),
  customer_id: eventId.nullable().describe('Null for clicks, which are paid per link and day.'),
  sale_id: eventId.nullable(),
  transaction_id: z.string().nullable(),
  kind: z.enum(COMMISSION_KINDS).describe('What was paid for.'),
  type: z.enum(COMMISSION_TYPES),
  status: z.enum(COMMISSION_STATUSES),
  stage: z
    .enum(COMMISSION_STAGES)
    .describe(
      'Where the money stands, whatever was refunded: a refunded part hides it in `status`.',
    ),
  is_on_hold: z.boolean(),
  hold_period_expires_at: timestamp.nullable(),
  hold_extension_count: z.int().min(0),
  amount_cents: z.int().min(0),
  reversed_cents: z.int().min(0).describe('Part of the amount that refunds took back.'),
  currency,
  policy_id: id.describe('The policy version in force when the commission was made.'),
  rejection_reason: z.enum(REJECTION_REASONS).nullable(),
  click_day: z.iso.date().nullable().describe('For clicks: the day of the program that is paid.'),
  click_count: z.int().min(1).nullable(),
  created_at: timestamp,
};

export const commission = z.object(commissionShape).meta({ id: 'Commission' });

const commissionChange = z.object({
  from_status: z.enum(COMMISSION_STATUSES).nullable(),
  to_status: z.enum(COMMISSION_STATUSES),
  actor: z.string().describe('Who or what made the change, for example `key:12` or `job:hold`.'),
  reason_code: z.string().nullable(),
  note: z.string().nullable(),
  happened_at: timestamp,
});

export const commissionWithHistory = z
  .object({ ...commissionShape, history: z.array(commissionChange) })
  .meta({ id: 'CommissionWithHistory' });

export const rejectCommissionBody = z
  .strictObject({
    reason_code: z.enum(REJECTION_REASONS),
    note: text(500).optional().describe('Kept in the history of the commission.'),
  })
  .meta({ id: 'RejectCommissionRequest', examples: [{ reason_code: 'fraud' }] });

export const failedCommission = z
  .object({
    sale_id: eventId,
    transaction_id: z.string(),
    partner_id: id.nullable(),
    amount_cents: z.int().min(1),
    currency,
    sale_date: timestamp,
    cause: z.string().describe('What the commission step said when it last failed.'),
  })
  .meta({ id: 'FailedCommission', description: 'A recorded sale whose commission is missing.' });

export const retryAccepted = z
  .object({ sale_id: eventId, queued: z.literal(true) })
  .meta({ id: 'CommissionRetry' });

export const balancesQuery = z.object({ partner_id: idParam.optional() });

export const balance = z
  .object({
    partner_id: id,
    currency,
    pending_cents: signedAmountCents.describe('Earned and not approved yet.'),
    available_cents: signedAmountCents.describe('Approved and not paid; negative when owed back.'),
    paid_cents: signedAmountCents.describe('Paid out so far.'),
  })
  .meta({ id: 'Balance' });
