// Owns the SQL of memberships: who is in which workspace, as what.
import type { Role } from '@affitor/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/index.js';

export interface Membership {
  workspaceId: number;
  workspaceName: string;
  role: Role;
  joinedAt: Date;
}

const MEMBERSHIP = sql`
  select member.workspace_id as "workspaceId", workspace.name as "workspaceName", member.role,
    member.created_at as "joinedAt"
  from member join workspace on workspace.id = member.workspace_id
`;

/** The workspaces of a person, the oldest membership first. */
export async function listMemberships(reader: Reader, userId: number): Promise<Membership[]> {
  const { rows } = await sql<Membership>`
    ${MEMBERSHIP} where member.user_id = ${userId} order by member.id
  `.execute(reader);
  return rows;
}

/** What a person is in a workspace; null for whoever does not belong to it. */
export async function findMembership(
  reader: Reader,
  userId: number,
  workspaceId: number,
): Promise<Membership | null> {
  const { rows } = await sql<Membership>`
    ${MEMBERSHIP}
    where member.user_id = ${userId} and member.workspace_id = ${workspaceId}::bigint
  `.execute(reader);
  return rows[0] ?? null;
}

/** What a person is in the workspace that has this program. */
export async function findMembershipOfProgram(
  reader: Reader,
  userId: number,
  programId: number,
): Promise<Membership | null> {
  const { rows } = await sql<Membership>`
    ${MEMBERSHIP} join program on program.workspace_id = member.workspace_id
    where member.user_id = ${userId} and program.id = ${programId}::bigint
      and program.deleted_at is null
  `.execute(reader);
  return rows[0] ?? null;
}

export interface MemberRow {
  id: number;
  userId: number;
  name: string;
  email: string;
  role: Role;
  hasTwoFactor: boolean;
  joinedAt: Date;
}

const MEMBER = sql`
  select member.id, member.user_id as "userId", app_user.name, app_user.email, member.role,
    app_user.two_factor_enabled as "hasTwoFactor", member.created_at as "joinedAt"
  from member join app_user on app_user.id = member.user_id
`;

export async function listMembers(tx: Tx, workspaceId: number): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    ${MEMBER} where member.workspace_id = ${workspaceId} order by member.id
  `.execute(tx);
  return rows;
}

export async function findMember(
  tx: Tx,
  workspaceId: number,
  memberId: number,
): Promise<MemberRow | null> {
  const { rows } = await sql<MemberRow>`
    ${MEMBER} where member.workspace_id = ${workspaceId} and member.id = ${memberId}
  `.execute(tx);
  return rows[0] ?? null;
}

export async function findMemberByEmail(
  tx: Tx,
  workspaceId: number,
  email: string,
): Promise<MemberRow | null> {
  const { rows } = await sql<MemberRow>`
    ${MEMBER} where member.workspace_id = ${workspaceId} and app_user.email = ${email}
  `.execute(tx);
  return rows[0] ?? null;
}

/** Lets a person into a workspace; somebody who is in it stays what they are. */
export async function insertMember(
  tx: Tx,
  workspaceId: number,
  member: { userId: number; role: Role; now: Date },
): Promise<void> {
  await sql`
    insert into member (workspace_id, user_id, role, created_at)
    values (${workspaceId}, ${member.userId}, ${member.role}, ${member.now})
    on conflict (user_id, workspace_id) do nothing
  `.execute(tx);
}

/** Changes a role. The database refuses to leave the workspace without an owner. */
export async function updateMemberRole(
  tx: Tx,
  workspaceId: number,
  memberId: number,
  role: Role,
): Promise<void> {
  await sql`
    update member set role = ${role} where workspace_id = ${workspaceId} and id = ${memberId}
  `.execute(tx);
}

/** Ends a membership; false when it has ended. The database keeps the last owner. */
export async function deleteMember(
  tx: Tx,
  workspaceId: number,
  memberId: number,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from member where workspace_id = ${workspaceId} and id = ${memberId}
  `.execute(tx);
  return numAffectedRows === 1n;
}

export async function deleteMembershipOf(
  tx: Tx,
  workspaceId: number,
  userId: number,
): Promise<void> {
  await sql`
    delete from member where workspace_id = ${workspaceId} and user_id = ${userId}
  `.execute(tx);
}

// tenant: the first owner takes over what was made on the command line.
export async function listWorkspacesWithoutMembers(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from workspace
    where rehearsal_of is null
      and not exists (select 1 from member where member.workspace_id = workspace.id)
    order by id
  `.execute(tx);
  return rows.map((row) => row.id);
}

const OWNER_CONSTRAINT = 'workspace_has_owner';

/** Whether the database refused to leave a workspace without an owner. */
export function isLastOwnerRefusal(error: unknown): boolean {
  return (error as { constraint?: unknown } | null)?.constraint === OWNER_CONSTRAINT;
}
