// Owns the management operations of customers and of refused tracking calls.
import * as customers from '../schemas/customers.js';
import { dataOf, pageOf, programParams } from '../schemas/primitives.js';
import { defineOperation, PROGRAM_ERRORS } from './operation.js';

const PROGRAM = '/api/advertiser/affiliate-programs/:id';

export const CUSTOMER_OPERATIONS = {
  listCustomers: defineOperation({
    id: 'listCustomers',
    method: 'GET',
    path: `${PROGRAM}/customers`,
    tag: 'Customers',
    summary: 'List the customers of a program',
    description: 'Newest first. Emails are shown in masked form.',
    auth: 'management',
    scope: 'program:read',
    params: programParams,
    query: customers.customersQuery,
    response: pageOf(customers.customer),
    errors: PROGRAM_ERRORS,
  }),
  readCustomer: defineOperation({
    id: 'readCustomer',
    method: 'GET',
    path: `${PROGRAM}/customers/:customerId`,
    tag: 'Customers',
    summary: 'Read a customer',
    description: 'The customer with the partner that is credited at present.',
    auth: 'management',
    scope: 'program:read',
    params: customers.customerParams,
    response: dataOf(customers.customer),
    errors: [...PROGRAM_ERRORS, 'customer_not_found'],
  }),
  listRefusals: defineOperation({
    id: 'listRefusals',
    method: 'GET',
    path: `${PROGRAM}/refusals`,
    tag: 'Customers',
    summary: 'List refused and unattributed tracking calls',
    description: 'Newest first, kept for 30 days, without personal data.',
    auth: 'management',
    scope: 'dashboard:view',
    params: programParams,
    query: customers.refusalsQuery,
    response: pageOf(customers.refusal),
    errors: PROGRAM_ERRORS,
  }),
} as const;
