// Owns the use cases of groups and of the policy versions that they carry.
import type { schemas } from '@affitor/contract';
import type { z } from 'zod';
import { addMs, type Clock } from '../platform/clock.js';
import { isUniqueViolation, type Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { basisPointsOf, type PolicyTerms } from './rules-terms.js';
import {
  findGroup,
  type Group,
  hasPartners,
  insertGroup,
  lockGroup,
  lockGroupTerms,
  updateGroupDeleted,
  updateGroupName,
} from './store-groups.js';
import {
  findLatestPolicy,
  insertPolicy,
  type PolicyVersion,
  updatePolicyEffectiveTo,
} from './store-policies.js';

type CreatePolicyBody = z.output<typeof schemas.createPolicyBody>;

/** Two versions of one group and product never begin in the same millisecond. */
const VERSION_DISTANCE_MS = 1;
/** A version that begins so soon was meant to begin now, by the clock of another process. */
const CLOCK_SKEW_MAX_MS = 1000;

/** The terms that a request for a new version asks for. */
export function termsOfBody(body: CreatePolicyBody): PolicyTerms {
  const hasPercent = typeof body.percent === 'number';
  return {
    commissionType: body.type,
    rateKind: hasPercent ? 'percent' : 'fixed',
    rateBasisPoints: hasPercent ? basisPointsOf(body.percent as number) : null,
    fixedAmountCents: hasPercent ? null : BigInt(body.amount_cents ?? 0),
    fixedCurrency: hasPercent ? null : (body.currency ?? null),
    durationMonths: body.duration_months ?? null,
    holdDays: body.hold_days,
    approvalMode: body.approval_mode,
  };
}

/**
 * Adds a version of the terms of a group. Versions are added one after the other: the group's row
 * is locked, and the time of one that counts "now" is read only then, so that of two at once the
 * later one simply follows the earlier.
 */
export async function addPolicyVersion(
  tx: Tx,
  programId: number,
  draft: {
    groupId: number;
    productId: string | null;
    terms: PolicyTerms;
    effectiveFrom: Date | null;
    createdBy: string;
    clock: Clock;
  },
): Promise<PolicyVersion> {
  const { groupId, productId } = draft;
  if (!(await lockGroupTerms(tx, programId, groupId))) throw new AppError('group_not_found');
  const now = draft.clock.now();
  if (draft.effectiveFrom && draft.effectiveFrom < now) {
    throw new AppError('validation_failed', {
      params: { field: 'effective_from', problem: 'must not be in the past' },
    });
  }
  const previous = await findLatestPolicy(tx, programId, { groupId, productId });
  const effectiveFrom = draft.effectiveFrom ?? beginningAfter(previous, now);
  if (previous && previous.effectiveFrom >= effectiveFrom) {
    throw new AppError('policy_effective_from_conflict');
  }
  if (previous) await updatePolicyEffectiveTo(tx, programId, previous.id, effectiveFrom);
  const version = {
    groupId,
    productId,
    version: (previous?.version ?? 0) + 1,
    terms: draft.terms,
    effectiveFrom,
    previousPolicyId: previous?.id ?? null,
    createdBy: draft.createdBy,
  };
  return insertPolicy(tx, programId, version, now);
}

function beginningAfter(previous: PolicyVersion | null, now: Date): Date {
  const isFollowing =
    previous !== null &&
    previous.effectiveFrom >= now &&
    previous.effectiveFrom <= addMs(now, CLOCK_SKEW_MAX_MS);
  return isFollowing ? addMs(previous.effectiveFrom, VERSION_DISTANCE_MS) : now;
}

/** @throws AppError `group_not_found` */
export async function requireGroup(tx: Tx, programId: number, groupId: number): Promise<Group> {
  const group = await findGroup(tx, programId, groupId);
  if (!group) throw new AppError('group_not_found');
  return group;
}

/** Makes a group without terms: it pays nothing until it has a policy. */
export async function createGroup(
  tx: Tx,
  programId: number,
  name: string,
  now: Date,
): Promise<Group> {
  const groupId = await refuseTakenName(() =>
    insertGroup(tx, programId, { name, isDefault: false }, now),
  );
  return requireGroup(tx, programId, groupId);
}

/** Renames a group; the Default group keeps its name. */
export async function renameGroup(
  tx: Tx,
  programId: number,
  groupId: number,
  name: string,
): Promise<Group> {
  if (!(await lockGroupTerms(tx, programId, groupId))) throw new AppError('group_not_found');
  const group = await requireGroup(tx, programId, groupId);
  if (name === group.name) return group;
  if (group.isDefault) throw new AppError('default_group_protected');
  await refuseTakenName(() => updateGroupName(tx, programId, groupId, name));
  return { ...group, name };
}

/** Removes a group that no partner is in. */
export async function deleteGroup(
  tx: Tx,
  programId: number,
  groupId: number,
  now: Date,
): Promise<void> {
  const group = await lockGroup(tx, programId, groupId);
  if (!group) throw new AppError('group_not_found');
  if (group.isDefault) throw new AppError('default_group_protected');
  if (await hasPartners(tx, programId, groupId)) throw new AppError('group_has_partners');
  await updateGroupDeleted(tx, programId, groupId, now);
}

async function refuseTakenName<Result>(write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'partner_group_name')) throw new AppError('group_name_taken');
    throw error;
  }
}
