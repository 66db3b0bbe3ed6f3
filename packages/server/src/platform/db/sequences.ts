// Owns ids that are taken before their rows are written.
import { sql } from 'kysely';
import type { Tx } from './connect.js';

/** The sequences whose ids may be taken beforehand. */
type IdSequence = 'sale_id_seq' | 'commission_id_seq' | 'ledger_transaction_id_seq';

/**
 * Takes ids, ascending. Rows whose ids are known can be written by statements that travel to the
 * database together, since none waits for what another returns. An id that is not used leaves a
 * gap, as every rollback does.
 */
export async function takeIds(tx: Tx, sequence: IdSequence, count: number): Promise<bigint[]> {
  if (count === 0) return [];
  const { rows } = await sql<{ id: bigint }>`
    select nextval(${sequence}::regclass) as id from generate_series(1, ${count}::int)
  `.execute(tx);
  return rows.map((row) => row.id);
}
