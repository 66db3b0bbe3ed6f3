// Owns who may do what: every permission, and the one table that gives permissions to roles.
import { SCOPES, type Scope } from './schemas/management-keys.js';
import type { Role } from './schemas/members.js';

/** What people may be allowed beyond what the scopes of management keys name. */
const PEOPLE_PERMISSIONS = [
  'workspace:read',
  'workspace:update',
  'workspace:leave',
  'member:list',
  'member:manage',
  'key:list',
  'key:manage',
  'audit:read',
] as const;

export type Permission = Exclude<Scope, '*'> | (typeof PEOPLE_PERMISSIONS)[number];

/** Every permission that an operation can ask for. */
export const PERMISSIONS: readonly Permission[] = [
  ...SCOPES.filter((scope) => scope !== '*'),
  ...PEOPLE_PERMISSIONS,
];

const READING = [
  'program:list',
  'program:read',
  'dashboard:view',
  'workspace:read',
  'workspace:leave',
  'member:list',
] as const satisfies readonly Permission[];

/** What each role may do in its workspace. Program keys are made and replaced by owners only. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  owner: PERMISSIONS,
  member: [...READING, 'program:update', 'program:go_live', 'key:list', 'audit:read'],
  read_only: READING,
};

/**
 * The permission that an operation of the management API asks of a signed-in person.
 * @throws Error for an operation without one, which would be open to everybody
 */
export function permissionOf(operation: {
  readonly id: string;
  readonly scope?: Scope;
  readonly permission?: Permission;
}): Permission {
  const permission = operation.permission ?? operation.scope;
  if (permission === undefined || permission === '*') {
    throw new Error(`the operation ${operation.id} names no permission`);
  }
  return permission;
}

/** Whether somebody with this role may do what needs the permission. */
export function isAllowed(role: Role, permission: Permission): boolean {
  return ROLE_PERMISSIONS[role].includes(permission);
}
