// Owns the SQL that leads from a code in a URL to the link and its program.
import { sql } from 'kysely';
import type { Database } from '../platform/db/index.js';

/** What the click path knows of a link. */
export interface LinkRecord {
  /** The version of the settings that this was read at. */
  version: bigint;
  code: string;
  linkId: number;
  programId: number | null;
  partnerId: number | null;
  enrollmentId: number | null;
  isActive: boolean;
  cookieWindowDays: number;
  timeZone: string;
  origins: string[];
}

// tenant: a code is global and leads to its tenant.
/** The links with these codes, together with the version of the settings they were read at. */
export async function findLinksByCodes(
  db: Database,
  codes: string[],
): Promise<{ version: bigint; links: LinkRecord[] }> {
  const { rows } = await sql<{
    version: bigint;
    code: string | null;
    link_id: number;
    program_id: number | null;
    partner_id: number | null;
    enrollment_id: number | null;
    is_active: boolean;
    cookie_window_days: number | null;
    time_zone: string | null;
    origins: string[] | null;
  }>`
    select config.version, link.short_link as code, link.id as link_id, program.id as program_id,
      link.partner_id, link.enrollment_id, link.status = 'active' as is_active,
      program.cookie_window_days, program.time_zone,
      (select array_agg(origin) from program_origin where program_id = program.id) as origins
    from config_version config
    left join referral_link link on link.short_link = any(${codes}::text[])
      and not exists (
        select from program deleted
        where deleted.id = link.program_id and deleted.deleted_at is not null
      )
    left join program on program.id = link.program_id
  `.execute(db.kysely);
  const links = rows
    .filter((row) => row.code !== null)
    .map((row) => ({
      version: row.version,
      code: row.code as string,
      linkId: row.link_id,
      programId: row.program_id,
      partnerId: row.partner_id,
      enrollmentId: row.enrollment_id,
      isActive: row.is_active,
      cookieWindowDays: row.cookie_window_days ?? 60,
      timeZone: row.time_zone ?? 'UTC',
      origins: row.origins ?? [],
    }));
  return { version: rows[0]?.version ?? 0n, links };
}
