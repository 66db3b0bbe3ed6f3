// Owns the click endpoint, which browsers call from the pages of a brand.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requireJsonObject } from '../platform/http/json-body.js';
import { networkOf } from '../platform/network.js';
import { readClickInput, readCode } from './click-input.js';
import { IncompleteLink } from './click-service.js';
import type { ActiveLink } from './click-writing.js';
import { allowKnownOrigin, allowOrigin } from './cors.js';
import { counted, keepRefusal, registerPaths, type TrackingDeps } from './endpoint.js';
import { type Body, isTestMode } from './input.js';
import { NOTICES, refusalOf } from './refusals.js';
import { describeVisitor, isSpeculative } from './visitor.js';

/** Registers the click endpoint. */
export function registerClickRoute(app: FastifyInstance, deps: TrackingDeps): void {
  registerPaths(app, OPERATIONS.trackClick, async (request, reply) => {
    if (request.headers.origin !== undefined) reply.header('vary', 'Origin');
    try {
      return await counted(deps, 'click', () => trackClick(request, reply, deps));
    } catch (error) {
      await allowKnownOrigin(request, reply, deps.db);
      await keepIncompleteLink(error, request, deps);
      throw error;
    }
  });
}

async function trackClick(request: FastifyRequest, reply: FastifyReply, deps: TrackingDeps) {
  const body = requireJsonObject(request.body);
  if (isTestMode(body)) {
    await deps.origins.require(request, null);
    await allowKnownOrigin(request, reply, deps.db);
    return deps.testMode.click(body);
  }
  const input = await readKeepingRefusals(request, body, deps);
  const admission = await deps.clicks.admit(input.code);
  const { programId } = admission.link;
  await keepRefusal(deps, request, { endpoint: 'click', programId }, () =>
    deps.origins.require(request, programId),
  );
  if (admission.kind === 'inactive') return inactiveReply(request, reply, admission.link, deps);
  const visitor = describeVisitor(input.userAgent);
  const result = await deps.clicks.record({
    link: admission.link,
    existingClickId: input.existingClickId,
    isBot: visitor.isBot || isSpeculative(request.headers),
    context: describe(request, input.context, visitor, deps),
  });
  if (result.kind === 'inactive') return inactiveReply(request, reply, result.link, deps);
  allowOrigin(request, reply, result.link.origins);
  return {
    success: true,
    click_id: result.clickId,
    partner_code: result.link.code,
    cookie_window_days: result.link.cookieWindowDays,
  };
}

// A click that names a link in order, but breaks another field, is a refused call of that program.
async function readKeepingRefusals(request: FastifyRequest, body: Body, deps: TrackingDeps) {
  try {
    return readClickInput(body, request.headers['user-agent']);
  } catch (error) {
    const { code } = readCode(body);
    const { link } = await deps.clicks.admit(code);
    const call = { endpoint: 'click' as const, programId: link.programId };
    return keepRefusal(deps, request, call, () => {
      throw error;
    });
  }
}

function describe(
  request: FastifyRequest,
  context: Record<string, string>,
  visitor: ReturnType<typeof describeVisitor>,
  { findPlace }: TrackingDeps,
): Record<string, string> {
  const place = findPlace(request.ip);
  const derived = {
    ip_network: networkOf(request.ip),
    geo_country: place?.country,
    geo_region: place?.region,
    geo_city: place?.city,
    device_type: visitor.deviceType,
    device_os: visitor.deviceOs,
    browser_name: visitor.browserName,
  };
  for (const [name, value] of Object.entries(derived)) if (value) context[name] = value;
  return context;
}

async function inactiveReply(
  request: FastifyRequest,
  reply: FastifyReply,
  link: ActiveLink,
  deps: TrackingDeps,
) {
  await deps.refusals.keep({
    programId: link.programId,
    endpoint: 'click',
    code: 'link_inactive',
    status: 200,
    reason: NOTICES.link_inactive,
    requestId: request.id,
  });
  allowOrigin(request, reply, link.origins);
  return { success: false, message: NOTICES.link_inactive };
}

async function keepIncompleteLink(
  error: unknown,
  request: FastifyRequest,
  { refusals }: TrackingDeps,
): Promise<void> {
  if (!(error instanceof IncompleteLink) || error.programId === null) return;
  const { programId } = error;
  await refusals.keep(refusalOf(error, { programId, endpoint: 'click', requestId: request.id }));
}
