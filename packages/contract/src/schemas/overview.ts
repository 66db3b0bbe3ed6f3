// Owns the schemas of the overview: metrics with the period before, days, funnel, top lists.
import { z } from 'zod';
import { METRIC_IDS } from '../metrics.js';
import {
  currency,
  EARLIEST_DATE,
  id,
  idParam,
  signedAmountCents,
  timestamp,
} from './primitives.js';

export const COMPARISONS = ['previous', 'year', 'none'] as const;
export const VISIT_DIMENSIONS = ['source', 'country', 'landing_page'] as const;

/** A calendar day of the program. */
const day = z.iso.date().describe('A day in the time zone of the program.');
const dayBound = z.iso
  .date()
  .refine((value) => value >= EARLIEST_DATE, `must not be before ${EARLIEST_DATE}`);

export const overviewQuery = z.object({
  from: dayBound.optional().describe('First day; by default 29 days before the last.'),
  to: dayBound.optional().describe('Last day, inclusive; by default today.'),
  compare: z
    .enum(COMPARISONS)
    .default('previous')
    .describe(
      'The equally long period before, the one 52 weeks before (same weekdays), or nothing.',
    ),
  partner_id: idParam.optional(),
  link_id: idParam.optional(),
});

const count = z.int().min(0);
const moneyList = z
  .array(z.object({ currency, amount_cents: signedAmountCents }))
  .describe('One amount per currency, the program’s own first; currencies are never added up.');

const range = z.object({ from: day, to: day });

const change = z
  .object({
    percent: z.number().describe('Absolute percent with one decimal.'),
    direction: z.enum(['up', 'down', 'stable']),
  })
  .nullable()
  .describe('Null when nothing is compared.');

const countMetric = z.object({
  unit: z.literal('count'),
  current: count,
  previous: count.nullable(),
  change,
});

const moneyMetric = z.object({
  unit: z.literal('money'),
  amounts: z.array(
    z.object({
      currency,
      current_cents: signedAmountCents,
      previous_cents: signedAmountCents.nullable(),
      change,
    }),
  ),
});

export const overviewMetric = z
  .intersection(
    z.object({ id: z.enum(METRIC_IDS), label: z.string(), definition: z.string() }),
    z.discriminatedUnion('unit', [countMetric, moneyMetric]),
  )
  .meta({ id: 'OverviewMetric' });

const figuresShape = {
  clicks: count,
  signups: count,
  paid_customers: count,
  revenue: moneyList,
  commission: moneyList,
};

const overviewDay = z
  .object({
    day,
    is_partial: z.boolean().describe('The day is not over, or has not begun.'),
    ...figuresShape,
    partners: count,
  })
  .meta({ id: 'OverviewDay' });

const funnelStep = z.object({
  id: z.enum(['clicks', 'signups', 'paid_customers']),
  label: z.string(),
  count,
  percent_of_previous: z
    .number()
    .nullable()
    .describe('Of the step before in the same period, two decimals; not a cohort.'),
});

const topPartner = z
  .object({ partner_id: id, name: z.string(), ...figuresShape })
  .meta({ id: 'TopPartner' });

const visitValue = z.object({
  kind: z
    .enum(['value', 'unknown', 'other'])
    .describe(
      '`unknown`: the click did not say. `other`: beyond the values kept per link and day.',
    ),
  value: z.string().nullable(),
  clicks: count,
});

const topVisits = z
  .object({
    as_of: timestamp
      .nullable()
      .describe('Clicks before this moment are counted; null when none are so far.'),
    rows: z.array(visitValue),
    rest_clicks: count.describe('Clicks of the values that are not listed.'),
  })
  .meta({ id: 'TopVisits' });

export const overview = z
  .object({
    range,
    previous_range: range.nullable(),
    time_zone: z.string(),
    as_of: timestamp,
    metrics: z.array(overviewMetric),
    series: z.array(overviewDay),
    previous_series: z
      .array(overviewDay)
      .nullable()
      .describe('Day by day beside `series`, by position.'),
    funnel: z.array(funnelStep),
    top_partners: z.object({
      rows: z.array(topPartner),
      rest: z.object(figuresShape).describe('Everything of the period that is not in `rows`.'),
    }),
    top_sources: topVisits,
    top_countries: topVisits,
    top_landing_pages: topVisits,
  })
  .meta({ id: 'Overview' });
