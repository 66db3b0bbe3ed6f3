// Owns the SQL of what the gates look at: settings, policy, real events, and looks at the site.
import { sql } from 'kysely';
import type { Database } from '../platform/db/index.js';
import type { ChainVerdict, EventFacts, ReadinessFacts, SiteFinding } from './rules.js';

interface FactsRow {
  name: string;
  logo_url: string | null;
  website_url: string;
  category: string | null;
  short_description: string | null;
  long_description: string | null;
  payment_tracking_mode: ReadinessFacts['paymentMode'];
  stripe_livemode: boolean | null;
  stripe_charges_enabled: boolean | null;
  key_rotated_at: Date | null;
  has_sale_policy: boolean;
  chain_click: ChainVerdict['click'] | null;
  chain_lead: ChainVerdict['lead'] | null;
  chain_sale: ChainVerdict['sale'] | null;
}

/** Everything that the gates of a program are judged by, and where its site is. */
export async function findReadinessFacts(
  db: Database,
  programId: number,
  times: { now: Date; dayAgo: Date },
): Promise<{ facts: ReadinessFacts; websiteUrl: string } | null> {
  const { rows } = await sql<FactsRow>`
    select program.name, program.logo_url, program.website_url, program.category,
      program.short_description, program.long_description, program.payment_tracking_mode,
      stripe.livemode as stripe_livemode, stripe.charges_enabled as stripe_charges_enabled,
      program.key_rotated_at,
      coalesce(policy.commission_type like 'cps%', false) as has_sale_policy,
      chain.click_verdict as chain_click, chain.lead_verdict as chain_lead,
      chain.sale_verdict as chain_sale
    from program
    left join stripe_connection stripe
      on stripe.program_id = program.id and stripe.disconnected_at is null
    left join lateral (
      select commission_type from commission_policy
      join partner_group on partner_group.id = commission_policy.group_id
      where commission_policy.program_id = program.id and partner_group.is_default
        and product_id is null and effective_from <= ${times.now}
      order by effective_from desc limit 1
    ) policy on true
    left join lateral (
      select click_verdict, lead_verdict, sale_verdict from synthetic_chain
      where synthetic_chain.program_id = program.id and finished_at is not null
      order by started_at desc, id desc limit 1
    ) chain on true
    where program.id = ${programId} and program.deleted_at is null
  `.execute(db.kysely);
  const [row] = rows;
  if (!row) return null;
  const events = await findRealEvents(db, programId, times.dayAgo);
  return { facts: { programId, ...toFacts(row), ...events }, websiteUrl: row.website_url };
}

function toFacts(row: FactsRow) {
  const { name, logo_url, website_url, category, short_description, long_description } = row;
  const { chain_click: click, chain_lead: lead, chain_sale: sale } = row;
  return {
    profile: { name, logo_url, website_url, category, short_description, long_description },
    hasSalePolicy: row.has_sale_policy,
    paymentMode: row.payment_tracking_mode,
    stripe: toStripe(row),
    keyRotatedAt: row.key_rotated_at,
    lastChain: click && lead && sale ? { click, lead, sale } : null,
  };
}

function toStripe({ stripe_livemode: livemode, stripe_charges_enabled: charges }: FactsRow) {
  return livemode === null || charges === null ? null : { livemode, chargesEnabled: charges };
}

type EventsRow = Record<`${'click' | 'lead' | 'sale'}_at`, Date | null> &
  Record<`${'click' | 'lead' | 'sale'}_count`, bigint>;

/** When the last click, lead and sale happened, and how many did since a moment; bots left out. */
export async function findRealEvents(
  db: Database,
  programId: number,
  since: Date,
): Promise<{ clicks: EventFacts; leads: EventFacts; sales: EventFacts }> {
  const { rows } = await sql<EventsRow>`
    select
      (
        select max(clicked_at) from click where program_id = ${programId} and not is_bot
      ) as click_at,
      (select max(lead_at) from lead where program_id = ${programId}) as lead_at,
      (select max(sold_at) from sale where program_id = ${programId}) as sale_at,
      (
        select count(*) from click
        where program_id = ${programId} and clicked_at >= ${since} and not is_bot
      ) as click_count,
      (
        select count(*) from lead where program_id = ${programId} and lead_at >= ${since}
      ) as lead_count,
      (
        select count(*) from sale where program_id = ${programId} and sold_at >= ${since}
      ) as sale_count
  `.execute(db.kysely);
  const row = rows[0] as EventsRow;
  return {
    clicks: { lastAt: row.click_at, count24h: Number(row.click_count) },
    leads: { lastAt: row.lead_at, count24h: Number(row.lead_count) },
    sales: { lastAt: row.sale_at, count24h: Number(row.sale_count) },
  };
}

/** What is known of a program's site, if it was looked at where it now is. */
export async function findSiteCheck(
  db: Database,
  programId: number,
  websiteUrl: string,
): Promise<{ finding: SiteFinding; checkedAt: Date } | null> {
  const { rows } = await sql<{ finding: SiteFinding; checkedAt: Date }>`
    select finding, checked_at as "checkedAt" from site_check
    where program_id = ${programId} and website_url = ${websiteUrl} and finding is not null
  `.execute(db.kysely);
  return rows[0] ?? null;
}

export interface SiteClaim {
  programId: number;
  websiteUrl: string;
  isForced: boolean;
  now: Date;
  /** A look that began before the end of this has not been given up. */
  lookingUntil: Date;
  /** What was found before these moments is looked at anew. */
  installedBefore: Date;
  otherBefore: Date;
  /** Who forces a look must wait until the last forced one is as old as this. */
  forcedBefore: Date;
}

/** Takes the right to look at a site now; of several processes one gets it, and none too often. */
export async function claimSiteCheck(db: Database, claim: SiteClaim): Promise<boolean> {
  const forcedAt = claim.isForced ? claim.now : null;
  const { rows } = await sql<{ program_id: number }>`
    insert into site_check as known (program_id, website_url, forced_at, looking_until)
    values (${claim.programId}, ${claim.websiteUrl}, ${forcedAt}, ${claim.lookingUntil})
    on conflict (program_id) do update set
      website_url = excluded.website_url,
      finding = case when known.website_url = excluded.website_url then known.finding end,
      forced_at = coalesce(excluded.forced_at, known.forced_at),
      looking_until = excluded.looking_until
    where (known.looking_until is null or known.looking_until <= ${claim.now}) and (
      known.checked_at is null or known.website_url <> excluded.website_url
      or known.checked_at <= case when known.finding = 'installed'
        then ${claim.installedBefore}::timestamptz else ${claim.otherBefore}::timestamptz end
      or (${claim.isForced}::boolean
        and (known.forced_at is null or known.forced_at <= ${claim.forcedBefore}))
    )
    returning program_id
  `.execute(db.kysely);
  return rows.length > 0;
}

/** Keeps what a look has found. */
export async function updateSiteCheck(
  db: Database,
  found: { programId: number; websiteUrl: string; finding: SiteFinding; now: Date },
): Promise<void> {
  await sql`
    update site_check
    set finding = ${found.finding}, checked_at = ${found.now}, looking_until = null
    where program_id = ${found.programId} and website_url = ${found.websiteUrl}
  `.execute(db.kysely);
}
