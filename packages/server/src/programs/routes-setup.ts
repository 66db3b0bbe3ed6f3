// Owns the routes of what is set up around a program: its logo, and the check of an origin.
import { LOGO_SIZE_MAX_BYTES, OPERATIONS } from '@affitor/contract';
import type { FastifyInstance } from 'fastify';
import { type ManagementDeps, managementRoute } from '../accounts/index.js';
import { AppError } from '../platform/http/errors.js';
import { originCandidates, originOfAddress } from './rules-origins.js';
import { requireProgram } from './service.js';
import { deleteLogo, replaceLogo } from './service-logo.js';
import { findLogo } from './store-logo.js';
import { isOriginListed } from './store-tracking.js';

/** Base64 and the JSON around it make a file longer by a third. */
const UPLOAD_BYTES_MAX = Math.ceil(LOGO_SIZE_MAX_BYTES * 1.5);
const YEAR_SECONDS = 31_536_000;

/**
 * An uploaded SVG is a document that strangers wrote: opened by itself it is in a sandbox of its
 * own origin, in which nothing runs and nothing is loaded.
 */
const LOGO_HEADERS = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'cross-origin',
  'cache-control': `public, max-age=${YEAR_SECONDS}, immutable`,
} as const;

const FILE_NAMES = {
  'image/png': 'logo.png',
  'image/jpeg': 'logo.jpg',
  'image/svg+xml': 'logo.svg',
} as const;

/** Serves logos and the check of origins. */
export function registerProgramSetupRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  registerLogoRoutes(app, deps);
  registerLogoFile(app, deps);

  managementRoute(app, deps, OPERATIONS.checkOrigin, async (call) => {
    const { tx, program, query } = call;
    const origin = originOfAddress(query.origin);
    if (origin === null) {
      return { origin, is_allowed: false, verdict: 'not_an_origin' as const, matched: [] };
    }
    const acting = { actor: call.actor, clock: deps.clock };
    const { allowedOrigins } = await requireProgram(tx, program.workspaceId, program.id, acting);
    const candidates = originCandidates(origin);
    const isAllowed = await isOriginListed(tx, origin, program.id);
    return {
      origin,
      is_allowed: isAllowed,
      verdict: isAllowed ? ('listed' as const) : ('not_listed' as const),
      matched: allowedOrigins.filter((entry) => candidates.includes(entry)),
    };
  });
}

function registerLogoRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  const withLongBody: ManagementDeps = {
    ...deps,
    optionsOf: (operation) => ({ ...deps.optionsOf?.(operation), bodyLimit: UPLOAD_BYTES_MAX }),
  };
  managementRoute(app, withLongBody, OPERATIONS.replaceLogo, async (call) => {
    const { tx, program, body, now } = call;
    const place = { workspaceId: program.workspaceId, programId: program.id };
    const { publicUrl } = deps.accounts.config;
    const logo = await replaceLogo(tx, place, body.content_base64, now);
    await call.audit('program.logo_replaced', `program:${program.id}`, {
      content_type: logo.contentType,
      size_bytes: logo.content.length,
    });
    return {
      url: publicUrl + logo.path,
      content_type: logo.contentType,
      width_px: logo.widthPx,
      height_px: logo.heightPx,
      size_bytes: logo.content.length,
      created_at: now.toISOString(),
    };
  });

  managementRoute(app, deps, OPERATIONS.deleteLogo, async (call) => {
    const { tx, program } = call;
    await deleteLogo(tx, { workspaceId: program.workspaceId, programId: program.id });
    await call.audit('program.logo_removed', `program:${program.id}`);
    return { id: program.id, deleted: true as const };
  });
}

function registerLogoFile(app: FastifyInstance, { db }: ManagementDeps): void {
  const { path, params: schema } = OPERATIONS.readLogo;
  app.get(path, async (request, reply) => {
    const parsed = schema.safeParse(request.params);
    const logo =
      parsed.success && (await findLogo(db.kysely, parsed.data.programId, parsed.data.digest));
    if (!logo) throw new AppError('route_not_found');
    return reply
      .headers(LOGO_HEADERS)
      .header('content-disposition', `inline; filename="${FILE_NAMES[logo.contentType]}"`)
      .type(logo.contentType)
      .send(logo.content);
  });
}
