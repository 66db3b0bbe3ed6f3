// Owns the SQL of paying for clicks: which link and day is due, and how many clicks it had.
import { sql } from 'kysely';
import { addDays } from '../platform/clock.js';
import type { Tx } from '../platform/db/index.js';

/** A link's day that is over, had clicks and has no commission yet. */
export interface UnpaidClickDay {
  linkId: number;
  day: string;
  partnerId: number;
  enrollmentId: number;
  groupId: number;
  /** The first instant of the following day. */
  dayEnd: Date;
}

/** Where a list of days goes on: behind this link of this day. */
export interface ClickDayCursor {
  day: string;
  linkId: number;
}

/** The clicks of a link within a span of time. */
export interface CountedClicks {
  linkId: number;
  day: string;
  clickCount: bigint;
  clicksFrom: Date;
  clicksUntil: Date;
}

/** Lets one payment of a program's clicks work at a time. */
export async function lockClickPayment(tx: Tx, programId: number): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtext('commissions.pay-clicks'), ${programId}::int)
  `.execute(tx);
}

// tenant: the job serves every program that has ever paid for clicks.
/** The programs with a policy that pays for clicks and has begun, with their time zones. */
export async function listProgramsThatPayClicks(
  tx: Tx,
  now: Date,
): Promise<{ programId: number; timeZone: string }[]> {
  const { rows } = await sql<{ id: number; time_zone: string }>`
    select id, time_zone from program
    where exists (
      select 1 from commission_policy policy
      where policy.program_id = program.id and policy.commission_type = 'cpc'
        and policy.effective_from <= ${now}
    )
    order by id
  `.execute(tx);
  return rows.map((row) => ({ programId: row.id, timeZone: row.time_zone }));
}

/**
 * Days that ended before `overBefore` and not long ago, of links whose group has ever paid for
 * clicks, in the order of days. The counters only say where to look; rows are counted for money.
 * A day that was paid before it was over, because the time zone moved west since, leaves clicks to
 * the day after it.
 */
export async function listUnpaidClickDays(
  tx: Tx,
  programId: number,
  period: { overBefore: Date; daysBack: number; after: ClickDayCursor | null; rowsMax: number },
): Promise<UnpaidClickDay[]> {
  const { rows } = await sql<{
    link_id: number;
    day: string;
    partner_id: number;
    enrollment_id: number;
    group_id: number;
    day_end: Date;
  }>`
    with candidate as (
      select stat.day, stat.link_id, stat.partner_id
      from daily_stat stat
      where stat.program_id = ${programId} and stat.clicks > 0
        and stat.day >= ${addDays(period.overBefore, -period.daysBack - 1)}::date
      union
      select paid.click_day + 1, paid.link_id, paid.partner_id
      from commission paid
      join program on program.id = paid.program_id
      where paid.program_id = ${programId} and paid.kind = 'click'
        and paid.created_at > ${addDays(period.overBefore, -period.daysBack)}
        and paid.clicks_until < (paid.click_day + 1)::timestamp at time zone program.time_zone
    )
    select link.id as link_id, candidate.day, link.partner_id, link.enrollment_id,
      enrollment.group_id,
      (candidate.day + 1)::timestamp at time zone program.time_zone as day_end
    from program
    cross join candidate
    join referral_link link on link.id = candidate.link_id and link.program_id = program.id
    join enrollment on enrollment.program_id = program.id and enrollment.id = link.enrollment_id
    where program.id = ${programId} and candidate.partner_id = link.partner_id
      and candidate.day < (${period.overBefore}::timestamptz at time zone program.time_zone)::date
      and candidate.day >= (${period.overBefore}::timestamptz at time zone program.time_zone)::date
        - ${period.daysBack}::int
      and (candidate.day, candidate.link_id)
        > (${period.after?.day ?? '0001-01-01'}::date, ${period.after?.linkId ?? 0}::int)
      and exists (
        select 1 from commission_policy policy
        where policy.program_id = program.id and policy.group_id = enrollment.group_id
          and policy.commission_type = 'cpc'
      )
      and not exists (
        select 1 from commission paid
        where paid.kind = 'click' and paid.link_id = candidate.link_id
          and paid.click_day = candidate.day
      )
    order by candidate.day, candidate.link_id
    limit ${period.rowsMax}
  `.execute(tx);
  return rows.map((row) => ({
    linkId: row.link_id,
    day: row.day,
    partnerId: row.partner_id,
    enrollmentId: row.enrollment_id,
    groupId: row.group_id,
    dayEnd: row.day_end,
  }));
}

/**
 * Counts the clicks of links on a day. The span begins where the payment of the day before ended
 * and never before anything paid: days overlap or leave a gap where the time zone was changed.
 */
export async function countUnpaidClicks(
  tx: Tx,
  programId: number,
  day: string,
  linkIds: number[],
): Promise<CountedClicks[]> {
  const { rows } = await sql<{
    link_id: number;
    click_count: bigint;
    clicks_from: Date;
    clicks_until: Date;
  }>`
    with bounds as (
      select wanted.link_id,
        ${day}::date::timestamp at time zone program.time_zone as day_start,
        (${day}::date + 1)::timestamp at time zone program.time_zone as day_end,
        (select paid.clicks_until from commission paid
          where paid.kind = 'click' and paid.link_id = wanted.link_id
            and paid.click_day = ${day}::date - 1) as day_before_until,
        (select max(paid.clicks_until) from commission paid
          where paid.kind = 'click' and paid.link_id = wanted.link_id
            and paid.click_day < ${day}::date) as paid_until,
        (select min(paid.clicks_from) from commission paid
          where paid.kind = 'click' and paid.link_id = wanted.link_id
            and paid.click_day > ${day}::date) as paid_from
      from program, unnest(${linkIds}::int[]) as wanted (link_id)
      where program.id = ${programId}
    ), spans as (
      select link_id,
        coalesce(day_before_until, greatest(day_start, paid_until)) as clicks_from,
        least(day_end, paid_from) as clicks_until
      from bounds
    )
    select spans.link_id, count(*) as click_count, spans.clicks_from, spans.clicks_until
    from spans
    join click on click.link_id = spans.link_id and click.program_id = ${programId}
      and click.clicked_at >= spans.clicks_from and click.clicked_at < spans.clicks_until
    where click.clicked_at >= (select min(clicks_from) from spans)
      and click.clicked_at < (select max(clicks_until) from spans)
      and not click.is_bot and not click.is_repeat
    group by spans.link_id, spans.clicks_from, spans.clicks_until
  `.execute(tx);
  return rows.map((row) => ({
    linkId: row.link_id,
    day,
    clickCount: row.click_count,
    clicksFrom: row.clicks_from,
    clicksUntil: row.clicks_until,
  }));
}

/** Keeps with new click commissions which span of time they paid. */
export async function updateClickSpans(
  tx: Tx,
  programId: number,
  paid: { commissionId: bigint; clicksFrom: Date; clicksUntil: Date }[],
): Promise<void> {
  await sql`
    update commission set clicks_from = span.clicks_from, clicks_until = span.clicks_until
    from unnest(
      ${paid.map((span) => span.commissionId)}::bigint[],
      ${paid.map((span) => span.clicksFrom)}::timestamptz[],
      ${paid.map((span) => span.clicksUntil)}::timestamptz[]
    ) as span (commission_id, clicks_from, clicks_until)
    where commission.program_id = ${programId} and commission.id = span.commission_id
  `.execute(tx);
}
