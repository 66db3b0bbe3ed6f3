// Owns the operations that tell the story of one click, customer, sale, commission or refused call.
import { dataOf, listOf, programParams } from '../schemas/primitives.js';
import * as traces from '../schemas/trace.js';
import { defineOperation, PROGRAM_ERRORS } from './operation.js';

const TRACE = '/api/advertiser/affiliate-programs/:id/trace';

const shared = {
  method: 'GET',
  tag: 'Reports',
  auth: 'management',
  scope: 'dashboard:view',
  response: dataOf(traces.trace),
} as const;

export const TRACE_OPERATIONS = {
  traceCustomer: defineOperation({
    ...shared,
    id: 'traceCustomer',
    path: `${TRACE}/customers/:customerId`,
    summary: 'Tell the story of a customer',
    description: 'Clicks and why they won or lost, decisions, leads, sales, refunds, commissions.',
    params: traces.traceCustomerParams,
    errors: [...PROGRAM_ERRORS, 'customer_not_found'],
  }),
  traceSale: defineOperation({
    ...shared,
    id: 'traceSale',
    path: `${TRACE}/sales/:saleId`,
    summary: 'Tell the story of a sale',
    description:
      'From the clicks of its customer to the ledger: who was credited and why, the policy in ' +
      'force, the arithmetic, the hold, refunds, and what was posted.',
    params: traces.traceSaleParams,
    errors: [...PROGRAM_ERRORS, 'traced_sale_not_found'],
  }),
  traceCommission: defineOperation({
    ...shared,
    id: 'traceCommission',
    path: `${TRACE}/commissions/:commissionId`,
    summary: 'Tell the story of a commission',
    description: 'The same as for its sale or lead; a commission for clicks has no customer.',
    params: traces.traceCommissionParams,
    errors: [...PROGRAM_ERRORS, 'commission_not_found'],
  }),
  traceClick: defineOperation({
    ...shared,
    id: 'traceClick',
    path: `${TRACE}/clicks/:clickId`,
    summary: 'Tell the story of a click',
    description: 'The story of the customer that the click belongs to.',
    params: traces.traceClickParams,
    errors: [...PROGRAM_ERRORS, 'click_not_found'],
  }),
  traceRefusals: defineOperation({
    ...shared,
    id: 'traceRefusals',
    path: `${TRACE}/refusals`,
    summary: 'Explain a refused or unattributed call',
    description: 'What a request id was refused for, and what to do. Kept for 30 days.',
    params: programParams,
    query: traces.tracedRefusalsQuery,
    response: listOf(traces.tracedRefusal),
    errors: PROGRAM_ERRORS,
  }),
} as const;
