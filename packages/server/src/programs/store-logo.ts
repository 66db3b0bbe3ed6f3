// Owns the SQL of logos.
import { sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/index.js';
import type { LogoContentType } from './rules-logo.js';

export interface LogoRow {
  contentType: LogoContentType;
  content: Buffer;
  digest: string;
  widthPx: number;
  heightPx: number;
}

/** Keeps the logo of a program in place of the one before. */
export async function replaceLogoRow(
  tx: Tx,
  workspaceId: number,
  programId: number,
  logo: LogoRow,
  now: Date,
): Promise<void> {
  await sql`
    insert into program_logo (
      program_id, workspace_id, content_type, content, digest, width_px, height_px, created_at
    ) values (
      ${programId}, ${workspaceId}, ${logo.contentType}, ${logo.content}, ${logo.digest},
      ${logo.widthPx}, ${logo.heightPx}, ${now}
    )
    on conflict (program_id) do update set
      content_type = excluded.content_type, content = excluded.content,
      digest = excluded.digest, width_px = excluded.width_px, height_px = excluded.height_px,
      created_at = excluded.created_at
  `.execute(tx);
}

export async function deleteLogoRow(tx: Tx, workspaceId: number, programId: number): Promise<void> {
  await sql`
    delete from program_logo
    where workspace_id = ${workspaceId} and program_id = ${programId}
  `.execute(tx);
}

/** The logo with this digest of a program that lives; logos are public. */
export async function findLogo(
  reader: Reader,
  programId: number,
  digest: string,
): Promise<Pick<LogoRow, 'contentType' | 'content'> | null> {
  const { rows } = await sql<Pick<LogoRow, 'contentType' | 'content'>>`
    select logo.content_type as "contentType", logo.content
    from program_logo logo
    join program on program.id = logo.program_id and program.deleted_at is null
    where logo.program_id = ${programId} and logo.digest = ${digest}
  `.execute(reader);
  return rows[0] ?? null;
}
