// Owns the SQL of provisional leads: finding whom they speak of, and settling them.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/**
 * The visitor that a provisional lead with this key speaks of; one that a partner brought before
 * one that nobody did. Null when all of them are somebody already.
 */
export async function findProvisionalCustomer(
  tx: Tx,
  programId: number,
  customerKey: string,
): Promise<bigint | null> {
  const { rows } = await sql<{ customer_id: bigint }>`
    select lead.customer_id from lead
    join customer on customer.id = lead.customer_id
      and customer.status = 'click' and customer.merged_into is null
    where lead.program_id = ${programId} and lead.customer_key = ${customerKey}
      and lead.provisional
    order by lead.partner_id is null, lead.id limit 1
  `.execute(tx);
  return rows[0]?.customer_id ?? null;
}

/**
 * Turns provisional leads into real ones, because a payment has proved them; answers which. They
 * are credited like the payment. A customer has one lead that counts: where there is one already,
 * the provisional lead stays what it is.
 */
export async function updateLeadsToSettled(
  tx: Tx,
  leads: { programId: number; leadId: bigint }[],
  now: Date,
): Promise<Set<bigint>> {
  if (leads.length === 0) return new Set();
  const { rows } = await sql<{ id: bigint }>`
    with proved as (
      select distinct on (lead.customer_id) lead.program_id, lead.id, lead.customer_id
      from unnest(
        ${leads.map((lead) => lead.programId)}::int[],
        ${leads.map((lead) => lead.leadId)}::bigint[]
      ) as wanted (program_id, lead_id)
      join lead on lead.program_id = wanted.program_id and lead.id = wanted.lead_id
        and lead.provisional
      join customer on customer.id = lead.customer_id and customer.merged_into is null
      where not exists (
        select from lead counted
        where counted.customer_id = lead.customer_id and not counted.provisional
      )
      order by lead.customer_id, lead.id
    ), signed_up as (
      update customer set signup_at = coalesce(customer.signup_at, ${now}::timestamptz)
      from proved
      where customer.program_id = proved.program_id and customer.id = proved.customer_id
      returning customer.id, customer.partner_id, customer.enrollment_id, customer.link_id
    )
    update lead set
      provisional = false,
      lead_at = ${now}::timestamptz,
      partner_id = signed_up.partner_id,
      enrollment_id = signed_up.enrollment_id,
      link_id = signed_up.link_id
    from proved
    join signed_up on signed_up.id = proved.customer_id
    where lead.program_id = proved.program_id and lead.id = proved.id
    returning lead.id
  `.execute(tx);
  return new Set(rows.map((row) => row.id));
}
