// Owns the dashboard routes of the overview, tracking status, events and performance.
import { actionItem, overview, overviewQuery } from '../schemas/overview.js';
import { dataOf, listOf, programParams } from '../schemas/primitives.js';
import * as reports from '../schemas/reporting.js';
import { defineOperation, PROGRAM_ERRORS } from './operation.js';

const PROGRAM = '/api/advertiser/affiliate-programs/:id';

export const REPORT_OPERATIONS = {
  readOverview: defineOperation({
    id: 'readOverview',
    method: 'GET',
    path: `${PROGRAM}/overview`,
    tag: 'Reports',
    summary: 'Read the overview of a program',
    description:
      'Metrics with the period before, figures per day, funnel and top lists, for days of the ' +
      'program. All of it comes from counters; sources, countries and landing pages are counted ' +
      'by a job and say up to which moment. Filters by partner and link apply to everything; by ' +
      'source, country or landing page only clicks are counted, and the rest is null.',
    auth: 'management',
    scope: 'dashboard:view',
    params: programParams,
    query: overviewQuery,
    response: dataOf(overview),
    errors: PROGRAM_ERRORS,
  }),
  listActions: defineOperation({
    id: 'listActions',
    method: 'GET',
    path: `${PROGRAM}/action-center`,
    tag: 'Reports',
    summary: 'List what waits for somebody',
    description:
      'Commissions whose hold is over, applications, sales without their commission, calls ' +
      'refused in the last seven days, and what is missing before the first real click. Only ' +
      'what waits is listed, the most urgent first.',
    auth: 'management',
    scope: 'dashboard:view',
    params: programParams,
    response: listOf(actionItem),
    errors: PROGRAM_ERRORS,
  }),
  readTrackingStatus: defineOperation({
    id: 'readTrackingStatus',
    method: 'GET',
    path: '/api/tracking/status/:programId',
    tag: 'Reports',
    summary: 'Read how far the integration is',
    description: 'Looks at test events: a step is complete when one was received.',
    auth: 'management',
    scope: 'dashboard:view',
    params: reports.reportParams,
    response: dataOf(reports.trackingStatus),
    errors: PROGRAM_ERRORS,
  }),
  listTrackingEvents: defineOperation({
    id: 'listTrackingEvents',
    method: 'GET',
    path: '/api/tracking/events/:programId',
    tag: 'Reports',
    summary: 'List clicks, leads and conversions',
    description: 'Merged, newest first, without test events.',
    auth: 'management',
    scope: 'dashboard:view',
    params: reports.reportParams,
    query: reports.eventsQuery,
    response: reports.trackingEventsResponse,
    errors: PROGRAM_ERRORS,
  }),
  readPerformance: defineOperation({
    id: 'readPerformance',
    method: 'GET',
    path: '/api/tracking/performance/:programId',
    tag: 'Reports',
    summary: 'Read performance per day',
    description:
      'One row per day of the program, with totals and trends against the equally long period ' +
      'before. `dateFrom` and `dateTo` together win over `period`.',
    auth: 'management',
    scope: 'dashboard:view',
    params: reports.reportParams,
    query: reports.performanceQuery,
    response: reports.performanceResponse,
    errors: PROGRAM_ERRORS,
  }),
} as const;
