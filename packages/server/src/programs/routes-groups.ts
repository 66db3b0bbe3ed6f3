// Owns the routes of groups and of their policy versions.
import { OPERATIONS, type schemas } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { type ManagementDeps, managementRoute } from '../accounts/index.js';
import { fromUnixMs } from '../platform/clock.js';
import { numberOf, percentOf } from './routes.js';
import {
  addPolicyVersion,
  createGroup,
  deleteGroup,
  renameGroup,
  requireGroup,
  termsOfBody,
} from './service-policies.js';
import { type Group, listGroups } from './store-groups.js';
import { listLivingPolicies, listPolicies, type PolicyVersion } from './store-policies.js';

type GroupBody = z.input<typeof schemas.group>;
type PolicyBody = z.input<typeof schemas.policy>;

/** Serves the operations on groups and policies. */
export function registerGroupRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  registerGroupReadRoutes(app, deps);
  registerGroupChangeRoutes(app, deps);
  registerPolicyRoutes(app, deps);
}

function registerGroupReadRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listGroups, async ({ tx, program }) => {
    const groups = await listGroups(tx, program.id);
    return groups.map(toGroupBody);
  });

  managementRoute(app, deps, OPERATIONS.readGroup, async ({ tx, program, params, now }) => {
    const group = await requireGroup(tx, program.id, params.groupId);
    const policies = await listLivingPolicies(tx, program.id, group.id, now);
    return { ...toGroupBody(group), policies: policies.map(toPolicyBody) };
  });
}

function registerGroupChangeRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.createGroup, async (call) => {
    const group = await createGroup(call.tx, call.program.id, call.body.name, call.now);
    await call.audit('group.created', `group:${group.id}`);
    return toGroupBody(group);
  });

  managementRoute(app, deps, OPERATIONS.updateGroup, async (call) => {
    const { tx, program, params, body } = call;
    const group =
      body.name === undefined
        ? await requireGroup(tx, program.id, params.groupId)
        : await renameGroup(tx, program.id, params.groupId, body.name);
    await call.audit('group.updated', `group:${group.id}`, { fields: Object.keys(body) });
    return toGroupBody(group);
  });

  managementRoute(app, deps, OPERATIONS.deleteGroup, async (call) => {
    const { tx, program, params } = call;
    await deleteGroup(tx, program.id, params.groupId, call.now);
    await call.audit('group.deleted', `group:${params.groupId}`);
    return { id: params.groupId, deleted: true as const };
  });
}

function registerPolicyRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listPolicies, async ({ tx, program, params }) => {
    const group = await requireGroup(tx, program.id, params.groupId);
    const policies = await listPolicies(tx, program.id, group.id);
    return policies.map(toPolicyBody);
  });

  managementRoute(app, deps, OPERATIONS.createPolicy, async (call) => {
    const { tx, program, params, body } = call;
    const policy = await addPolicyVersion(tx, program.id, {
      groupId: params.groupId,
      productId: body.product_id ?? null,
      terms: termsOfBody(body),
      effectiveFrom:
        body.effective_from === undefined ? null : fromUnixMs(Date.parse(body.effective_from)),
      createdBy: call.actor,
      clock: deps.clock,
    });
    await call.audit('policy.created', `policy:${policy.id}`, {
      group_id: policy.groupId,
      version: policy.version,
    });
    return toPolicyBody(policy);
  });
}

function toGroupBody(group: Group): GroupBody {
  return {
    id: group.id,
    program_id: group.programId,
    name: group.name,
    is_default: group.isDefault,
    partners_count: group.partnersCount,
    created_at: group.createdAt.toISOString(),
  };
}

function toPolicyBody(policy: PolicyVersion): PolicyBody {
  return {
    id: policy.id,
    group_id: policy.groupId,
    version: policy.version,
    type: policy.commissionType,
    percent: percentOf(policy.rateBasisPoints),
    amount_cents: numberOf(policy.fixedAmountCents),
    currency: policy.fixedCurrency,
    duration_months: policy.durationMonths,
    hold_days: policy.holdDays,
    approval_mode: policy.approvalMode,
    product_id: policy.productId,
    effective_from: policy.effectiveFrom.toISOString(),
    effective_to: policy.effectiveTo?.toISOString() ?? null,
    previous_policy_id: policy.previousPolicyId,
    created_at: policy.createdAt.toISOString(),
  };
}
