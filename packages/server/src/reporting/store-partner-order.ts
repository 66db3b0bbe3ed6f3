// Owns the SQL that puts the partners of a program in order, of which a page is then reported.
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { PartnerOrder, PartnerPlace, PartnerSorting } from './partner-order.js';
import { isReported, type PartnerReportFilter } from './store-partners.js';

/** A name is compared as far as a cursor can hold it. */
const NAME_LENGTH = 60;

const microseconds = (moment: RawBuilder<unknown>) =>
  sql`coalesce((extract(epoch from ${moment}) * 1000000)::bigint, 0)`;

const VALUES: Readonly<Record<PartnerOrder, RawBuilder<unknown>>> = {
  created: sql`enrollment.id::bigint`,
  name: sql`lower(left(partner.name, ${NAME_LENGTH}::int))`,
  joined: microseconds(sql`enrollment.joined_at`),
  clicks: sql`coalesce(counter.clicks, 0)`,
  signups: sql`coalesce(counter.leads, 0)`,
  paid_customers: sql`coalesce(counter.conversions, 0)`,
  last_clicked: microseconds(sql`counter.last_clicked_at`),
  revenue: sql`coalesce(paid.revenue, 0)`,
  commission: sql`coalesce(paid.commission, 0)`,
};

const COUNTED: ReadonlySet<PartnerOrder> = new Set([
  'clicks',
  'signups',
  'paid_customers',
  'last_clicked',
]);

// tenant: a part of a statement that names its program.
/** What the value of an order is read from, beside the enrollment. */
function sourceOf(programId: number, order: PartnerOrder, currency: string): RawBuilder<unknown> {
  if (order === 'name') {
    return sql`join partner
      on partner.workspace_id = enrollment.workspace_id and partner.id = enrollment.partner_id`;
  }
  if (COUNTED.has(order)) {
    return sql`left join enrollment_counter counter
      on counter.program_id = ${programId} and counter.enrollment_id = enrollment.id`;
  }
  if (order !== 'revenue' && order !== 'commission') return sql``;
  return sql`left join (
    select partner_id, sum(revenue_cents - refunded_cents)::bigint as revenue,
      sum(commission_cents - reversed_cents)::bigint as commission
    from daily_money_stat
    where program_id = ${programId} and currency = ${currency}
    group by partner_id
  ) paid on paid.partner_id = enrollment.partner_id`;
}

/**
 * The enrollments of one page, in order. Counters have no index on what they count, for every click
 * would pay for it: one row per link, or per link and day for amounts, is read and sorted instead.
 */
export async function pickPartners(
  tx: Tx,
  programId: number,
  page: PartnerSorting & {
    filter: PartnerReportFilter;
    /** Amounts are compared in this one. */
    currency: string;
    after: PartnerPlace | null;
    rowsMax: number;
  },
): Promise<PartnerPlace[]> {
  const { order, after, filter } = page;
  const value = VALUES[order];
  const type = order === 'name' ? sql`text` : sql`bigint`;
  const [way, beyond] = page.direction === 'asc' ? [sql`asc`, sql`>`] : [sql`desc`, sql`<`];
  const isAfter =
    after === null
      ? sql``
      : sql`and (${value}, enrollment.id)
          ${beyond} (${after.value}::text::${type}, ${after.id}::bigint)`;
  const { rows } = await sql<PartnerPlace>`
    select enrollment.id::bigint as id, (${value})::text as value
    from enrollment ${sourceOf(programId, order, page.currency)}
    where enrollment.program_id = ${programId} ${isReported(filter)} ${isAfter}
    order by ${value} ${way}, enrollment.id ${way}
    limit ${page.rowsMax}
  `.execute(tx);
  return rows;
}
