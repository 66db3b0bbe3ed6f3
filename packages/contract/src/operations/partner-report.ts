// Owns the operations that report on partners: the table with figures, and its sums.
import * as report from '../schemas/partner-report.js';
import { dataOf, pageOf, programParams } from '../schemas/primitives.js';
import { defineOperation, PROGRAM_ERRORS } from './operation.js';

const PROGRAM = '/api/advertiser/affiliate-programs/:id';

export const PARTNER_REPORT_OPERATIONS = {
  listPartnerReport: defineOperation({
    id: 'listPartnerReport',
    method: 'GET',
    path: `${PROGRAM}/partner-report`,
    tag: 'Reports',
    summary: 'List the partners of a program with what each brought',
    description:
      'Newest first, or in the `order` asked for; equal values by the order of enrollment. ' +
      'Figures count from the beginning and come from counters, which go on while pages are ' +
      'read: a partner that moves meanwhile may be met twice or not at all. A cursor continues ' +
      'its own order only.',
    auth: 'management',
    scope: 'dashboard:view',
    params: programParams,
    query: report.partnerReportQuery,
    response: pageOf(report.partnerReportRow),
    errors: PROGRAM_ERRORS,
  }),
  readPartnerSummary: defineOperation({
    id: 'readPartnerSummary',
    method: 'GET',
    path: `${PROGRAM}/partner-summary`,
    tag: 'Reports',
    summary: 'Count partners by status and add up what they brought',
    description: 'The counts ignore the filter by status; the sums follow both filters.',
    auth: 'management',
    scope: 'dashboard:view',
    params: programParams,
    query: report.partnerSummaryQuery,
    response: dataOf(report.partnerSummary),
    errors: PROGRAM_ERRORS,
  }),
} as const;
