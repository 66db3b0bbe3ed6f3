// Owns the SQL of partners and of their enrollments in programs.
import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.js';
import type { EnrollmentStatus } from './rules.js';

/** A person, as enrolled in one program, with the totals of its links. */
export interface EnrolledPartner {
  partnerId: number;
  enrollmentId: number;
  programId: number;
  name: string;
  email: string;
  status: EnrollmentStatus;
  groupId: number;
  tags: string[];
  joinedAt: Date | null;
  createdAt: Date;
  clicks: bigint;
  leads: bigint;
  conversions: bigint;
}

const ENROLLED_PARTNER = sql`
  select partner.id as "partnerId", enrollment.id as "enrollmentId",
    enrollment.program_id as "programId", partner.name, partner.email, enrollment.status,
    enrollment.group_id as "groupId", enrollment.tags, enrollment.joined_at as "joinedAt",
    enrollment.created_at as "createdAt", coalesce(counter.clicks, 0) as clicks,
    coalesce(counter.leads, 0) as leads, coalesce(counter.conversions, 0) as conversions
  from enrollment
  join partner
    on partner.workspace_id = enrollment.workspace_id and partner.id = enrollment.partner_id
  left join lateral (
    select clicks, leads, conversions from enrollment_counter
    where enrollment_counter.program_id = enrollment.program_id
      and enrollment_counter.enrollment_id = enrollment.id
  ) counter on true
`;

export interface PartnerFilter {
  status: EnrollmentStatus | null;
  groupId: number | null;
  tag: string | null;
  /** Only enrollments before this one; null for the first page. */
  beforeEnrollmentId: bigint | null;
  rowsMax: number;
}

/** The partners of a program, the one enrolled last first. */
export async function listEnrolledPartners(
  tx: Tx,
  programId: number,
  filter: PartnerFilter,
): Promise<EnrolledPartner[]> {
  const { rows } = await sql<EnrolledPartner>`
    ${ENROLLED_PARTNER}
    where enrollment.program_id = ${programId}
      and (${filter.status}::text is null or enrollment.status = ${filter.status})
      and (${filter.groupId}::int is null or enrollment.group_id = ${filter.groupId})
      and (${filter.tag}::text is null or ${filter.tag} = any(enrollment.tags))
      and (
        ${filter.beforeEnrollmentId}::bigint is null
        or enrollment.id < ${filter.beforeEnrollmentId}::bigint
      )
    order by enrollment.id desc limit ${filter.rowsMax}
  `.execute(tx);
  return rows;
}

export async function findEnrolledPartner(
  tx: Tx,
  programId: number,
  partnerId: number,
): Promise<EnrolledPartner | null> {
  const { rows } = await sql<EnrolledPartner>`
    ${ENROLLED_PARTNER}
    where enrollment.program_id = ${programId} and enrollment.partner_id = ${partnerId}
  `.execute(tx);
  return rows[0] ?? null;
}

export interface Enrollment {
  id: number;
  status: EnrollmentStatus;
  groupId: number;
}

/** Locks an enrollment to change it; sales of the partner go on. */
export async function lockEnrollment(
  tx: Tx,
  programId: number,
  partnerId: number,
): Promise<Enrollment | null> {
  const { rows } = await sql<Enrollment>`
    select id, status, group_id as "groupId" from enrollment
    where program_id = ${programId} and partner_id = ${partnerId}
    for no key update
  `.execute(tx);
  return rows[0] ?? null;
}

/** Keeps an enrollment as it is while a link is made for it. */
export async function holdEnrollment(
  tx: Tx,
  programId: number,
  partnerId: number,
): Promise<Enrollment | null> {
  const { rows } = await sql<Enrollment>`
    select id, status, group_id as "groupId" from enrollment
    where program_id = ${programId} and partner_id = ${partnerId}
    for share
  `.execute(tx);
  return rows[0] ?? null;
}

/** The person of a workspace with this email, made if there is none; a known one keeps its name. */
export async function findOrInsertPartner(
  tx: Tx,
  workspaceId: number,
  person: { name: string; email: string },
  now: Date,
): Promise<number> {
  await sql`
    insert into partner (workspace_id, name, email, created_at)
    values (${workspaceId}, ${person.name}, ${person.email}, ${now})
    on conflict (workspace_id, lower(email)) do nothing
  `.execute(tx);
  const { rows } = await sql<{ id: number }>`
    select id from partner
    where workspace_id = ${workspaceId} and lower(email) = lower(${person.email})
    for key share
  `.execute(tx);
  const found = rows[0];
  if (!found) throw new Error('a partner disappeared between its insert and its look-up');
  return found.id;
}

/** Enrolls a partner; false when it already is. */
export async function insertEnrollment(
  tx: Tx,
  workspaceId: number,
  draft: {
    programId: number;
    partnerId: number;
    groupId: number;
    status: EnrollmentStatus;
    tags: readonly string[];
    joinedAt: Date | null;
  },
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    insert into enrollment (
      workspace_id, program_id, partner_id, group_id, status, tags, joined_at, created_at
    ) values (
      ${workspaceId}, ${draft.programId}, ${draft.partnerId}, ${draft.groupId}, ${draft.status},
      ${draft.tags}::text[], ${draft.joinedAt}, ${now}
    )
    on conflict (program_id, partner_id) do nothing
    returning id
  `.execute(tx);
  return rows.length > 0;
}

/**
 * Writes the group and the status of an enrollment, and its tags unless they are null; the first
 * joining is remembered.
 */
export async function updateEnrollment(
  tx: Tx,
  programId: number,
  enrollment: Enrollment & { tags: readonly string[] | null },
  now: Date,
): Promise<void> {
  await sql`
    update enrollment set
      tags = coalesce(${enrollment.tags}::text[], tags),
      group_id = ${enrollment.groupId},
      status = ${enrollment.status},
      joined_at = case
        when ${enrollment.status} = 'active' then coalesce(joined_at, ${now}::timestamptz)
        else joined_at
      end
    where program_id = ${programId} and id = ${enrollment.id}
  `.execute(tx);
}

export async function updatePartnerPerson(
  tx: Tx,
  workspaceId: number,
  person: { partnerId: number; name: string | null; email: string | null },
): Promise<void> {
  await sql`
    update partner set
      name = coalesce(${person.name}, name),
      email = coalesce(${person.email}, email)
    where workspace_id = ${workspaceId} and id = ${person.partnerId}
  `.execute(tx);
}

/** The living programs of the workspace that a person is enrolled in. */
export async function listProgramsOfPartner(
  tx: Tx,
  workspaceId: number,
  partnerId: number,
): Promise<number[]> {
  const { rows } = await sql<{ program_id: number }>`
    select enrollment.program_id from enrollment
    join program on program.id = enrollment.program_id and program.deleted_at is null
    where enrollment.workspace_id = ${workspaceId} and enrollment.partner_id = ${partnerId}
  `.execute(tx);
  return rows.map((row) => row.program_id);
}
