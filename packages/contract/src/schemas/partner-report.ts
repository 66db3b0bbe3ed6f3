// Owns the schemas of the report on partners: what each brought, and the sums below the table.
import { z } from 'zod';
import { ENROLLMENT_STATUSES, partner } from './partners.js';
import { currency, idParam, signedAmountCents, timestamp } from './primitives.js';

const count = z.int().min(0);

/** What came in one currency since the beginning. */
const partnerMoney = z
  .object({
    currency,
    revenue_cents: signedAmountCents.describe('Sales less refunds.'),
    refunded_cents: signedAmountCents,
    commission_cents: signedAmountCents.describe('Commission less what was taken back.'),
    revenue_per_click_cents: signedAmountCents.nullable().describe('Null without clicks.'),
    revenue_per_customer_cents: signedAmountCents
      .nullable()
      .describe('Revenue to date per paid customer; null without any.'),
    refund_percent: z.number().nullable().describe('Refunds of the sales; null without sales.'),
  })
  .meta({ id: 'PartnerMoney' });

const percent = z.number().nullable();

const figures = {
  clicks: count,
  signups: count,
  paid_customers: count,
  signup_percent: percent.describe('Sign-ups per hundred clicks; null without clicks.'),
  paid_percent: percent.describe('Paid customers per hundred sign-ups; null without sign-ups.'),
  last_clicked: timestamp.nullable(),
  money: z.array(partnerMoney).describe('By currency; currencies are never added up.'),
};

export const partnerReportRow = z
  .object({ ...partner.shape, ...figures })
  .meta({ id: 'PartnerReportRow' });

export const partnerSummaryQuery = z.object({
  status: z.enum(ENROLLMENT_STATUSES).optional(),
  group_id: idParam.optional(),
});

export const partnerSummary = z
  .object({
    statuses: z
      .array(z.object({ status: z.enum(ENROLLMENT_STATUSES), count }))
      .describe('Partners by status, in the group alone where one is given.'),
    total: z.object(figures).describe('Sums over the partners of the filter.'),
  })
  .meta({ id: 'PartnerSummary' });
