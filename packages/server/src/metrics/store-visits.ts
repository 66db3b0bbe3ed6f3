// Owns the SQL that counts where clicks came from and where they arrived.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

/** How far a program's clicks are counted. */
export interface VisitRollup {
  timeZone: string;
  countedUntil: Date;
}

/**
 * How far a program's clicks are counted, locked for the rest of the transaction; null for a
 * program without clicks. The counting begins at the first click, and begins anew after a change
 * of the program's time zone.
 */
export async function lockVisitRollup(tx: Tx, programId: number): Promise<VisitRollup | null> {
  await sql`
    insert into visit_rollup (program_id, time_zone, counted_until)
    select program.id, program.time_zone, first.clicked_at
    from program
    cross join lateral (
      select clicked_at from click where click.program_id = program.id
      order by clicked_at limit 1
    ) first
    where program.id = ${programId}
    on conflict do nothing
  `.execute(tx);
  const { rows } = await sql<VisitRollup & { currentTimeZone: string }>`
    select rollup.time_zone as "timeZone", rollup.counted_until as "countedUntil",
      program.time_zone as "currentTimeZone"
    from visit_rollup rollup
    join program on program.id = rollup.program_id
    where rollup.program_id = ${programId}
    for update of rollup
  `.execute(tx);
  const [row] = rows;
  if (!row) return null;
  if (row.timeZone === row.currentTimeZone) return row;
  await forgetVisits(tx, programId);
  return lockVisitRollup(tx, programId);
}

/** Forgets what was counted of a program's clicks, so that the counting begins anew. */
export async function forgetVisits(tx: Tx, programId: number): Promise<void> {
  await sql`delete from daily_visit_stat where program_id = ${programId}`.execute(tx);
  await sql`delete from visit_rollup where program_id = ${programId}`.execute(tx);
}

/** Where the next slice of a program's clicks ends: after so many clicks, or at the given end. */
export async function findSliceEnd(
  tx: Tx,
  programId: number,
  slice: { from: Date; until: Date; clicksMax: number },
): Promise<Date> {
  const { rows } = await sql<{ clicked_at: Date }>`
    select clicked_at from click
    where program_id = ${programId} and clicked_at > ${slice.from}::timestamptz
      and clicked_at < ${slice.until}::timestamptz
    order by clicked_at
    limit 1 offset ${slice.clicksMax}
  `.execute(tx);
  return rows[0]?.clicked_at ?? slice.until;
}

/** More different values than this per link, day and dimension are counted together. */
const VALUES_MAX = 100;
const VALUE_CHARACTERS_MAX = 200;

/** Counts a slice of a program's clicks; bots and repeats are left out, as everywhere. */
export async function insertVisits(
  tx: Tx,
  programId: number,
  slice: { from: Date; until: Date; timeZone: string },
): Promise<void> {
  await sql`
    with visit as (
      select (clicked_at at time zone ${slice.timeZone}::text)::date as day, link_id, partner_id,
        context ->> 'referrer_url' as referrer_url, context ->> 'geo_country' as country,
        coalesce(context ->> 'page_url', context ->> 'affiliate_url') as page_url
      from click
      where program_id = ${programId} and clicked_at >= ${slice.from}::timestamptz
        and clicked_at < ${slice.until}::timestamptz and not is_bot and not is_repeat
    ), described as (
      select day, link_id, partner_id, dimension, coalesce(left(value, ${VALUE_CHARACTERS_MAX}), '')
          as value, count(*) as clicks
      from visit
      cross join lateral (values
        ('source', ${hostOf(sql`referrer_url`)}),
        ('country', upper(substring(country from '^[A-Za-z]{2}$'))),
        ('landing_page', ${hostOf(sql`page_url`)} || coalesce(
          rtrim(substring(page_url from '^https?://[^/?#]*(/[^?#]*)'), '/'), ''))
      ) as place (dimension, value)
      group by 1, 2, 3, 4, 5
    ), placed as (
      select described.*, stored.value is not null as is_kept,
        row_number() over (
          partition by described.day, described.link_id, described.partner_id,
            described.dimension, stored.value is not null
          order by described.clicks desc, described.value
        ) + (
          select count(*) from daily_visit_stat kept
          where kept.program_id = ${programId} and kept.day = described.day
            and kept.dimension = described.dimension and kept.link_id = described.link_id
            and kept.partner_id = described.partner_id
        ) as place
      from described
      left join daily_visit_stat stored
        on stored.program_id = ${programId} and stored.day = described.day
        and stored.dimension = described.dimension and stored.link_id = described.link_id
        and stored.partner_id = described.partner_id and stored.value = described.value
    )
    insert into daily_visit_stat as stat (
      program_id, day, dimension, link_id, partner_id, value, clicks
    )
    select ${programId}::int, day, dimension, link_id, partner_id,
      case when is_kept or place <= ${VALUES_MAX} then value else '*' end as shown, sum(clicks)
    from placed
    group by day, dimension, link_id, partner_id, shown
    on conflict (program_id, day, dimension, link_id, partner_id, value) do update set
      clicks = stat.clicks + excluded.clicks
  `.execute(tx);
}

// A host may be preceded by a name and a password, which nobody wants to read in a list.
function hostOf(url: ReturnType<typeof sql>) {
  return sql`regexp_replace(
    lower(substring(${url} from '^https?://(?:[^/?#@]*@)?([A-Za-z0-9.-]+)')), '^www\\.', '')`;
}

/** Notes how far a program's clicks are counted. */
export async function updateVisitRollup(
  tx: Tx,
  programId: number,
  countedUntil: Date,
): Promise<void> {
  await sql`
    update visit_rollup set counted_until = ${countedUntil}::timestamptz
    where program_id = ${programId}
  `.execute(tx);
}
