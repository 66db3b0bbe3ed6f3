// Owns the addresses of the dashboard: one page for every address, and the files that it loads.
import { OPERATIONS } from '@affitor/contract';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../platform/http/errors.js';
import { HEADERS_BESIDE_POLICY } from '../platform/http/page-headers.js';
import { randomNonce } from '../platform/ids.js';
import { type DashboardFiles, NONCE_PLACEHOLDER } from './files.js';

const NONCE_BYTES = 18;
const HOME = '/app/';

/** Only what the page itself brings may run; nobody may put it into a frame. */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Serves the dashboard; where it was not built, its addresses lead nowhere. */
export function registerDashboardRoutes(
  http: FastifyInstance,
  { files }: { files: DashboardFiles | null },
): void {
  http.get(OPERATIONS.openService.path, (_request, reply) => {
    if (files === null) throw new AppError('route_not_found');
    return reply.header('cache-control', 'no-store').redirect(HOME, 302);
  });
  const sendPage = (_request: FastifyRequest, reply: FastifyReply) => {
    if (files === null) throw new AppError('route_not_found');
    const nonce = randomNonce(NONCE_BYTES).toString('base64');
    return reply
      .header('content-security-policy', policyWith(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(files.page.replaceAll(NONCE_PLACEHOLDER, nonce));
  };
  http.get(OPERATIONS.readDashboardStart.path, { helmet: HEADERS_BESIDE_POLICY }, sendPage);
  http.get(OPERATIONS.readDashboard.path, { helmet: HEADERS_BESIDE_POLICY }, sendPage);
  registerAssets(http, files);
}

function registerAssets(http: FastifyInstance, files: DashboardFiles | null): void {
  const { path } = OPERATIONS.readDashboardAsset;
  if (files === null) {
    http.get(path, () => {
      throw new AppError('route_not_found');
    });
    return;
  }
  void http.register(fastifyStatic, {
    root: files.assetsFolder,
    prefix: path.slice(0, -1),
    decorateReply: false,
    index: false,
    immutable: true,
    maxAge: '365d',
    // Compressed once, by the build, as well as the formats can.
    preCompressed: true,
    setHeaders: (reply) => {
      reply.header('x-content-type-options', 'nosniff');
      reply.header('cross-origin-resource-policy', 'same-origin');
    },
  });
}
