// Owns the SQL of synthetic chains: how many a program may run, what became of each, their traces.
import { sql } from 'kysely';
import type { Database, Tx } from '../platform/db/index.js';
import type { ChainVerdict } from './rules.js';

/** Makes the chains of a program begin one after the other, in all processes. */
export async function lockChains(tx: Tx, programId: number): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtext('synthetic_chain'), ${programId}) /* program_id */
  `.execute(tx);
}

/** When the chains of a program began since a moment, the earliest first. */
export async function listChainStarts(tx: Tx, programId: number, since: Date): Promise<Date[]> {
  const { rows } = await sql<{ started_at: Date }>`
    select started_at from synthetic_chain
    where program_id = ${programId} and started_at > ${since} order by started_at
  `.execute(tx);
  return rows.map((row) => row.started_at);
}

export async function insertChain(
  tx: Tx,
  programId: number,
  chain: { actor: string; customerKey: string; now: Date },
): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into synthetic_chain (program_id, actor, customer_key, started_at)
    values (${programId}, ${chain.actor}, ${chain.customerKey}, ${chain.now}) returning id
  `.execute(tx);
  return (rows[0] as { id: bigint }).id;
}

export async function updateChainVerdict(
  tx: Tx,
  programId: number,
  chain: { id: bigint; verdict: ChainVerdict; now: Date },
): Promise<void> {
  const { click, lead, sale } = chain.verdict;
  await sql`
    update synthetic_chain set click_verdict = ${click}, lead_verdict = ${lead},
      sale_verdict = ${sale}, finished_at = ${chain.now}
    where program_id = ${programId} and id = ${chain.id}
  `.execute(tx);
}

/** What a chain left behind in its rehearsal, as the rows say it. */
export interface ChainTrail {
  clickPartnerId: number | null;
  leadId: bigint | null;
  leadPartnerId: number | null;
  saleId: bigint | null;
  salePartnerId: number | null;
  saleState: 'created' | 'not_due' | 'failed' | null;
  commission: { amountCents: bigint; currency: string } | null;
}

/** The rows that a click of a rehearsal led to; null without the click. */
export async function findChainTrail(
  db: Database,
  rehearsalId: number,
  customerId: bigint,
): Promise<ChainTrail | null> {
  const { rows } = await sql<
    Omit<ChainTrail, 'commission'> & { amountCents: bigint | null; currency: string }
  >`
    select customer.partner_id as "clickPartnerId", lead.id as "leadId",
      lead.partner_id as "leadPartnerId", sale.id as "saleId",
      sale.partner_id as "salePartnerId", sale.commission_state as "saleState",
      commission.amount_cents as "amountCents", commission.currency
    from customer
    left join lead on lead.customer_id = customer.id and not lead.provisional
    left join sale on sale.customer_id = customer.id
    left join commission on commission.sale_id = sale.id
    where customer.program_id = ${rehearsalId} and customer.id = ${customerId}
  `.execute(db.kysely);
  const [row] = rows;
  if (!row) return null;
  const { amountCents, currency, ...trail } = row;
  return { ...trail, commission: amountCents === null ? null : { amountCents, currency } };
}
