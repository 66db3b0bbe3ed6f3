// Owns the list of calls that a dashboard makes, taken from the operations of the contract.
import { OPERATIONS } from '@affitor/contract';
import { asAdmin } from '../database.mjs';

/** Answers that never end, which no figure describes. */
const ENDLESS = 'text/event-stream';

/** What the pages ask beyond the bare call; values in braces are filled in from the database. */
const VARIATIONS = {
  readOverview: [
    'compare=previous',
    'from={yearAgo}&to={today}&compare=year',
    'partner_id={partnerId}',
    'link_id={linkId}',
  ],
  listCommissions: ['status=pending', 'partner_id={partnerId}', 'from={monthAgo}&to={today}'],
  summarizeCommissions: ['partner_id={partnerId}', 'from={monthAgo}&to={today}'],
  exportCommissions: ['from={monthAgo}&to={today}'],
  listCustomers: ['status=conversion', 'partner_id={partnerId}', 'customer_key={customerKey}'],
  listEvents: ['kind=sale', 'kind=click', 'partner_id={partnerId}', 'q={customerKey}'],
  listBalances: ['partner_id={partnerId}'],
  listPartnerReport: ['order=clicks', 'order=revenue', 'order=name&direction=asc'],
  readPerformance: ['period=30d', 'period=all'],
  listTrackingEvents: ['page=50&pageSize=100'],
};
const QUERY_OF = { traceRefusals: 'request_id=req_unknown' };

/** Every call: `{ name, path }`. */
export async function listCalls({ adminUrl, programId }) {
  const values = await readValues(adminUrl, programId);
  return Object.values(OPERATIONS)
    .filter(({ auth, method, contentType, errors }) => {
      const isRead = auth === 'management' && method === 'GET' && contentType !== ENDLESS;
      return isRead && !errors.includes('dashboard_session_required');
    })
    .flatMap((operation) => {
      const path = fill(operation.path, values);
      const queries = [QUERY_OF[operation.id] ?? '', ...(VARIATIONS[operation.id] ?? [])];
      return queries.map((query) => ({
        name: [operation.id, query.replaceAll(/[{}]/g, '')].filter(Boolean).join(' '),
        path: query === '' ? path : `${path}?${fillQuery(query, values)}`,
      }));
    });
}

function fill(path, values) {
  return path.replaceAll(/:(\w+)/g, (_match, name) => {
    // In this API a bare id is the program's, and the traces name rows by their own ids.
    const value = values[name];
    if (value === undefined) throw new Error(`the bench has no value for :${name} of ${path}`);
    return encodeURIComponent(value);
  });
}

function fillQuery(query, values) {
  return query.replaceAll(/\{(\w+)\}/g, (_match, name) => encodeURIComponent(values[name]));
}

// The busiest partner with a known customer: the worst case of every filter.
async function readValues(adminUrl, programId) {
  const { rows } = await asAdmin(adminUrl, (admin) =>
    admin.query(
      `select program.id, program.id as "programId", counter.link_id as "linkId",
         link.partner_id as "partnerId", enrollment.group_id as "groupId",
         customer.id as "customerId", customer.customer_key as "customerKey",
         customer.attributed_click_id as "clickId", sale.id as "saleId",
         commission.id as "commissionId", current_date::text as today,
         (current_date - 30)::text as "monthAgo", (current_date - 364)::text as "yearAgo"
       from program
       join lateral (select link_id from link_counter where program_id = program.id
         order by clicks desc limit 1) counter on true
       join referral_link link on link.id = counter.link_id
       join enrollment on enrollment.id = link.enrollment_id
       join lateral (select * from sale where sale.program_id = program.id
         order by sold_at desc limit 1) sale on true
       join commission on commission.sale_id = sale.id
       join customer on customer.id = sale.customer_id
       where program.id = $1`,
      [programId],
    ),
  );
  if (rows.length === 0) throw new Error('the history has no sale to look at');
  return rows[0];
}
