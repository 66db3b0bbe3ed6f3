// Owns the addresses of the documentation: its pages, their files, and what agents read.
import path from 'node:path';
import { OPERATIONS } from '@affitor/contract';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../platform/http/errors.js';
import { HEADERS_BESIDE_POLICY } from '../platform/http/page-headers.js';
import type { DocsFiles } from './files.js';

const HOME = '/docs/';
/** Scalar's page brings its own styles. */
const EXPLORER = 'explorer.html';
/** The names in this folder change with the content. */
const ASSETS = 'assets/';

/** Only the scripts of the build run; what code samples are coloured with are style attributes. */
function policyOf(file: string, scriptHashes: readonly string[]): string {
  const scripts = scriptHashes.map((hash) => `'${hash}'`).join(' ');
  const isExplorer = file === EXPLORER;
  return [
    "default-src 'none'",
    isExplorer ? "script-src 'self'" : `script-src 'self' ${scripts}`,
    isExplorer ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'",
    "style-src-attr 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Serves the documentation; where it was not built, its addresses lead nowhere. */
export function registerDocsRoutes(
  http: FastifyInstance,
  { files }: { files: DocsFiles | null },
): void {
  void http.register(async (scope) => {
    if (files) {
      const { folder } = files;
      await scope.register(fastifyStatic, { root: folder, serve: false, preCompressed: true });
    }
    const options = { helmet: HEADERS_BESIDE_POLICY };
    const serve = (name: string) => (request: FastifyRequest, reply: FastifyReply) =>
      send(files, name, { request, reply });
    scope.get(OPERATIONS.openDocs.path, options, (_request, reply) => reply.redirect(HOME, 302));
    scope.get(OPERATIONS.readErrorsPage.path, options, serve('errors'));
    scope.get(OPERATIONS.readAgentIndex.path, options, serve('llms.txt'));
    scope.get(OPERATIONS.readAgentDocs.path, options, serve('llms-full.txt'));
    scope.get<{ Params: { '*': string } }>(OPERATIONS.readDocs.path, options, (request, reply) =>
      send(files, request.params['*'], { request, reply }),
    );
  });
}

/** The file behind an address: `guides/node` is `guides/node.html`. */
function fileOf(name: string): string {
  if (name === '') return 'index.html';
  return path.posix.extname(name) === '' ? `${name}.html` : name;
}

function send(
  files: DocsFiles | null,
  name: string,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  if (files === null) throw new AppError('route_not_found');
  const file = fileOf(name);
  reply.header('content-security-policy', policyOf(file, files.scriptHashes));
  if (files.names.has(file)) return reply.sendFile(file, cachingOf(file));
  // People get a page with a way back, programs the error that they expect.
  if (!request.headers.accept?.includes('text/html')) throw new AppError('route_not_found');
  return reply.code(404).sendFile('404.html', cachingOf('404.html'));
}

/** A page is asked for again each time, and answered with 304 while it is the same. */
function cachingOf(file: string): { maxAge: number; immutable: boolean } {
  const isAsset = file.startsWith(ASSETS);
  return { maxAge: isAsset ? 31_536_000_000 : 0, immutable: isAsset };
}
