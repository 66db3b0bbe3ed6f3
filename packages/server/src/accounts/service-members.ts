// Owns who belongs to a workspace: roles, leaving, and further workspaces.
import { isAllowed, type Role } from '@affitor/contract';
import type { Tx } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { createWorkspace } from './service.js';
import {
  deleteMember,
  deleteMembershipOf,
  findMember,
  insertMember,
  isLastOwnerRefusal,
  listMemberships,
  type MemberRow,
  updateMemberRole,
} from './store-members.js';

/** Changes what a member is. The database decides whether an owner is left. */
export async function changeRole(
  tx: Tx,
  workspaceId: number,
  change: { memberId: number; role: Role },
): Promise<MemberRow> {
  const member = await requireMember(tx, workspaceId, change.memberId);
  await keepingAnOwner(updateMemberRole(tx, workspaceId, member.id, change.role));
  return { ...member, role: change.role };
}

/** Ends the membership of somebody; their next request is refused. */
export async function removeMember(tx: Tx, workspaceId: number, memberId: number): Promise<void> {
  const member = await requireMember(tx, workspaceId, memberId);
  const isRemoved = await keepingAnOwner(deleteMember(tx, workspaceId, member.id));
  if (!isRemoved) throw new AppError('member_not_found');
}

/** Ends the caller's own membership. */
export async function leaveWorkspace(tx: Tx, workspaceId: number, userId: number): Promise<void> {
  await keepingAnOwner(deleteMembershipOf(tx, workspaceId, userId));
}

/** Makes a further workspace with its owner. */
export async function createOwnWorkspace(
  tx: Tx,
  owner: { userId: number; name: string; isOpenToAll: boolean; now: Date },
): Promise<number> {
  const memberships = await listMemberships(tx, owner.userId);
  const isOwner = memberships.some(({ role }) => isAllowed(role, 'member:manage'));
  if (!owner.isOpenToAll && !isOwner) throw new AppError('sign_up_closed');
  const workspaceId = await createWorkspace(tx, { name: owner.name, now: owner.now });
  const { userId, now } = owner;
  await insertMember(tx, workspaceId, { userId, role: 'owner', now });
  return workspaceId;
}

async function requireMember(tx: Tx, workspaceId: number, memberId: number): Promise<MemberRow> {
  const member = await findMember(tx, workspaceId, memberId);
  if (!member) throw new AppError('member_not_found');
  return member;
}

async function keepingAnOwner<Result>(change: Promise<Result>): Promise<Result> {
  try {
    return await change;
  } catch (error) {
    throw isLastOwnerRefusal(error) ? new AppError('last_owner', { cause: error }) : error;
  }
}
