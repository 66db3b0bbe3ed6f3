// Owns the SQL of leads and of the customers that they create or bind.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { KeptEmail } from './email.js';

/** The customer with a key in a program. */
export async function findCustomerByKey(
  tx: Tx,
  programId: number,
  customerKey: string,
): Promise<bigint | null> {
  const { rows } = await sql<{ id: bigint }>`
    select id from customer where program_id = ${programId} and customer_key = ${customerKey}
  `.execute(tx);
  return rows[0]?.id ?? null;
}

/** A customer that no click led to. Fails on the unique key when another call was quicker. */
export async function insertUnattributedCustomer(
  tx: Tx,
  customer: { programId: number; customerKey: string | null; status: 'click' | 'lead' },
  now: Date,
): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into customer (id, program_id, status, customer_key, created_at)
    values (nextval('customer_id_seq'), ${customer.programId}, ${customer.status},
      ${customer.customerKey}, ${now})
    returning id
  `.execute(tx);
  return (rows[0] as { id: bigint }).id;
}

/** Moves a customer to `lead` and binds what the signup said of it. */
export async function updateCustomerToLead(
  tx: Tx,
  lead: {
    programId: number;
    customerId: bigint;
    customerKey: string | null;
    email: KeptEmail | null;
  },
  now: Date,
): Promise<void> {
  await sql`
    update customer set
      status = 'lead',
      signup_at = ${now},
      customer_key = coalesce(customer_key, ${lead.customerKey}),
      email_hmac = coalesce(${lead.email?.hmac ?? null}::bytea, email_hmac),
      email_masked = coalesce(${lead.email?.masked ?? null}::text, email_masked)
    where program_id = ${lead.programId} and id = ${lead.customerId}
  `.execute(tx);
}

export interface LeadRow {
  programId: number;
  customerId: bigint;
  partnerId: number | null;
  enrollmentId: number | null;
  linkId: number | null;
  clickId: string | null;
  customerKey: string | null;
  sessionId: string | null;
  pageUrl: string | null;
  eventName: string | null;
  clickIds: string[] | null;
  provisional: boolean;
  viaServer: boolean;
  requestId: string;
}

/** Records a lead. */
export async function insertLead(tx: Tx, lead: LeadRow, now: Date): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into lead (
      program_id, customer_id, partner_id, enrollment_id, link_id, click_id, customer_key,
      session_id, page_url, event_name, click_ids, provisional, via_server, request_id, lead_at
    ) values (
      ${lead.programId}, ${lead.customerId}, ${lead.partnerId}, ${lead.enrollmentId},
      ${lead.linkId}, ${lead.clickId}, ${lead.customerKey}, ${lead.sessionId}, ${lead.pageUrl},
      ${lead.eventName}, ${lead.clickIds}::text[], ${lead.provisional}, ${lead.viaServer},
      ${lead.requestId}, ${now}
    )
    returning id
  `.execute(tx);
  return (rows[0] as { id: bigint }).id;
}

/** Notes what became of a lead's commission. */
export async function updateLeadCommissionState(
  tx: Tx,
  lead: { programId: number; leadId: bigint; state: 'created' | 'failed'; failure: string | null },
): Promise<void> {
  await sql`
    update lead set commission_state = ${lead.state}, commission_failure = ${lead.failure}
    where program_id = ${lead.programId} and id = ${lead.leadId}
  `.execute(tx);
}
