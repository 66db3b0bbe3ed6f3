// Owns the SQL of partner groups.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';

export interface Group {
  id: number;
  programId: number;
  name: string;
  isDefault: boolean;
  partnersCount: number;
  createdAt: Date;
}

/** More groups than anybody can tell apart; the list must end somewhere. */
const GROUPS_LISTED_MAX = 1000;

const GROUP_COLUMNS = sql`
  id, program_id as "programId", name, is_default as "isDefault",
  (
    select count(*)::int from enrollment
    where enrollment.program_id = partner_group.program_id
      and enrollment.group_id = partner_group.id
  ) as "partnersCount",
  created_at as "createdAt"
`;

/** The groups of a program, the Default group first. */
export async function listGroups(tx: Tx, programId: number): Promise<Group[]> {
  const { rows } = await sql<Group>`
    select ${GROUP_COLUMNS} from partner_group
    where program_id = ${programId} and deleted_at is null
    order by is_default desc, id limit ${GROUPS_LISTED_MAX}
  `.execute(tx);
  return rows;
}

export async function findGroup(tx: Tx, programId: number, groupId: number): Promise<Group | null> {
  const { rows } = await sql<Group>`
    select ${GROUP_COLUMNS} from partner_group
    where program_id = ${programId} and id = ${groupId} and deleted_at is null
  `.execute(tx);
  return rows[0] ?? null;
}

/** Locks a group against other changes of its terms; partners may still join it meanwhile. */
export async function lockGroupTerms(
  tx: Tx,
  programId: number,
  groupId: number,
): Promise<{ id: number } | null> {
  const { rows } = await sql<{ id: number }>`
    select id from partner_group
    where program_id = ${programId} and id = ${groupId} and deleted_at is null
    for no key update
  `.execute(tx);
  return rows[0] ?? null;
}

/** Locks a group against everything, partners that join it included. */
export async function lockGroup(
  tx: Tx,
  programId: number,
  groupId: number,
): Promise<{ id: number; isDefault: boolean } | null> {
  const { rows } = await sql<{ id: number; isDefault: boolean }>`
    select id, is_default as "isDefault" from partner_group
    where program_id = ${programId} and id = ${groupId} and deleted_at is null
    for update
  `.execute(tx);
  return rows[0] ?? null;
}

/** Finds the group that a partner shall join and keeps it from being deleted meanwhile. */
export async function holdGroup(
  tx: Tx,
  programId: number,
  groupId: number | null,
): Promise<{ id: number } | null> {
  const { rows } = await sql<{ id: number }>`
    select id from partner_group
    where program_id = ${programId} and deleted_at is null
      and case when ${groupId}::int is null then is_default else id = ${groupId}::int end
    for key share
  `.execute(tx);
  return rows[0] ?? null;
}

export async function findDefaultGroupId(tx: Tx, programId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from partner_group where program_id = ${programId} and is_default
  `.execute(tx);
  const group = rows[0];
  if (!group) throw new Error(`program ${programId} has no Default group`);
  return group.id;
}

export async function insertGroup(
  tx: Tx,
  programId: number,
  draft: { name: string; isDefault: boolean },
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into partner_group (program_id, name, is_default, created_at)
    values (${programId}, ${draft.name}, ${draft.isDefault}, ${now})
    returning id
  `.execute(tx);
  return (rows[0] as { id: number }).id;
}

export async function updateGroupName(
  tx: Tx,
  programId: number,
  groupId: number,
  name: string,
): Promise<void> {
  await sql`
    update partner_group set name = ${name} where program_id = ${programId} and id = ${groupId}
  `.execute(tx);
}

/** Marks a group as gone; its policies stay, because commissions point at them. */
export async function updateGroupDeleted(
  tx: Tx,
  programId: number,
  groupId: number,
  now: Date,
): Promise<void> {
  await sql`
    update partner_group set deleted_at = ${now}
    where program_id = ${programId} and id = ${groupId}
  `.execute(tx);
}

export async function hasPartners(tx: Tx, programId: number, groupId: number): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (
      select 1 from enrollment where program_id = ${programId} and group_id = ${groupId}
    ) as found
  `.execute(tx);
  return rows[0]?.found ?? false;
}
