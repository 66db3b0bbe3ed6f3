// Owns the routes of the command line: making programs, listing them, how one is doing.
import { isAllowed, OPERATIONS, type Permission } from '@affitor/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Accounts,
  authenticateCliToken,
  type CliTokenOwner,
  insertAuditEntry,
} from '../accounts/index.js';
import type { StripeIntegration } from '../integrations/stripe/index.js';
import { addDays, type Clock } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { requireJsonObject } from '../platform/http/json-body.js';
import { parseInput } from '../platform/http/validation.js';
import { createProgram } from '../programs/index.js';
import { findRealEvents } from '../readiness/index.js';
import type { TrackingCalls } from '../tracking/index.js';
import { describeTerms, domainOf, termsOf, websiteOf } from './rules.js';
import { findProgramStatus, listWorkspacePrograms, type ProgramStatus } from './store.js';

export interface CliDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly calls: Pick<TrackingCalls, 'keys'>;
  readonly stripe: Pick<StripeIntegration, 'connect'>;
}

/** Serves the command line, except its signing in and its test events. */
export function registerCliRoutes(app: FastifyInstance, deps: CliDeps): void {
  app.post(OPERATIONS.initCliProgram.path, async (request, reply) => {
    const owner = await requirePerson(request, deps, 'program:create');
    const answer = await initProgram(deps, request, owner);
    reply.code(OPERATIONS.initCliProgram.status).header('cache-control', 'no-store');
    return { data: answer };
  });
  app.get(OPERATIONS.listCliPrograms.path, async (request) => {
    const { workspaceId } = await requirePerson(request, deps, 'program:list');
    const programs = await listWorkspacePrograms(deps.db, workspaceId, deps.clock.now());
    return {
      data: programs.map((program) => ({
        id: program.id,
        name: program.name,
        domain: domainOf(program.websiteUrl),
        status: program.status,
        commission: describeTerms(program.terms),
        partners: program.partnerCount,
        created_at: program.createdAt.toISOString(),
      })),
    };
  });
  app.get(OPERATIONS.readCliStatus.path, async (request) => {
    const programId = await requireKey(request, deps);
    const query = parseInput(OPERATIONS.readCliStatus.query, request.query);
    refuseOtherProgram(programId, query.program_id);
    return { data: await readStatus(deps, programId) };
  });
  app.post(OPERATIONS.connectStripe.path, async (request) => {
    const owner = await deps.calls.keys.require(request.headers.authorization);
    const body = parseInput(OPERATIONS.connectStripe.body, requireJsonObject(request.body));
    refuseOtherProgram(owner.programId, body.program_id);
    const asked = { owner, body, requestId: request.id, now: deps.clock.now() };
    return { data: await withTransaction(deps.db, (tx) => deps.stripe.connect(tx, asked)) };
  });
}

async function requirePerson(
  request: FastifyRequest,
  { accounts }: CliDeps,
  permission: Permission,
): Promise<CliTokenOwner> {
  const owner = await authenticateCliToken(accounts, request.headers.authorization);
  if (isAllowed(owner.role, permission)) return owner;
  throw new AppError('permission_missing', { params: { permission } });
}

async function requireKey(request: FastifyRequest, { calls }: CliDeps): Promise<number> {
  return (await calls.keys.require(request.headers.authorization)).programId;
}

function refuseOtherProgram(programId: number, named: string | number | undefined): void {
  if (named !== undefined && String(named) !== String(programId)) {
    throw new AppError('program_id_mismatch');
  }
}

async function initProgram(deps: CliDeps, request: FastifyRequest, owner: CliTokenOwner) {
  const body = parseInput(OPERATIONS.initCliProgram.body, requireJsonObject(request.body));
  const { commission_type: type, commission_rate: rate, duration_months: months } = body;
  const { logo_url, category, short_description, long_description } = body;
  const settings = parseInput(OPERATIONS.createProgram.body, {
    name: body.name,
    website_url: websiteOf(body.domain),
    cookie_window_days: body.cookie_duration,
    // Nothing comes from Stripe before it is connected, which then changes this.
    payment_tracking_mode: 's2s',
    ...termsOf({ type, rate, months }),
    ...{ logo_url, category, short_description, long_description },
  });
  const actor = `user:${owner.userId}`;
  return withTransaction(deps.db, async (tx) => {
    const acting = { actor, clock: deps.clock };
    const { workspaceId } = owner;
    const { program, apiToken } = await createProgram(tx, workspaceId, { body: settings, acting });
    const entry = {
      programId: program.id,
      actor,
      action: 'program.created',
      target: `program:${program.id}`,
      details: { source: 'cli' },
      requestId: request.id,
    };
    await insertAuditEntry(tx, workspaceId, entry, deps.clock.now());
    return {
      program_id: String(program.id),
      api_key: apiToken,
      program_slug: program.slug,
      domain: body.domain,
    };
  });
}

function stripeStatusOf(stripe: ProgramStatus['stripe']) {
  if (!stripe) return { stripe_connected: false };
  return {
    stripe_connected: true,
    stripe_charges_enabled: stripe.chargesEnabled,
    stripe_account_id: stripe.accountId,
    stripe_livemode: stripe.livemode,
  };
}

async function readStatus({ db, clock }: CliDeps, programId: number) {
  const status = await findProgramStatus(db, programId);
  if (!status) throw new AppError('api_token_invalid');
  const events = await findRealEvents(db, programId, addDays(clock.now(), -1));
  return {
    program_id: String(programId),
    name: status.name,
    domain: domainOf(status.websiteUrl),
    dns_verified: false,
    ...stripeStatusOf(status.stripe),
    recent_events: {
      clicks_24h: events.clicks.count24h,
      leads_24h: events.leads.count24h,
      sales_24h: events.sales.count24h,
    },
    active_partners: status.activePartners,
    pending_commissions: status.pendingCommissions,
  };
}
