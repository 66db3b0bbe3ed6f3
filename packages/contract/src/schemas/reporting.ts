// Owns the schemas of the tracking status, events and performance routes of the dashboard.
import { z } from 'zod';
import { eventId, idParam, periodBound, timestamp } from './primitives.js';

export const EVENT_TYPES = ['click', 'lead', 'conversion'] as const;
export const PERFORMANCE_PERIODS = ['7d', '30d', '90d', 'all'] as const;

const PAGE_MAX = 100_000;
const PAGE_SIZE_MAX = 100;

export const reportParams = z.object({ programId: idParam.describe('Id of the program.') });

const stepStatus = z.enum(['complete', 'pending']);
const latestTestEvent = z.object({ id: eventId, timestamp, createdAt: timestamp }).nullable();
const testStatistics = z.object({
  testEventCount: z.int().min(0).describe('Counted up to 10.'),
  hasTestEvents: z.boolean(),
  latestTestEvent,
});

export const trackingStatus = z
  .object({
    programId: z.string(),
    stepStatuses: z.object({ pageview: stepStatus, referrals: stepStatus, payments: stepStatus }),
    statistics: z.object({
      pageview: testStatistics,
      referrals: testStatistics,
      payments: z.object({
        stripeConnectionStatus: z.string(),
        isStripeConnected: z.boolean(),
        stripeAccountId: z.string().nullable(),
        chargesEnabled: z.boolean(),
        payoutsEnabled: z.boolean(),
        detailsSubmitted: z.boolean(),
        connectionDate: timestamp.nullable(),
      }),
    }),
    hasPartners: z.boolean(),
    lastUpdated: timestamp,
  })
  .meta({ id: 'TrackingStatus' });

export const eventsQuery = z.object({
  page: z.coerce.number().int().min(1).max(PAGE_MAX).default(1),
  pageSize: z.coerce.number().int().min(1).max(PAGE_SIZE_MAX).default(10),
  eventType: z.enum(EVENT_TYPES).optional(),
  dateFrom: periodBound.optional(),
  dateTo: periodBound.optional(),
});

const eventShape = {
  id: eventId.describe('Unique per type: clicks and leads count separately.'),
  timestamp,
  click_id: z.string().nullable(),
  createdAt: timestamp,
};

const clickEvent = z
  .object({
    ...eventShape,
    event_type: z.literal('click'),
    session_id: z.string().nullable(),
    page_url: z.string().nullable(),
    referrer_url: z.string().nullable(),
    geo_country: z.string().nullable(),
    geo_region: z.string().nullable(),
    geo_city: z.string().nullable(),
    device_type: z.string().nullable(),
    device_os: z.string().nullable(),
    browser_name: z.string().nullable(),
    converted: z.boolean(),
  })
  .meta({ id: 'ClickEvent' });

const leadEvent = z
  .object({
    ...eventShape,
    event_type: z.literal('lead'),
    customer_key: z.string().nullable(),
    session_id: z.string().nullable(),
    page_url: z.string().nullable(),
    converted: z.boolean(),
  })
  .meta({ id: 'LeadEvent' });

const conversionEvent = z
  .object({
    ...eventShape,
    event_type: z.literal('conversion'),
    amount_cents: z.int().min(1),
    currency: z.string(),
    sale_type: z.string(),
    payment_status: z.string(),
    processor_event_id: z.string(),
    is_recurring: z.boolean(),
  })
  .meta({ id: 'ConversionEvent' });

export const trackingEventsResponse = z.object({
  data: z.array(z.discriminatedUnion('event_type', [clickEvent, leadEvent, conversionEvent])),
  meta: z.object({
    pagination: z.object({
      page: z.int(),
      pageSize: z.int(),
      pageCount: z.int(),
      total: z.int(),
    }),
  }),
});

/** An explicit period needs both of its ends; it then wins over `period`. */
export const performanceQuery = z
  .object({
    period: z.enum(PERFORMANCE_PERIODS).default('7d'),
    dateFrom: periodBound.optional(),
    dateTo: periodBound.optional(),
  })
  .superRefine((query, context) => {
    if ((query.dateFrom === undefined) === (query.dateTo === undefined)) return;
    const missing = query.dateFrom === undefined ? 'dateFrom' : 'dateTo';
    context.addIssue({
      code: 'custom',
      path: [missing],
      message: 'is required when the other end of the period is given',
    });
  });

const day = z.iso.date();
const count = z.int().min(0);
const moneyUnits = z.number().describe('In currency units, not in cents.');
const trend = z.object({
  trend: z.number().describe('Absolute percent with one decimal.'),
  trendDirection: z.enum(['up', 'down', 'stable']),
});

const performanceDay = z
  .object({
    date: day,
    period: day,
    clicks: count,
    leads: count,
    conversions: count,
    revenue: moneyUnits,
    partners: count,
    sales: z.literal(0),
    commission: moneyUnits,
  })
  .meta({ id: 'PerformanceDay' });

const performanceMetrics = z
  .object({
    totalClicks: count,
    totalLeads: count,
    totalConversions: count,
    totalRevenue: moneyUnits,
    conversionRate: z.number().describe('Conversions per 100 clicks, two decimals.'),
    averageOrderValue: moneyUnits,
    totalPartners: count,
    totalSales: count,
    totalPartnersCommission: moneyUnits,
    clicksTrend: trend,
    leadsTrend: trend,
    conversionsTrend: trend,
    revenueTrend: trend,
    partnersTrend: trend,
    salesTrend: trend,
    commissionTrend: trend,
  })
  .meta({ id: 'PerformanceMetrics' });

export const performanceResponse = z.object({
  data: z.array(performanceDay).describe('One row per day, days without events included.'),
  metrics: performanceMetrics,
  meta: z.object({
    period: z.enum([...PERFORMANCE_PERIODS, 'custom']),
    dateFrom: z.string(),
    dateTo: z.string(),
    previousPeriod: z.object({ dateFrom: z.string(), dateTo: z.string() }),
  }),
});
