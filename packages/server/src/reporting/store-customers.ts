// Owns the SQL that lists customers and refused calls.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { PageCursor } from '../platform/http/cursor.js';
import { isBehind } from './store-period.js';
import { findVisitorsQuery } from './store-visitors.js';

export type CustomerStatus = 'click' | 'lead' | 'conversion';

/** A customer as the management API shows it. */
export interface CustomerRecord extends PageCursor {
  programId: number;
  partnerId: number | null;
  partnerName: string | null;
  customerKey: string | null;
  status: CustomerStatus;
  emailMasked: string | null;
  saleCount: number;
  signupAt: Date | null;
  firstPurchaseAt: Date | null;
  lastPurchaseAt: Date | null;
}

const customerColumns = sql`
  customer.id, customer.program_id as "programId", customer.partner_id as "partnerId",
  (select name from partner where partner.id = customer.partner_id) as "partnerName",
  customer.customer_key as "customerKey", customer.status, customer.email_masked as "emailMasked",
  customer.sale_count as "saleCount", customer.signup_at as "signupAt",
  customer.first_purchase_at as "firstPurchaseAt", customer.last_purchase_at as "lastPurchaseAt",
  customer.created_at as at`;

export interface CustomerFilter {
  status: CustomerStatus | undefined;
  partnerId: number | undefined;
  customerKey: string | undefined;
  /** Of the program. */
  timeZone: string;
  after: PageCursor | null;
  rowsMax: number;
}

/**
 * Customers of a program, newest first, without visitors that turned out to be known customers.
 * Those who signed up or bought have an index of their own; visitors may be many millions.
 */
export async function listCustomers(
  tx: Tx,
  programId: number,
  filter: CustomerFilter,
): Promise<CustomerRecord[]> {
  const { status, customerKey } = filter;
  const sources = [];
  if (status !== 'click') sources.push(knownCustomers(programId, filter));
  if (status === undefined || status === 'click') {
    // A visitor has no key until a signup is confirmed.
    if (customerKey === undefined) {
      sources.push(provisionalVisitors(programId, filter));
      const columns = customerColumns;
      const search = { ...filter, columns, conditions: matching(filter) };
      const clicked = await findVisitorsQuery(tx, programId, search);
      if (clicked) sources.push(clicked);
    }
  }
  if (sources.length === 0) return [];
  const { rows } = await sql<CustomerRecord>`
    select * from (${sql.join(
      sources.map((source) => sql`(${source})`),
      sql` union all `,
    )}) listed
    order by at desc, id desc
    limit ${filter.rowsMax}
  `.execute(tx);
  return rows;
}

function matching({ status, partnerId, customerKey, after }: CustomerFilter) {
  return sql`
    customer.merged_into is null
    ${status === undefined ? sql`` : sql`and customer.status = ${status}`}
    ${partnerId === undefined ? sql`` : sql`and customer.partner_id = ${partnerId}`}
    ${customerKey === undefined ? sql`` : sql`and customer.customer_key = ${customerKey}`}
    ${
      after
        ? sql`and (customer.created_at, customer.id)
            < (${after.at}::timestamptz, ${after.id}::bigint)`
        : sql``
    }`;
}

function knownCustomers(programId: number, filter: CustomerFilter) {
  return sql`
    select ${customerColumns} from customer
    where customer.program_id = ${programId} and customer.status <> 'click' and ${matching(filter)}
    order by customer.created_at desc, customer.id desc
    limit ${filter.rowsMax}`;
}

// A provisional signup may be of somebody who never clicked.
function provisionalVisitors(programId: number, filter: CustomerFilter) {
  return sql`
    select ${customerColumns} from customer
    where customer.program_id = ${programId} and customer.status = 'click'
      and customer.attributed_click_id is null and ${matching(filter)}
      and customer.id in (
        select lead.customer_id from lead where lead.program_id = ${programId} and lead.provisional
      )
    order by customer.created_at desc, customer.id desc
    limit ${filter.rowsMax}`;
}

/** One customer of a program. The id of a merged visitor leads to the customer it became. */
export async function findCustomer(
  tx: Tx,
  programId: number,
  customerId: bigint,
): Promise<CustomerRecord | null> {
  const { rows } = await sql<CustomerRecord>`
    select ${customerColumns}
    from customer asked
    join customer on customer.id = coalesce(asked.merged_into, asked.id)
    where asked.program_id = ${programId} and asked.id = ${customerId}
      and customer.program_id = ${programId}
  `.execute(tx);
  return rows[0] ?? null;
}

export interface RefusalRecord extends PageCursor {
  endpoint: 'click' | 'lead' | 'sale' | 'refund';
  code: string;
  status: number;
  reason: string;
  requestId: string | null;
}

/** Refused and unattributed calls of a program, newest first. */
export async function listRefusals(
  tx: Tx,
  programId: number,
  filter: {
    endpoint: RefusalRecord['endpoint'] | undefined;
    code: string | undefined;
    after: PageCursor | null;
    rowsMax: number;
  },
): Promise<RefusalRecord[]> {
  const { endpoint, code, after } = filter;
  const { rows } = await sql<RefusalRecord>`
    select id, endpoint, code, status, reason, request_id as "requestId", refused_at as at
    from tracking_refusal
    where program_id = ${programId}
      ${endpoint === undefined ? sql`` : sql`and endpoint = ${endpoint}`}
      ${code === undefined ? sql`` : sql`and code = ${code}`}
      ${isBehind(sql`refused_at`, after)}
    order by refused_at desc, id desc
    limit ${filter.rowsMax}
  `.execute(tx);
  return rows;
}

const REFUSALS_PER_REQUEST_MAX = 10;

/** What one call was refused for, or the newest refusals of all calls; newest first. */
export async function listRefusalsOfRequest(
  tx: Tx,
  programId: number,
  requestId: string | undefined,
): Promise<RefusalRecord[]> {
  const { rows } = await sql<RefusalRecord>`
    select id, endpoint, code, status, reason, request_id as "requestId", refused_at as at
    from tracking_refusal
    where program_id = ${programId}
      ${requestId === undefined ? sql`` : sql`and request_id = ${requestId}`}
    order by refused_at desc, id desc
    limit ${REFUSALS_PER_REQUEST_MAX}
  `.execute(tx);
  return rows;
}
