// Owns the schemas of the report on partners: what each brought, and the sums below the table.
import { z } from 'zod';
import { ENROLLMENT_STATUSES, partner, partnersQuery, partnerTag } from './partners.js';
import { currency, idParam, signedAmountCents, timestamp } from './primitives.js';

/** By what the report can be ordered; amounts are compared in the currency of the program. */
export const PARTNER_ORDERS = [
  'created',
  'name',
  'joined',
  'clicks',
  'signups',
  'paid_customers',
  'revenue',
  'commission',
  'last_clicked',
] as const;

export const SORT_DIRECTIONS = ['desc', 'asc'] as const;

/** How many days the small chart of a row has. */
export const PARTNER_RECENT_DAYS = 30;

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

export const partnerReportQuery = partnersQuery.extend({
  order: z
    .enum(PARTNER_ORDERS)
    .default('created')
    .describe('`revenue` and `commission` are compared in the currency of the program.'),
  direction: z.enum(SORT_DIRECTIONS).default('desc'),
});

export const partnerReportRow = z
  .object({
    ...partner.shape,
    ...figures,
    recent_clicks: z
      .array(count)
      .length(PARTNER_RECENT_DAYS)
      .describe(
        `Clicks of each of the last ${PARTNER_RECENT_DAYS} days in the time zone of the program, ` +
          'the oldest first; the last is today.',
      ),
  })
  .meta({ id: 'PartnerReportRow' });

export const partnerSummaryQuery = z.object({
  status: z.enum(ENROLLMENT_STATUSES).optional(),
  group_id: idParam.optional(),
  tag: partnerTag.optional(),
});

export const partnerSummary = z
  .object({
    statuses: z
      .array(z.object({ status: z.enum(ENROLLMENT_STATUSES), count }))
      .describe('Partners by status, in the group and with the tag alone where one is given.'),
    total: z.object(figures).describe('Sums over the partners of the filter.'),
  })
  .meta({ id: 'PartnerSummary' });
