// Owns comparing what was acknowledged with what the database holds after a crash.
import type { Database } from '../../src/platform/db/index.js';
import type { Acknowledged } from './traffic.js';

/** Every acknowledged event that is missing, there twice, or there with other content. */
export async function findLosses(db: Database, acknowledged: Acknowledged): Promise<string[]> {
  return [
    ...acknowledged.denials,
    ...(await findMissing(db, 'click', CLICKS, acknowledged.clicks)),
    ...(await findMissing(db, 'lead', LEADS, acknowledged.leads)),
    ...(await findMissing(db, 'sale', SALES, pairsOf(acknowledged.sales))),
    ...(await findMissing(db, 'refund', REFUNDS, pairsOf(acknowledged.refunds))),
    ...(await findMissing(db, 'commission', COMMISSIONS, pairsOf(acknowledged.sales))),
  ];
}

const pairsOf = (events: Map<string, number>) => [...events].map(([id, cents]) => `${id} ${cents}`);

// Each query gives the name of an event as often as it is there.
const CLICKS = `
  select 'cust_' || customer_id || '_' || floor(extract(epoch from clicked_at) * 1000)::bigint
    || token as name
  from click`;
const LEADS = `
  select customer.customer_key as name
  from lead join customer on customer.id = lead.customer_id`;
const SALES = `select processor_event_id || ' ' || amount_cents as name from sale`;
const REFUNDS = `
  select sale.processor_event_id || ' ' || refund.refunded_total_cents as name
  from refund join sale on sale.id = refund.sale_id`;
const COMMISSIONS = `
  select sale.processor_event_id || ' ' || sale.amount_cents as name
  from commission join sale on sale.id = commission.sale_id`;

async function findMissing(
  db: Database,
  kind: string,
  text: string,
  names: string[],
): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string; count: bigint }>(
    `select acknowledged.name, count(stored.name) as count
     from unnest($1::text[]) as acknowledged (name)
     left join (${text}) stored on stored.name = acknowledged.name
     group by acknowledged.name
     having count(stored.name) <> 1`,
    [names],
  );
  return rows.map(({ name, count }) => `${kind} ${name} is there ${count} times`);
}
