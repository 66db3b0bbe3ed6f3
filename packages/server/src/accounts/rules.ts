// Owns who may do what: the form of management keys, and the verdicts on scopes and programs. Pure.
import type { Scope } from '@affitor/contract';

export const MANAGEMENT_KEY_PREFIX = 'affk_';

const PREFIX_SECRET_LENGTH = 8;
const MASK_SECRET_LENGTH = 6;
const MASK_END_LENGTH = 4;

/** Who calls the management API. */
export interface Principal {
  readonly kind: 'management_key';
  readonly keyId: number;
  readonly workspaceId: number;
  readonly scopes: readonly string[];
  /** The programs that the key covers; null for all of the workspace. */
  readonly programScope: readonly number[] | null;
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

/** Whether the principal may do what needs this scope. */
export function hasScope(principal: Principal, scope: Scope): boolean {
  return principal.scopes.includes('*') || principal.scopes.includes(scope);
}

/** Whether the principal may touch this program of its workspace. */
export function coversProgram(principal: Principal, programId: number): boolean {
  return principal.programScope === null || principal.programScope.includes(programId);
}

/** How the audit log and the histories name the principal. */
export function actorOf(principal: Principal): string {
  return `key:${principal.keyId}`;
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
