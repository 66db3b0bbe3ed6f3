// Owns the answers of the tracking calls and of the look-up of a recorded sale.
import { z } from 'zod';
import { COMMISSION_STATUSES } from './commissions.js';
import { currency, eventId, id, timestamp } from './primitives.js';

const testReceipt = z
  .object({
    success: z.literal(true),
    message: z.string(),
    data: z.object({ eventId, programId: id.nullable(), test_mode: z.literal(true) }),
  })
  .meta({
    id: 'TestReceipt',
    description: 'The call was made with `additional_data.test_mode: true`.',
    examples: [
      {
        success: true,
        message: 'Test click event tracked successfully',
        data: { eventId: 101, programId: 1, test_mode: true },
      },
    ],
  });

const clickRecorded = z
  .object({
    success: z.literal(true),
    click_id: z.string().describe('Opaque; keep it in the `affitor_click_id` cookie.'),
    partner_code: z.string().describe('The `short_link` that was clicked.'),
    cookie_window_days: z.int().min(1).max(365).describe('How long the cookie is to be kept.'),
  })
  .meta({
    id: 'ClickRecorded',
    examples: [
      {
        success: true,
        click_id: 'cust_42_1712345678901',
        partner_code: 'abc123',
        cookie_window_days: 60,
      },
    ],
  });

const linkInactive = z
  .object({ success: z.literal(false), message: z.literal('Referral link is inactive') })
  .meta({ id: 'LinkInactive', description: 'Nothing was recorded.' });

export const clickResponse = z.union([clickRecorded, linkInactive, testReceipt]);

const leadRecorded = z
  .object({
    success: z.literal(true),
    message: z.literal('Lead tracked successfully'),
    attributed: z.literal(false).optional().describe('Present when no partner is credited.'),
  })
  .meta({ id: 'LeadRecorded' });

/** The exact text that answers a browser lead where only server leads settle attribution. */
export const PROVISIONAL_LEAD_MESSAGE =
  'Lead recorded as provisional. This program requires server-side (Bearer) lead tracking ' +
  'to settle attribution.';

const leadProvisional = z
  .object({
    success: z.literal(true),
    provisional: z.literal(true),
    message: z.literal(PROVISIONAL_LEAD_MESSAGE),
  })
  .meta({ id: 'LeadProvisional' });

export const leadResponse = z.union([leadRecorded, leadProvisional, testReceipt]);

const saleRecorded = z
  .object({
    success: z.literal(true),
    sale_id: eventId,
    commission_id: eventId.nullable().describe('Null when the policy pays nothing for this sale.'),
    message: z.literal('Sale tracked successfully'),
    attributed: z
      .literal(false)
      .optional()
      .describe('Present when the attribution window that the program set had passed.'),
  })
  .meta({
    id: 'SaleRecorded',
    examples: [
      { success: true, sale_id: 42, commission_id: 17, message: 'Sale tracked successfully' },
    ],
  });

export const saleResponse = z.union([saleRecorded, testReceipt]);

const deductionAmount = z
  .number()
  .describe('What this call took back from the commission, in currency units, not in cents.');

const refundApplied = z
  .object({
    success: z.literal(true),
    status: z.enum(['reversed', 'refunded']).describe('`reversed` in full, `refunded` in part.'),
    deductionAmount,
    commission_id: eventId,
  })
  .meta({
    id: 'RefundApplied',
    examples: [{ success: true, status: 'reversed', deductionAmount: 25, commission_id: 88 }],
  });

const refundSkipped = z
  .object({
    success: z.literal(true),
    status: z.literal('skipped'),
    reason: z.string().describe('Why nothing moved, for example `already reversed`.'),
    commission_id: eventId,
  })
  .meta({ id: 'RefundSkipped' });

const refundWithoutCommission = z
  .object({
    success: z.literal(true),
    status: z.literal('no_commission'),
    message: z.literal('Sale has no commission to reverse'),
  })
  .meta({ id: 'RefundWithoutCommission' });

export const refundResponse = z.union([refundApplied, refundSkipped, refundWithoutCommission]);

export const COMMISSION_STATES = ['created', 'not_due', 'failed'] as const;

/** How much of a sale has been refunded, in words. */
export const REFUND_STATES = ['none', 'partial', 'full'] as const;

export const trackedSaleResponse = z
  .object({
    success: z.literal(true),
    sale: z.object({
      sale_id: eventId,
      transaction_id: z.string(),
      amount_cents: z.int().min(1),
      currency,
      is_test: z.boolean(),
      commission_state: z
        .enum(COMMISSION_STATES)
        .describe(
          '`not_due`: the policy pays nothing for this sale. `failed`: the sale is recorded and ' +
            'its commission is being repaired.',
        ),
      sale_date: timestamp,
    }),
    commission: z
      .object({
        id: eventId,
        status: z.enum(COMMISSION_STATUSES),
        amount_cents: z.int().min(0),
        currency,
        reversed_cents: z.int().min(0).describe('Part of the amount that refunds took back.'),
        hold_expires_at: timestamp.nullable(),
      })
      .nullable(),
    refund: z.object({
      state: z.enum(REFUND_STATES),
      refunded_cents: z.int().min(0).describe('Part of the sale that was refunded so far.'),
    }),
  })
  .meta({ id: 'TrackedSale' });
