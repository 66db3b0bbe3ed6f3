// Owns the SQL of referral links and of the counters shown beside them.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

export type LinkStatus = 'active' | 'inactive';

/** A link with its counters. */
export interface Link {
  id: number;
  programId: number;
  partnerId: number;
  shortLink: string;
  name: string | null;
  destinationUrl: string | null;
  status: LinkStatus;
  clicks: bigint;
  leads: bigint;
  conversions: bigint;
  lastClickedAt: Date | null;
  createdAt: Date;
}

const LINK = sql`
  select link.id, link.program_id as "programId", link.partner_id as "partnerId",
    link.short_link as "shortLink", link.name, link.destination_url as "destinationUrl",
    link.status, coalesce(counter.clicks, 0) as clicks, coalesce(counter.leads, 0) as leads,
    coalesce(counter.conversions, 0) as conversions,
    counter.last_clicked_at as "lastClickedAt", link.created_at as "createdAt"
  from referral_link link
  left join link_counter counter on counter.link_id = link.id
`;

export interface LinkFilter {
  partnerId: number | null;
  status: LinkStatus | null;
  /** Only links before this one; null for the first page. */
  beforeLinkId: bigint | null;
  rowsMax: number;
}

/** The links of a program, newest first; records without a partner are no links. */
export async function listLinks(tx: Tx, programId: number, filter: LinkFilter): Promise<Link[]> {
  const { rows } = await sql<Link>`
    ${LINK}
    where link.program_id = ${programId} and link.partner_id is not null
      and (${filter.partnerId}::int is null or link.partner_id = ${filter.partnerId})
      and (${filter.status}::text is null or link.status = ${filter.status})
      and (${filter.beforeLinkId}::bigint is null or link.id < ${filter.beforeLinkId}::bigint)
    order by link.id desc limit ${filter.rowsMax}
  `.execute(tx);
  return rows;
}

export async function findLink(tx: Tx, programId: number, linkId: number): Promise<Link | null> {
  const { rows } = await sql<Link>`
    ${LINK}
    where link.program_id = ${programId} and link.id = ${linkId} and link.partner_id is not null
  `.execute(tx);
  return rows[0] ?? null;
}

export interface LinkRevenue {
  linkId: number;
  currency: string;
  netCents: bigint;
}

/** What sales through some links brought, less refunds, in each currency. */
export async function listRevenueOfLinks(
  tx: Tx,
  programId: number,
  linkIds: readonly number[],
): Promise<LinkRevenue[]> {
  if (linkIds.length === 0) return [];
  const { rows } = await sql<LinkRevenue>`
    select link_id as "linkId", currency,
      sum(revenue_cents - refunded_cents)::bigint as "netCents"
    from daily_money_stat
    where program_id = ${programId} and link_id = any(${[...linkIds]}::int[])
    group by link_id, currency
    having sum(revenue_cents) > 0
    order by link_id, currency
  `.execute(tx);
  return rows;
}

export interface LinkDraft {
  partnerId: number;
  enrollmentId: number;
  shortLink: string;
  name: string | null;
  destinationUrl: string | null;
}

/** Inserts a link and gives its id; null when the code is in use anywhere. */
export async function insertLink(
  tx: Tx,
  programId: number,
  draft: LinkDraft,
  now: Date,
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into referral_link (
      program_id, partner_id, enrollment_id, short_link, name, destination_url, created_at
    ) values (
      ${programId}, ${draft.partnerId}, ${draft.enrollmentId}, ${draft.shortLink}, ${draft.name},
      ${draft.destinationUrl}, ${now}
    )
    on conflict (short_link) do nothing
    returning id
  `.execute(tx);
  return rows[0]?.id ?? null;
}

export async function updateLinkRow(
  tx: Tx,
  programId: number,
  link: Pick<Link, 'id' | 'name' | 'destinationUrl' | 'status'>,
): Promise<void> {
  await sql`
    update referral_link set
      name = ${link.name},
      destination_url = ${link.destinationUrl},
      status = ${link.status}
    where program_id = ${programId} and id = ${link.id}
  `.execute(tx);
}

/** Locks a link to change it. */
export async function lockLink(tx: Tx, programId: number, linkId: number): Promise<void> {
  await sql`
    select id from referral_link where program_id = ${programId} and id = ${linkId}
    for no key update
  `.execute(tx);
}

/** Stops all links of an enrollment; answers how many that were. */
export async function deactivateLinksOf(
  tx: Tx,
  programId: number,
  enrollmentId: number,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    update referral_link set status = 'inactive'
    where program_id = ${programId} and enrollment_id = ${enrollmentId} and status = 'active'
    returning id
  `.execute(tx);
  return rows.length;
}
