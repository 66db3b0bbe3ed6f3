// Owns the use cases of partners: enrolling them, moving them, letting them go.
import { isUniqueViolation, type Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { holdGroup } from '../programs/index.js';
import { canChangeStatus, type EnrollmentStatus } from './rules.js';
import { createLink, type LinkRequest } from './service-links.js';
import {
  type EnrolledPartner,
  type Enrollment,
  findEnrolledPartner,
  findOrInsertPartner,
  insertEnrollment,
  listProgramsOfPartner,
  lockEnrollment,
  updateEnrollment,
  updatePartnerPerson,
} from './store.js';
import { deactivateLinksOf, type Link } from './store-links.js';

/** Where a partner is enrolled. */
export interface ProgramPlace {
  workspaceId: number;
  programId: number;
}

export interface PartnerRequest {
  name: string;
  email: string;
  status: 'applied' | 'invited' | 'active';
  groupId?: number | undefined;
  tags?: readonly string[] | undefined;
  link?: Omit<LinkRequest, 'partnerId'> | undefined;
}

/**
 * Enrolls a person in a program, and makes the first link if one is asked for. The person of the
 * workspace with the same email is reused.
 * @example await createPartner(tx, { workspaceId, programId }, { name, email, status }, now);
 */
export async function createPartner(
  tx: Tx,
  place: ProgramPlace,
  request: PartnerRequest,
  now: Date,
): Promise<{ partner: EnrolledPartner; firstLink: Link | null }> {
  const { workspaceId, programId } = place;
  const isActive = request.status === 'active';
  if (request.link && !isActive) throw new AppError('enrollment_not_active');
  const group = await holdGroup(tx, programId, request.groupId ?? null);
  if (!group) throw new AppError('group_not_found');
  const partnerId = await findOrInsertPartner(tx, workspaceId, request, now);
  const draft = {
    programId,
    partnerId,
    groupId: group.id,
    status: request.status,
    tags: request.tags ?? [],
    joinedAt: isActive ? now : null,
  };
  if (!(await insertEnrollment(tx, workspaceId, draft, now))) {
    throw new AppError('partner_already_enrolled');
  }
  const firstLink = request.link
    ? await createLink(tx, programId, { ...request.link, partnerId }, now)
    : null;
  return { partner: await requirePartner(tx, programId, partnerId), firstLink };
}

/** @throws AppError `partner_not_found` */
export async function requirePartner(
  tx: Tx,
  programId: number,
  partnerId: number,
): Promise<EnrolledPartner> {
  const partner = await findEnrolledPartner(tx, programId, partnerId);
  if (!partner) throw new AppError('partner_not_found');
  return partner;
}

export interface PartnerChange {
  partnerId: number;
  name?: string | undefined;
  email?: string | undefined;
  groupId?: number | undefined;
  tags?: readonly string[] | undefined;
  status?: EnrollmentStatus | undefined;
}

/**
 * Changes a person, its group, or the status of its enrollment. Removing or rejecting a partner
 * stops its links; taking it back does not start them again, because each was a choice.
 *
 * @param programScope the programs that the caller covers, null for all: a person is shared by the
 *   programs of the workspace, so its name and email need a caller who covers all it is in
 */
export async function changePartner(
  tx: Tx,
  place: ProgramPlace,
  change: PartnerChange,
  context: { programScope: readonly number[] | null; now: Date },
): Promise<{ partner: EnrolledPartner; from: EnrollmentStatus; linksStoppedCount: number }> {
  const { workspaceId, programId } = place;
  const enrollment = await lockEnrollment(tx, programId, change.partnerId);
  if (!enrollment) throw new AppError('partner_not_found');
  await changePerson(tx, workspaceId, change, context.programScope);
  const target = await decideEnrollment(tx, programId, enrollment, change);
  const { tags = null } = change;
  await updateEnrollment(tx, programId, { ...target, tags }, context.now);
  const isEnding = target.status === 'removed' || target.status === 'rejected';
  const linksStoppedCount = isEnding ? await deactivateLinksOf(tx, programId, enrollment.id) : 0;
  const partner = await requirePartner(tx, programId, change.partnerId);
  return { partner, from: enrollment.status, linksStoppedCount };
}

async function decideEnrollment(
  tx: Tx,
  programId: number,
  enrollment: Enrollment,
  change: PartnerChange,
): Promise<Enrollment> {
  const status = change.status ?? enrollment.status;
  if (!canChangeStatus({ from: enrollment.status, to: status })) {
    throw new AppError('enrollment_status_conflict', {
      params: { from: enrollment.status, to: status },
    });
  }
  const groupId = change.groupId ?? enrollment.groupId;
  if (groupId !== enrollment.groupId && !(await holdGroup(tx, programId, groupId))) {
    throw new AppError('group_not_found');
  }
  return { id: enrollment.id, status, groupId };
}

async function changePerson(
  tx: Tx,
  workspaceId: number,
  change: PartnerChange,
  programScope: readonly number[] | null,
): Promise<void> {
  const { partnerId, name = null, email = null } = change;
  if (name === null && email === null) return;
  if (programScope !== null) {
    const programIds = await listProgramsOfPartner(tx, workspaceId, partnerId);
    const isCovered = programIds.every((programId) => programScope.includes(programId));
    if (!isCovered) throw new AppError('program_out_of_scope');
  }
  try {
    await updatePartnerPerson(tx, workspaceId, { partnerId, name, email });
  } catch (error) {
    if (isUniqueViolation(error, 'partner_email')) throw new AppError('partner_email_taken');
    throw error;
  }
}
