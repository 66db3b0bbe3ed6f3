// Owns the addresses of the dashboard: one page for every address, and the files that it loads.
import { OPERATIONS } from '@affitor/contract';
import type { FastifyHelmetOptions } from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../platform/http/errors.js';
import { randomNonce } from '../platform/ids.js';
import { type DashboardFiles, NONCE_PLACEHOLDER } from './files.js';

const NONCE_BYTES = 18;
const HOME = '/app/';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on requests for the dashboard's page: what its own scripts and styles carry. */
    scriptNonce?: string;
  }
}

const nonceSource = (request: unknown) =>
  `'nonce-${(request as FastifyRequest).scriptNonce ?? 'none'}'`;

/** Only what the page itself brings may run; nobody may put it into a frame. */
const PAGE_HEADERS: FastifyHelmetOptions = {
  // Whether every host of the domain speaks https is the operator's to promise.
  strictTransportSecurity: false,
  referrerPolicy: { policy: 'same-origin' },
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'", (request) => nonceSource(request)],
      styleSrc: ["'self'", (request) => nonceSource(request)],
      fontSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
};

/** Serves the dashboard; where it was not built, its addresses lead nowhere. */
export function registerDashboardRoutes(
  http: FastifyInstance,
  { files }: { files: DashboardFiles | null },
): void {
  http.get(OPERATIONS.openService.path, (_request, reply) => {
    if (files === null) throw new AppError('route_not_found');
    return reply.header('cache-control', 'no-store').redirect(HOME, 302);
  });
  const sendPage = (request: FastifyRequest, reply: FastifyReply) => {
    if (files === null) throw new AppError('route_not_found');
    return reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(files.page.replaceAll(NONCE_PLACEHOLDER, request.scriptNonce ?? ''));
  };
  const options = { helmet: PAGE_HEADERS, onRequest: giveNonce };
  http.get(OPERATIONS.readDashboardStart.path, options, sendPage);
  http.get(OPERATIONS.readDashboard.path, options, sendPage);
  registerAssets(http, files);
}

// Before the headers are written: the policy names the nonce.
async function giveNonce(request: FastifyRequest): Promise<void> {
  request.scriptNonce = randomNonce(NONCE_BYTES).toString('base64');
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
