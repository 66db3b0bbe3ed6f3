// Owns the SQL by which tracking recognises programs: by key hash, by id, and by listed origin.
import { sql } from 'kysely';
import type { Database, Reader } from '../platform/db/index.js';
import { originCandidates } from './rules-origins.js';

/** What tracking needs to know of a program. */
export interface ProgramKeyOwner {
  programId: number;
  workspaceId: number;
  timeZone: string;
  currency: string;
  leadAuth: 'browser_allowed' | 'server_required';
  /** Null: sales are credited without an age limit on the click. */
  attributionWindowDays: number | null;
  cookieWindowDays: number;
  allowedOrigins: string[];
}

interface OwnerRow {
  id: number | null;
  workspace_id: number;
  time_zone: string;
  currency: string;
  lead_auth: ProgramKeyOwner['leadAuth'];
  attribution_window_days: number | null;
  cookie_window_days: number;
  allowed_origins: string[];
}

function toOwner(row: OwnerRow | undefined): ProgramKeyOwner | null {
  if (!row || row.id === null) return null;
  return {
    programId: row.id,
    workspaceId: row.workspace_id,
    timeZone: row.time_zone,
    currency: row.currency,
    leadAuth: row.lead_auth,
    attributionWindowDays: row.attribution_window_days,
    cookieWindowDays: row.cookie_window_days,
    allowedOrigins: row.allowed_origins,
  };
}

const OWNER_COLUMNS = sql`
  program.id, program.workspace_id, program.time_zone, program.currency, program.lead_auth,
  program.attribution_window_days, program.cookie_window_days,
  array(
    select origin from program_origin where program_origin.program_id = program.id
  ) as allowed_origins
`;

// tenant: a key is what proves the tenant, so the look-up cannot be narrowed to one.
/**
 * The programs that keys belong to, in the order of their hashes; null for a key of no program.
 * Read from the database each time: a key that was replaced is dead at once, everywhere.
 */
export async function authenticateProgramKeys(
  tx: Reader,
  hashes: readonly Buffer[],
): Promise<(ProgramKeyOwner | null)[]> {
  if (hashes.length === 0) return [];
  const { rows } = await sql<OwnerRow>`
    select ${OWNER_COLUMNS}
    from unnest(${[...hashes]}::bytea[]) with ordinality as presented (hash, position)
    left join program
      on program.api_token_hash = presented.hash and program.deleted_at is null
    order by presented.position
  `.execute(tx);
  return rows.map(toOwner);
}

// tenant: browser calls name the program and nothing else; what it yields is public settings.
/** The program of an id that a browser sent; null when there is none. */
export async function findProgramForTracking(
  tx: Reader,
  programId: number,
): Promise<ProgramKeyOwner | null> {
  if (!Number.isSafeInteger(programId)) return null;
  const { rows } = await sql<OwnerRow>`
    select ${OWNER_COLUMNS}
    from program where program.id = ${programId}::bigint and program.deleted_at is null
  `.execute(tx);
  return toOwner(rows[0]);
}

// tenant: a preflight has no body, so it is answered from the origins of all programs.
/** Whether a program allows pages of this origin; without its id, whether any program does. */
export function findOriginListed(
  db: Database,
  origin: string,
  programId: number | null = null,
): Promise<boolean> {
  return isOriginListed(db.kysely, origin, programId);
}

// tenant: see findOriginListed.
/** The same decision within a transaction, so that who shows it decides as tracking does. */
export async function isOriginListed(
  reader: Reader,
  origin: string,
  programId: number | null,
): Promise<boolean> {
  const candidates = originCandidates(origin);
  if (candidates.length === 0) return false;
  const { rows } = await sql<{ listed: boolean }>`
    select exists (
      select 1 from program_origin
      join program on program.id = program_origin.program_id and program.deleted_at is null
      where program_origin.origin = any(${candidates}::text[])
        ${programId === null ? sql`` : sql`and program_origin.program_id = ${programId}`}
    ) as listed
  `.execute(reader);
  return rows[0]?.listed ?? false;
}
