// Owns the schemas of management keys and the list of scopes.
import { z } from 'zod';
import { ID_MAX, id, idParam, storableMoment, text, timestamp } from './primitives.js';

/** Everything that a management key can be allowed to do; `*` allows all of it. */
export const SCOPES = [
  '*',
  'program:list',
  'program:read',
  'program:create',
  'program:update',
  'program:delete',
  'program:go_live',
  'program:regenerate-token',
  'dashboard:view',
] as const;

export type Scope = (typeof SCOPES)[number];

export const KEY_STATUSES = ['active', 'revoked'] as const;

export const managementKeyParams = z.object({ id: idParam.describe('Id of the key.') });

const scopes = z.array(z.enum(SCOPES)).min(1).max(SCOPES.length);

const programScope = z
  .array(
    z
      .string()
      .regex(/^[1-9][0-9]{0,9}$/, 'must be the id of a program')
      .refine((text) => Number(text) <= ID_MAX, 'must be the id of a program'),
  )
  .max(1000)
  .nullable()
  .describe('Ids of the programs that the key covers; null for all programs.');

export const createManagementKeyBody = z
  .strictObject({
    name: text(80),
    scopes: scopes.default(['*']),
    program_scope: programScope.default(null),
    expires_at: storableMoment.nullable().default(null),
  })
  .meta({ id: 'CreateManagementKeyRequest', examples: [{ name: 'CI', scopes: ['program:read'] }] });

export const updateManagementKeyBody = z
  .strictObject({
    name: text(80).optional(),
    scopes: scopes.optional(),
    program_scope: programScope.optional(),
  })
  .meta({ id: 'UpdateManagementKeyRequest', examples: [{ name: 'CI' }] });

const keyShape = {
  id,
  name: z.string(),
  prefix: z.string().meta({ examples: ['affk_1a2b3c4d'] }),
  key_masked: z.string().meta({ examples: ['affk_1a2b3c…c4d5'] }),
  scopes: z.array(z.enum(SCOPES)),
  program_scope: z.array(z.string()).nullable(),
  status: z.enum(KEY_STATUSES),
  expires_at: timestamp.nullable(),
  last_used_at: timestamp.nullable(),
  created_at: timestamp,
};

export const managementKey = z.object(keyShape).meta({ id: 'ManagementKey' });

export const createdManagementKey = z
  .object({ ...keyShape, key: z.string().describe('The full key, shown in this answer only.') })
  .meta({ id: 'CreatedManagementKey' });
