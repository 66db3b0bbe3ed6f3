// Owns the SQL of test events, which are kept apart from everything that counts.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

export interface TestEventRow {
  /** Null when the call named no program that exists. */
  programId: number | null;
  kind: 'click' | 'lead' | 'sale' | 'refund';
  clickId: string | null;
  customerKey: string | null;
  processorEventId: string | null;
  amountCents: bigint | null;
  currency: string | null;
  /** JSON text. */
  payload: string;
}

/** Keeps a test event. */
export async function insertTestEvent(tx: Tx, event: TestEventRow, now: Date): Promise<bigint> {
  const { rows } = await sql<{ id: bigint }>`
    insert into test_event (
      program_id, kind, click_id, customer_key, processor_event_id, amount_cents, currency,
      payload, created_at
    ) values (
      ${event.programId}, ${event.kind}, ${event.clickId}, ${event.customerKey},
      ${event.processorEventId}, ${event.amountCents}, ${event.currency},
      ${event.payload}::jsonb, ${now}
    )
    returning id
  `.execute(tx);
  return (rows[0] as { id: bigint }).id;
}
