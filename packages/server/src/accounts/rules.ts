// Owns who may do what: the form of management keys, verdicts on callers and programs. Pure.
import { isAllowed, type Operation, permissionOf, type Role, type Scope } from '@affitor/contract';
import { addDays } from '../platform/clock.js';

export const MANAGEMENT_KEY_PREFIX = 'affk_';

const PREFIX_SECRET_LENGTH = 8;
const MASK_SECRET_LENGTH = 6;
const MASK_END_LENGTH = 4;

/** Who calls the management API: a program with a key, or a person with a session. */
export type Principal = KeyPrincipal | PersonPrincipal;

export interface KeyPrincipal {
  readonly kind: 'management_key';
  readonly keyId: number;
  readonly workspaceId: number;
  readonly scopes: readonly string[];
  /** The programs that the key covers; null for all of the workspace. */
  readonly programScope: readonly number[] | null;
  readonly name: string;
}

export interface PersonPrincipal {
  readonly kind: 'person';
  readonly userId: number;
  readonly workspaceId: number;
  readonly role: Role;
  /** People reach every program of their workspace. */
  readonly programScope: null;
  readonly name: string;
}

/** The two short forms of a key that people recognise it by. */
export function describeKey(key: string): { prefix: string; masked: string } {
  const secretStart = MANAGEMENT_KEY_PREFIX.length;
  const masked = key.slice(0, secretStart + MASK_SECRET_LENGTH);
  return {
    prefix: key.slice(0, secretStart + PREFIX_SECRET_LENGTH),
    masked: `${masked}…${key.slice(-MASK_END_LENGTH)}`,
  };
}

/** Whether the key may do what needs this scope. */
export function hasScope(principal: KeyPrincipal, scope: Scope): boolean {
  return principal.scopes.includes('*') || principal.scopes.includes(scope);
}

/** Whether the principal may touch this program of its workspace. */
export function coversProgram(principal: Principal, programId: number): boolean {
  return principal.programScope === null || principal.programScope.includes(programId);
}

/** How the audit log and the histories name the principal. */
export function actorOf(principal: Principal): string {
  return principal.kind === 'person' ? `user:${principal.userId}` : `key:${principal.keyId}`;
}

export type KeyVerdict = 'valid' | 'invalid' | 'expired';

/** Whether a key that was found works at this moment. */
export function judgeKey(
  key: { status: string; expiresAt: Date | null } | null,
  now: Date,
): KeyVerdict {
  if (key?.status !== 'active') return 'invalid';
  return key.expiresAt !== null && key.expiresAt <= now ? 'expired' : 'valid';
}

/** The permission that a person lacks for an operation; null when the role has it. */
export function missingPermission(operation: Operation, role: Role): string | null {
  const permission = permissionOf(operation);
  return isAllowed(role, permission) ? null : permission;
}

/** A session that nobody uses ends before its time. */
export const SESSION_IDLE_DAYS_MAX = 7;

/** Whether a session works at this moment. */
export function isSessionAlive(session: { expiresAt: Date; lastSeenAt: Date }, now: Date): boolean {
  return session.expiresAt > now && addDays(session.lastSeenAt, SESSION_IDLE_DAYS_MAX) > now;
}
