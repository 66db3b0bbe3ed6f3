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
export const OVERVIEW_PERIODS = [
  'today',
  '7d',
  '30d',
  '90d',
  'month_to_date',
  'last_month',
  'year_to_date',
  'all',
] as const;

/** Stands for the visits that did not say where they came from. */
export const UNKNOWN_VISIT = '~unknown';

/** A calendar day of the program. */
const day = z.iso.date().describe('A day in the time zone of the program.');
const dayBound = z.iso
  .date()
  .refine((value) => value >= EARLIEST_DATE, `must not be before ${EARLIEST_DATE}`);

const visitValueParam = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe(
    `A value of the top list, or \`${UNKNOWN_VISIT}\`. Only clicks are counted by it, and by one ` +
      'of `source`, `country` and `landing_page` at a time.',
  );

const overviewQueryShape = z.object({
  period: z
    .enum(OVERVIEW_PERIODS)
    .default('30d')
    .describe(
      'Days of the program that end today, or the whole month before; `from` and `to` win over it.',
    ),
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
  source: visitValueParam,
  country: visitValueParam,
  landing_page: visitValueParam,
});

export const overviewQuery = overviewQueryShape.superRefine((query, context) => {
  const [, second] = VISIT_DIMENSIONS.filter((dimension) => query[dimension] !== undefined);
  if (second === undefined) return;
  context.addIssue({
    code: 'custom',
    path: [second],
    message: 'cannot be combined with another of source, country and landing_page',
  });
});

const count = z.int().min(0);
const moneyList = z
  .array(z.object({ currency, amount_cents: signedAmountCents }))
  .describe('One amount per currency, the program’s own first; currencies are never added up.');

const range = z.object({ from: day, to: day });

/** What is null while the report is narrowed by something that only clicks are counted by. */
function uncounted<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullable().describe('Null where the filter only counts clicks.');
}

const change = z
  .object({
    percent: z.number().describe('Absolute percent with one decimal.'),
    direction: z.enum(['up', 'down', 'stable']),
  })
  .nullable()
  .describe('Null when nothing is compared.');

const countMetric = z.object({
  unit: z.literal('count'),
  current: count.nullable().describe('Null where the filter is one that only counts clicks.'),
  previous: count.nullable(),
  change,
});

const moneyMetric = z.object({
  unit: z.literal('money'),
  amounts: z
    .array(
      z.object({
        currency,
        current_cents: signedAmountCents,
        previous_cents: signedAmountCents.nullable(),
        change,
      }),
    )
    .describe('The program’s own currency first; empty where the filter only counts clicks.'),
});

export const overviewMetric = z
  .intersection(
    z.object({ id: z.enum(METRIC_IDS), label: z.string(), definition: z.string() }),
    z.discriminatedUnion('unit', [countMetric, moneyMetric]),
  )
  .meta({ id: 'OverviewMetric' });

const figuresShape = {
  clicks: count,
  signups: uncounted(count),
  paid_customers: uncounted(count),
  revenue: uncounted(moneyList),
  commission: uncounted(moneyList),
};

const overviewDay = z
  .object({
    day,
    is_partial: z.boolean().describe('The day is not over, or has not begun.'),
    ...figuresShape,
    partners: uncounted(count),
  })
  .meta({ id: 'OverviewDay' });

const funnelStep = z.object({
  id: z.enum(['clicks', 'signups', 'paid_customers']),
  label: z.string(),
  count: uncounted(count),
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
    today: day,
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
    top_sources: topVisits.nullable().describe('Null while narrowed by one of the other two.'),
    top_countries: topVisits.nullable().describe('Null while narrowed by one of the other two.'),
    top_landing_pages: topVisits.nullable().describe('Null while narrowed by the other two.'),
  })
  .meta({ id: 'Overview' });

export const ACTION_IDS = [
  'commissions_to_decide',
  'applications',
  'failed_commissions',
  'refusals',
  'no_origin',
  'no_event',
  'draft',
] as const;

export const ACTION_COUNT_MAX = 1_000;

export const actionItem = z
  .object({
    id: z.enum(ACTION_IDS),
    count: count.describe(`Counted up to ${ACTION_COUNT_MAX} where rows are no counters.`),
    amounts: moneyList.describe('What waits, per currency; empty where it is not about money.'),
    codes: z
      .array(z.object({ code: z.string(), count }))
      .describe('For refusals: the most frequent codes.'),
  })
  .meta({ id: 'ActionItem' });
