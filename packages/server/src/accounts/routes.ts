// Owns the routes of the management keys.

import type { schemas } from '@affitor/contract';
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { type ManagementDeps, managementRoute } from './management-route.js';
import { changeManagementKey, createManagementKey, revokeManagementKey } from './service.js';
import { listManagementKeys, type ManagementKey } from './store.js';

type KeyBody = z.input<typeof schemas.managementKey>;

/** Serves the operations on management keys. */
export function registerAccountRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listManagementKeys, async ({ tx, principal }) => {
    const keys = await listManagementKeys(tx, principal.workspaceId);
    return keys.map(toKeyBody);
  });

  managementRoute(app, deps, OPERATIONS.createManagementKey, async (call) => {
    const { tx, principal, body, now } = call;
    const { key, ...made } = await createManagementKey(tx, {
      workspaceId: principal.workspaceId,
      name: body.name,
      scopes: body.scopes,
      programScope: body.program_scope?.map(Number) ?? null,
      expiresAt: body.expires_at === null ? null : new Date(body.expires_at),
      now,
    });
    await call.audit('management_key.created', `management_key:${made.id}`, {
      scopes: body.scopes,
    });
    return { ...toKeyBody(made), key };
  });

  managementRoute(app, deps, OPERATIONS.updateManagementKey, async (call) => {
    const { tx, principal, params, body } = call;
    const key = await changeManagementKey(tx, principal.workspaceId, {
      keyId: params.id,
      name: body.name,
      scopes: body.scopes,
      programScope: body.program_scope === null ? null : body.program_scope?.map(Number),
    });
    await call.audit('management_key.updated', `management_key:${key.id}`, {
      fields: Object.keys(body),
    });
    return toKeyBody(key);
  });

  managementRoute(app, deps, OPERATIONS.revokeManagementKey, async (call) => {
    const key = await revokeManagementKey(call.tx, call.principal.workspaceId, call.params.id);
    await call.audit('management_key.revoked', `management_key:${key.id}`);
    return toKeyBody(key);
  });
}

function toKeyBody(key: ManagementKey): KeyBody {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    key_masked: key.keyMasked,
    scopes: key.scopes as KeyBody['scopes'],
    program_scope: key.programScope?.map(String) ?? null,
    status: key.status,
    expires_at: key.expiresAt?.toISOString() ?? null,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    created_at: key.createdAt.toISOString(),
  };
}
