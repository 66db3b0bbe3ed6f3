// Owns the SQL that gathers, in one query, what a batch of sale calls leads to.
import { sql } from 'kysely';
import { parseClickId } from '../attribution/index.js';
import { fromUnixMs } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';
import type { RecordedSale, SaleFacts } from './sale-rules.js';

export interface SaleIdentifiers {
  programId: number;
  processorEventId: string;
  customerKey: string | null;
  clickId: string | null;
  /** The customer that another channel has found by itself. */
  customerId?: bigint | null;
}

interface FactsRow {
  recorded_program_id: number | null;
  recorded_sale_id: bigint | null;
  recorded_commission_id: bigint | null;
  keyed_id: bigint | null;
  provisional_id: bigint | null;
  provisional_lead_id: bigint | null;
  clicked_id: bigint | null;
  clicked_program_id: number | null;
  is_key_known_elsewhere: boolean;
}

/**
 * The facts of each call, in order. The key is looked for in the caller's program; other programs
 * are asked only whether they know it.
 */
export async function findSaleFacts(tx: Tx, calls: SaleIdentifiers[]): Promise<SaleFacts[]> {
  const parts = calls.map((call) => (call.clickId === null ? null : parseClickId(call.clickId)));
  const { rows } = await sql<FactsRow>`
    select
      event.program_id as recorded_program_id, sale.id as recorded_sale_id,
      commission.id as recorded_commission_id,
      keyed.id as keyed_id,
      provisional.customer_id as provisional_id, provisional.id as provisional_lead_id,
      coalesce(visitor.merged_into, visitor.id) as clicked_id,
      visitor.program_id as clicked_program_id,
      keyed.id is null and call.customer_key is not null and exists (
        select from customer elsewhere
        where elsewhere.customer_key = call.customer_key
          and elsewhere.program_id <> call.program_id
      ) as is_key_known_elsewhere
    from unnest(
      ${calls.map((call) => call.programId)}::int[],
      ${calls.map((call) => call.processorEventId)}::text[],
      ${calls.map((call) => call.customerKey)}::text[],
      ${parts.map((part) => part?.customerId ?? null)}::bigint[],
      ${parts.map((part) => (part ? fromUnixMs(part.clickedAtMs) : null))}::timestamptz[],
      ${parts.map((part) => part?.token ?? null)}::text[]
    ) with ordinality as call (
      program_id, processor_event_id, customer_key, click_customer_id, clicked_at, token, position
    )
    left join processor_event event on event.processor_event_id = call.processor_event_id
    left join sale
      on sale.processor_event_id = coalesce(event.alias_of, event.processor_event_id)
    left join commission on commission.sale_id = sale.id
    left join customer keyed
      on keyed.program_id = call.program_id and keyed.customer_key = call.customer_key
    left join click
      on click.customer_id = call.click_customer_id and click.clicked_at = call.clicked_at
      and click.token = call.token
    left join customer visitor on visitor.id = click.customer_id
    left join lateral (
      select lead.id, lead.customer_id from lead
      where keyed.id is null and lead.provisional
        and lead.program_id = call.program_id and lead.customer_key = call.customer_key
      order by lead.customer_id is distinct from coalesce(visitor.merged_into, visitor.id),
        lead.partner_id is null, lead.id
      limit 1
    ) provisional on true
    order by call.position
  `.execute(tx);
  return rows.map((row, index) => toFacts(row, calls[index] as SaleIdentifiers));
}

function toFacts(row: FactsRow, call: SaleIdentifiers): SaleFacts {
  const isOwnClick = row.clicked_program_id === call.programId;
  const recorded: RecordedSale | null =
    row.recorded_program_id === null
      ? null
      : {
          programId: row.recorded_program_id,
          saleId: row.recorded_sale_id,
          commissionId: row.recorded_commission_id,
        };
  // A click id that the caller sends speaks louder than what a browser once claimed of the key.
  const byClick = isOwnClick ? row.clicked_id : null;
  const found = call.customerId ?? byClick;
  const isProved = found === null || found === row.provisional_id;
  return {
    recorded,
    customerId: call.customerId ?? row.keyed_id ?? byClick ?? row.provisional_id,
    provisionalLeadId: isProved ? row.provisional_lead_id : null,
    isKnownElsewhere:
      row.is_key_known_elsewhere || (row.clicked_program_id !== null && !isOwnClick),
  };
}
