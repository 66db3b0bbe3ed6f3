// Owns the SQL of refused calls.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

export type TrackingEndpoint = 'click' | 'lead' | 'sale' | 'refund';

export interface RefusalRow {
  programId: number;
  endpoint: TrackingEndpoint;
  code: string;
  status: number;
  reason: string;
  requestId: string;
}

/** Keeps refused calls. */
export async function insertRefusals(tx: Tx, rows: RefusalRow[], now: Date): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into tracking_refusal (
      program_id, endpoint, code, status, reason, request_id, refused_at
    )
    select program_id, endpoint, code, status, reason, request_id, ${now}::timestamptz
    from unnest(
      ${rows.map((row) => row.programId)}::int[], ${rows.map((row) => row.endpoint)}::text[],
      ${rows.map((row) => row.code)}::text[], ${rows.map((row) => row.status)}::int[],
      ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.requestId)}::text[]
    ) as refused (program_id, endpoint, code, status, reason, request_id)
  `.execute(tx);
}
