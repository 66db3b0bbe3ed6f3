// Owns the SQL by which a payment at Stripe finds its customer, and by which it is found again.
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.js';

export interface PaymentIdentity {
  programId: number;
  /** The parts of the click id; null where the payment carries none that is well formed. */
  click: { customerId: bigint; clickedAt: Date; token: string } | null;
  emailHmac: Buffer | null;
  stripeCustomerId: string | null;
  customerKey: string | null;
}

export interface Candidate {
  how: 'click' | 'email' | 'stripe_customer' | 'customer_key' | 'provisional_lead';
  customerId: bigint;
  isAttributed: boolean;
}

/** The customers of the program that a payment leads to, in the order in which they are asked. */
export async function listPaymentCustomers(
  tx: Tx,
  identity: PaymentIdentity,
): Promise<Candidate[]> {
  const { programId, click, emailHmac, stripeCustomerId, customerKey } = identity;
  const { rows } = await sql<Candidate>`
    select found.how, customer.id as "customerId",
      customer.partner_id is not null as "isAttributed"
    from (
      select 1 as position, 'click' as how, customer_id as id from click
      where program_id = ${programId} and customer_id = ${click?.customerId ?? null}
        and clicked_at = ${click?.clickedAt ?? null}::timestamptz
        and token = ${click?.token ?? null}
      union all
      (
        select 2, 'email', id from customer
        where program_id = ${programId} and email_hmac = ${emailHmac}
        order by partner_id is null, first_purchase_at, id limit 1
      )
      union all
      select 3, 'stripe_customer', customer_id from stripe_customer
      where program_id = ${programId} and stripe_customer_id = ${stripeCustomerId}
      union all
      select 4, 'customer_key', id from customer
      where program_id = ${programId} and customer_key = ${customerKey}
      union all
      (
        select 5, 'provisional_lead', customer_id from lead
        where program_id = ${programId} and customer_key = ${customerKey} and provisional
        order by partner_id is null, id limit 1
      )
    ) found
    join customer visitor on visitor.id = found.id and visitor.program_id = ${programId}
    join customer on customer.id = coalesce(visitor.merged_into, visitor.id)
    order by found.position
  `.execute(tx);
  return rows;
}

/** Remembers whose payments a customer of Stripe makes; the first time decides. */
export async function insertStripeCustomer(
  tx: Tx,
  known: { programId: number; stripeCustomerId: string; customerId: bigint },
  now: Date,
): Promise<void> {
  await sql`
    insert into stripe_customer (program_id, stripe_customer_id, customer_id, first_seen_at)
    values (${known.programId}, ${known.stripeCustomerId}, ${known.customerId}, ${now})
    on conflict do nothing
  `.execute(tx);
}
