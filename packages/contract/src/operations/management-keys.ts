// Owns the management operations of the management keys themselves.
import * as keys from '../schemas/management-keys.js';
import { dataOf, listOf } from '../schemas/primitives.js';
import { BODY_ERRORS, defineOperation, MANAGEMENT_ERRORS } from './operation.js';

const KEYS = '/api/advertiser/api-keys';
const KEY = `${KEYS}/:id` as const;

/** A key that is limited to programs must not widen itself, so it cannot touch keys at all. */
const KEY_ERRORS = [...MANAGEMENT_ERRORS, 'program_out_of_scope'] as const;

export const MANAGEMENT_KEY_OPERATIONS = {
  listManagementKeys: defineOperation({
    id: 'listManagementKeys',
    method: 'GET',
    path: KEYS,
    tag: 'Management keys',
    summary: 'List management keys',
    description: 'In masked form, revoked keys included. Needs a key that covers all programs.',
    auth: 'management',
    scope: '*',
    permission: 'key:list',
    response: listOf(keys.managementKey),
    errors: KEY_ERRORS,
  }),
  createManagementKey: defineOperation({
    id: 'createManagementKey',
    method: 'POST',
    path: KEYS,
    tag: 'Management keys',
    summary: 'Create a management key',
    description: 'From a dashboard session only; a management key is answered with 403.',
    auth: 'management',
    permission: 'key:manage',
    body: keys.createManagementKeyBody,
    response: dataOf(keys.createdManagementKey),
    status: 201,
    errors: [...MANAGEMENT_ERRORS, ...BODY_ERRORS, 'dashboard_session_required'],
  }),
  updateManagementKey: defineOperation({
    id: 'updateManagementKey',
    method: 'PUT',
    path: KEY,
    tag: 'Management keys',
    summary: 'Rename a management key or change what it may do',
    description: 'Takes effect on the next request. Needs a key that covers all programs.',
    auth: 'management',
    scope: '*',
    permission: 'key:manage',
    params: keys.managementKeyParams,
    body: keys.updateManagementKeyBody,
    response: dataOf(keys.managementKey),
    errors: [
      ...KEY_ERRORS,
      ...BODY_ERRORS,
      'management_key_not_found',
      'management_key_not_active',
    ],
  }),
  revokeManagementKey: defineOperation({
    id: 'revokeManagementKey',
    method: 'DELETE',
    path: KEY,
    tag: 'Management keys',
    summary: 'Revoke a management key',
    description: 'The key stops working at once; its record is kept. Repeating is harmless.',
    auth: 'management',
    scope: '*',
    permission: 'key:manage',
    params: keys.managementKeyParams,
    response: dataOf(keys.managementKey),
    errors: [...KEY_ERRORS, 'management_key_not_found'],
  }),
} as const;
