// Owns the SQL of what charges and disputes took back of a sale.
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.js';

export interface Reversal {
  programId: number;
  saleId: bigint;
  sourceId: string;
  amountCents: bigint;
}

/**
 * Notes what one source has taken back by now, which never becomes less, and answers what all
 * sources of the sale have taken back together.
 */
export async function upsertReversal(tx: Tx, reversal: Reversal, now: Date): Promise<bigint> {
  await sql`
    insert into stripe_reversal as known (
      program_id, source_id, sale_id, amount_cents, updated_at
    ) values (
      ${reversal.programId}, ${reversal.sourceId}, ${reversal.saleId}, ${reversal.amountCents},
      ${now}
    )
    on conflict (program_id, source_id) do update set
      amount_cents = greatest(known.amount_cents, excluded.amount_cents),
      updated_at = excluded.updated_at
  `.execute(tx);
  return sumReversals(tx, reversal.programId, reversal.saleId);
}

/** Counts what was taken back of sales for another one, and answers its sum. */
export async function moveReversals(
  tx: Tx,
  move: { programId: number; fromSaleIds: readonly bigint[]; saleId: bigint },
): Promise<bigint> {
  await sql`
    update stripe_reversal set sale_id = ${move.saleId}
    where program_id = ${move.programId} and sale_id = any(${[...move.fromSaleIds]}::bigint[])
  `.execute(tx);
  return sumReversals(tx, move.programId, move.saleId);
}

async function sumReversals(tx: Tx, programId: number, saleId: bigint): Promise<bigint> {
  const { rows } = await sql<{ total: bigint }>`
    select coalesce(sum(amount_cents), 0)::bigint as total from stripe_reversal
    where program_id = ${programId} and sale_id = ${saleId}
  `.execute(tx);
  // An aggregate without groups always answers one row.
  return (rows[0] as { total: bigint }).total;
}
