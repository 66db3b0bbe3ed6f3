// Owns the schemas of customers and of refused tracking calls, as the management API shows them.
import { z } from 'zod';
import { cursorQuery, eventId, eventIdParam, id, idParam, timestamp } from './primitives.js';

export const CUSTOMER_STATUSES = ['click', 'lead', 'conversion'] as const;
export const TRACKING_ENDPOINTS = ['click', 'lead', 'sale', 'refund'] as const;

export const customerParams = z.object({
  id: idParam.describe('Id of the program.'),
  customerId: eventIdParam.describe('Id of the customer.'),
});

export const customersQuery = cursorQuery.extend({
  status: z.enum(CUSTOMER_STATUSES).optional(),
  partner_id: idParam.optional(),
  customer_key: z.string().max(512).optional().describe('Exact match.'),
});

export const customer = z
  .object({
    id: eventId,
    program_id: id,
    partner_id: id.nullable().describe('Null while nobody is credited.'),
    partner_name: z.string().nullable(),
    customer_key: z.string().nullable(),
    status: z.enum(CUSTOMER_STATUSES),
    email_masked: z.string().nullable(),
    sales_count: z.int().min(0),
    signup_date: timestamp.nullable(),
    first_purchase_date: timestamp.nullable(),
    last_purchase_date: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'Customer' });

export const refusalsQuery = cursorQuery.extend({
  endpoint: z.enum(TRACKING_ENDPOINTS).optional(),
  code: z.string().max(64).optional(),
});

export const refusal = z
  .object({
    id: eventId,
    endpoint: z.enum(TRACKING_ENDPOINTS),
    code: z.string().describe('Code of the errors page, or why a call stayed unattributed.'),
    status: z.int().describe('Status of the answer; 200 for an unattributed lead.'),
    reason: z.string(),
    request_id: z.string().describe('`X-Request-Id` of the refused call.'),
    created_at: timestamp,
  })
  .meta({ id: 'Refusal', description: 'A refused or unattributed call, kept for 30 days.' });
