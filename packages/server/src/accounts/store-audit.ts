// Owns the SQL of the audit log, which is written once and never changed.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { PageCursor } from '../platform/http/cursor.js';

export interface AuditEntry {
  programId: number | null;
  actor: string;
  action: string;
  target: string;
  details: Record<string, unknown>;
  requestId: string | null;
}

export async function insertAuditEntry(
  tx: Tx,
  workspaceId: number,
  entry: AuditEntry,
  now: Date,
): Promise<void> {
  await sql`
    insert into audit_log (
      workspace_id, program_id, actor, action, target, details, request_id, happened_at
    ) values (
      ${workspaceId}, ${entry.programId}, ${entry.actor}, ${entry.action}, ${entry.target},
      ${JSON.stringify(entry.details)}::jsonb, ${entry.requestId}, ${now}
    )
  `.execute(tx);
}

/** Notes what a person did to their own account, in every workspace that trusts the account. */
export async function insertPersonalAuditEntries(
  tx: Tx,
  entry: { userId: number; action: string; target: string; requestId: string | null; now: Date },
): Promise<void> {
  await sql`
    insert into audit_log (workspace_id, actor, action, target, request_id, happened_at)
    select workspace_id, ${`user:${entry.userId}`}, ${entry.action}, ${entry.target},
      ${entry.requestId}, ${entry.now}
    from member where user_id = ${entry.userId}
  `.execute(tx);
}

export interface AuditRow extends AuditEntry, PageCursor {
  actorName: string | null;
}

/** One page of the log, newest first, and one row more to see whether there is another page. */
export async function listAuditEntries(
  tx: Tx,
  workspaceId: number,
  page: {
    cursor: PageCursor | null;
    rowsMax: number;
    action: string | null;
    actor: string | null;
  },
): Promise<AuditRow[]> {
  const { cursor, action, actor } = page;
  const { rows } = await sql<AuditRow>`
    select id, happened_at as "at", actor, action, target, program_id as "programId", details,
      request_id as "requestId",
      case
        when actor ~ '^user:[0-9]{1,9}$' then
          (select name from app_user where app_user.id = substr(actor, 6)::integer)
        when actor ~ '^key:[0-9]{1,9}$' then
          (select name from management_key key
            where key.workspace_id = ${workspaceId} and key.id = substr(actor, 5)::integer)
      end as "actorName"
    from audit_log
    where workspace_id = ${workspaceId}
      ${action === null ? sql`` : sql`and action = ${action}`}
      ${actor === null ? sql`` : sql`and actor = ${actor}`}
      ${cursor === null ? sql`` : sql`and (happened_at, id) < (${cursor.at}, ${cursor.id})`}
    order by happened_at desc, id desc
    limit ${page.rowsMax + 1}
  `.execute(tx);
  return rows;
}
