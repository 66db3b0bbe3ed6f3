// Owns the routes of programs.
import { OPERATIONS, type schemas } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { type ManagementDeps, managementRoute } from '../accounts/index.js';
import type { Tx } from '../platform/db/index.js';
import { logoUrlOf } from './rules.js';
import { shownDurationMonths } from './rules-terms.js';
import {
  type Acting,
  changeProgram,
  deleteProgram,
  goLive,
  regenerateKey,
  requireProgram,
} from './service.js';
import { createProgram } from './service-create.js';
import { listPrograms, type Program } from './store.js';

type ProgramBody = z.input<typeof schemas.program>;

const BASIS_POINTS_PER_PERCENT = 100;

/** Serves the operations on programs, except those on their test data. */
export function registerProgramRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  registerReadRoutes(app, deps);
  registerChangeRoutes(app, deps);
  registerKeyRoutes(app, deps);
}

function registerReadRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.listPrograms, async ({ tx, principal, now }) => {
    const programs = await listPrograms(tx, principal.workspaceId, {
      programIds: principal.programScope,
      now,
    });
    return programs.map((program) => toProgramBody(program, deps));
  });

  managementRoute(app, deps, OPERATIONS.readProgram, async ({ tx, program, actor }) => {
    const acting = { actor, clock: deps.clock };
    return toProgramBody(await requireProgram(tx, program.workspaceId, program.id, acting), deps);
  });
}

function registerChangeRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.createProgram, async (call) => {
    const acting = { actor: call.actor, clock: deps.clock };
    const created = await createProgram(call.tx, call.principal.workspaceId, {
      body: call.body,
      acting,
    });
    await call.audit('program.created', `program:${created.program.id}`);
    return { ...toProgramBody(created.program, deps), api_token: created.apiToken };
  });

  managementRoute(app, deps, OPERATIONS.updateProgram, async (call) => {
    const { tx, program, body } = call;
    const changed = await changeProgram(tx, program.workspaceId, {
      programId: program.id,
      body,
      acting: { actor: call.actor, clock: deps.clock },
    });
    await call.audit('program.updated', `program:${program.id}`, { fields: Object.keys(body) });
    return toProgramBody(changed, deps);
  });

  managementRoute(app, deps, OPERATIONS.deleteProgram, async (call) => {
    const { tx, program } = call;
    const acting = { actor: call.actor, clock: deps.clock };
    await deleteProgram(tx, program.workspaceId, program.id, acting);
    await call.audit('program.deleted', `program:${program.id}`);
    return { id: program.id, deleted: true as const };
  });

  managementRoute(app, deps, OPERATIONS.goLiveProgram, async (call) => {
    const { tx, program } = call;
    const acting = { actor: call.actor, clock: deps.clock };
    const live = await goLive(tx, program.workspaceId, program.id, acting);
    await call.audit('program.went_live', `program:${program.id}`);
    return toProgramBody(live, deps);
  });
}

function registerKeyRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  managementRoute(app, deps, OPERATIONS.regenerateApiToken, async (call) => {
    const { tx, program } = call;
    const acting = { actor: call.actor, clock: deps.clock };
    const key = await regenerateKey(tx, program.workspaceId, program.id, acting);
    await call.audit('program.key_regenerated', `program:${program.id}`);
    return { api_token: key.apiToken, api_token_masked: key.masked };
  });
}

/** A program as the API shows it, for routes elsewhere that make one. */
export async function readProgramBody(
  tx: Tx,
  workspaceId: number,
  { programId, actor, deps }: { programId: number; actor: string; deps: ManagementDeps },
): Promise<ProgramBody> {
  const acting: Acting = { actor, clock: deps.clock };
  return toProgramBody(await requireProgram(tx, workspaceId, programId, acting), deps);
}

function toProgramBody(program: Program, { accounts }: ManagementDeps): ProgramBody {
  const { terms } = program;
  return {
    id: program.id,
    name: program.name,
    slug: program.slug,
    website_url: program.website_url,
    logo_url: logoUrlOf(program.logo_url, accounts.config.publicUrl),
    tagline: program.tagline,
    category: program.category,
    short_description: program.short_description,
    long_description: program.long_description,
    terms_url: program.terms_url,
    resources_url: program.resources_url,
    time_zone: program.time_zone,
    currency: program.currency,
    approval_mode: program.approval_mode,
    allowed_origins: program.allowedOrigins,
    cookie_window_days: program.cookie_window_days,
    attribution_window_days: program.attribution_window_days,
    attribution_model: program.attribution_model,
    lead_auth: program.lead_auth,
    payment_tracking_mode: program.payment_tracking_mode,
    payout_threshold_cents: Number(program.payout_threshold_cents),
    marketplace_visible: program.marketplace_visible,
    default_commission_type: terms.commissionType,
    default_commission_rate: percentOf(terms.rateBasisPoints),
    default_commission_amount_cents: numberOf(terms.fixedAmountCents),
    default_duration_months: shownDurationMonths(terms),
    default_hold_period_days: terms.holdDays,
    auto_approve_commissions: terms.approvalMode === 'auto',
    status: program.status,
    sample: program.sampleState,
    api_token_masked: program.apiTokenMasked,
    key_rotated_at: program.keyRotatedAt?.toISOString() ?? null,
    created_at: program.createdAt.toISOString(),
  };
}

/** Basis points as the percentage that people write. */
export function percentOf(basisPoints: number | null): number | null {
  return basisPoints === null ? null : basisPoints / BASIS_POINTS_PER_PERCENT;
}

/** An amount for the wire; the columns are bounded by what JSON can carry. */
export function numberOf(amountCents: bigint | null): number | null {
  return amountCents === null ? null : Number(amountCents);
}
