// Owns letting people into the management API: their session, the workspace they mean, their role.
import type { Operation } from '@affitor/contract';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../platform/http/errors.js';
import { requireOwnPage } from './account-route.js';
import type { Accounts } from './accounts.js';
import { callerOf } from './caller.js';
import { ID_PATTERN } from './route-types.js';
import { missingPermission, type PersonPrincipal } from './rules.js';
import { findCliCaller } from './service-cli.js';
import { readPerson } from './service-sessions.js';
import {
  findMembership,
  findMembershipOfProgram,
  listMemberships,
  type Membership,
} from './store-members.js';

/** Names the workspace that a session call is about. */
const WORKSPACE_HEADER = 'x-affitor-workspace';

/**
 * Who sends this request with a session, in the workspace that it is about.
 * @throws AppError 401 without a session that works, 403 from another site or without the
 *   permission of the operation, 404 for a workspace or program that the person is not in
 */
export async function authenticatePerson(
  accounts: Accounts,
  request: FastifyRequest,
  target: { operation: Operation; programId: string | null },
): Promise<PersonPrincipal> {
  const { operation, programId } = target;
  if (operation.method !== 'GET') requireOwnPage(request, accounts.config.publicUrl);
  const person = await readPerson(accounts, callerOf(request));
  if (!person) throw new AppError('not_signed_in');
  const named = request.headers[WORKSPACE_HEADER];
  const membership = await requireMembership(accounts, person.userId, { named, programId });
  const permission = missingPermission(operation, membership.role);
  if (permission !== null) throw new AppError('permission_missing', { params: { permission } });
  return {
    kind: 'person',
    userId: person.userId,
    workspaceId: membership.workspaceId,
    role: membership.role,
    programScope: null,
    name: person.name,
  };
}

/**
 * The person whose command line asks, in the workspace that they chose for it; null when the
 * credential is another one, or has ended. It may read what they may read.
 * @throws AppError 403 without the permission of the operation
 */
export async function findCommandLine(
  accounts: Accounts,
  operation: Operation,
  header: string | undefined,
): Promise<PersonPrincipal | null> {
  const owner = await findCliCaller(accounts, header);
  if (!owner) return null;
  const { userId, workspaceId, role } = owner;
  const permission = missingPermission(operation, role);
  if (permission !== null) throw new AppError('permission_missing', { params: { permission } });
  return { kind: 'person', userId, workspaceId, role, programScope: null, name: 'affitor' };
}

/** The header names the workspace; without it the program does, or the only membership. */
async function requireMembership(
  accounts: Accounts,
  userId: number,
  { named, programId }: { named: string | string[] | undefined; programId: string | null },
): Promise<Membership> {
  const reader = accounts.db.kysely;
  if (named !== undefined) {
    const isId = typeof named === 'string' && ID_PATTERN.test(named);
    const found = isId ? await findMembership(reader, userId, Number(named)) : null;
    if (!found) throw new AppError('workspace_not_found');
    return found;
  }
  if (programId !== null) {
    const found = ID_PATTERN.test(programId)
      ? await findMembershipOfProgram(reader, userId, Number(programId))
      : null;
    if (!found) throw new AppError('program_not_found');
    return found;
  }
  const [first, second] = await listMemberships(reader, userId);
  if (!first) throw new AppError('workspace_not_found');
  if (second) throw new AppError('workspace_required');
  return first;
}
