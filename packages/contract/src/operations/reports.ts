// Owns the dashboard routes of tracking status, events and performance.
import { dataOf } from '../schemas/primitives.js';
import * as reports from '../schemas/reporting.js';
import { defineOperation, PROGRAM_ERRORS } from './operation.js';

export const REPORT_OPERATIONS = {
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
