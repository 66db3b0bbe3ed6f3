// Owns the script tag: how the file that other sites load is compressed, cached and verified.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { OPERATIONS } from '@affitor/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const DAY_SECONDS = 86_400;
const CACHE_CONTROL = `public, max-age=${DAY_SECONDS}, stale-while-revalidate=${7 * DAY_SECONDS}`;

interface Encoded {
  /** The token of Accept-Encoding; null for the file as it is. */
  encoding: 'br' | 'gzip' | null;
  body: Buffer;
  etag: string;
}

/** The script in every encoding that we answer with, best first, and the hash of its content. */
interface TrackerScript {
  encoded: Encoded[];
  /** The value of a script tag's `integrity` attribute. */
  integrity: string;
}

/** Compresses the script once, as well as the formats can. */
function createTrackerScript(source: Buffer): TrackerScript {
  const hash = createHash('sha256').update(source).digest('base64url').slice(0, 22);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
  return {
    encoded: [
      { encoding: 'br', body: brotliCompressSync(source, quality), etag: `"${hash}-br"` },
      { encoding: 'gzip', body: gzipSync(source, { level: 9 }), etag: `"${hash}-gzip"` },
      { encoding: null, body: source, etag: `"${hash}"` },
    ],
    integrity: `sha384-${createHash('sha384').update(source).digest('base64')}`,
  };
}

/** Registers the script under each of its names, and the page that says how to pin it. */
export function registerScriptRoutes(
  http: FastifyInstance,
  options: { readScript: (name: string) => Buffer; publicUrl: string },
): void {
  const { publicUrl } = options;
  const { path, aliases } = OPERATIONS.readTrackerScript;
  const load = (url: string) => createTrackerScript(options.readScript(basename(url)));
  const script = load(path);
  http.get(path, (request, reply) => answer(request, reply, script));
  for (const alias of aliases) {
    const other = load(alias);
    http.get(alias, (request, reply) => answer(request, reply, other));
  }
  const { origin } = new URL(publicUrl);
  http.get(OPERATIONS.readTrackerIntegrity.path, (_request, reply) =>
    reply.header('access-control-allow-origin', '*').send({
      url: `${publicUrl}${path}`,
      integrity: script.integrity,
      content_security_policy: { 'script-src': origin, 'connect-src': origin },
    }),
  );
}

function answer(request: FastifyRequest, reply: FastifyReply, script: TrackerScript) {
  const chosen = chooseEncoding(request.headers['accept-encoding'], script.encoded);
  // Any site may load the script: the headers say so to pages that pin or isolate what they load.
  reply.headers({
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': CACHE_CONTROL,
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    etag: chosen.etag,
  });
  if (isFresh(request.headers['if-none-match'], chosen.etag)) return reply.code(304).send();
  if (chosen.encoding !== null) reply.header('content-encoding', chosen.encoding);
  return reply.type('text/javascript; charset=utf-8').send(chosen.body);
}

/** The first of our encodings that the caller accepts (RFC 9110, section 12.5.3). */
function chooseEncoding(header: string | undefined, encoded: Encoded[]): Encoded {
  const accepted = new Map<string, number>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='));
    if (name) accepted.set(name, weight === undefined ? 1 : Number(weight.slice(2)));
  }
  const wants = (name: string) => (accepted.get(name) ?? accepted.get('*') ?? 0) > 0;
  const found = encoded.find(({ encoding }) => encoding !== null && wants(encoding));
  return found ?? (encoded.at(-1) as Encoded);
}

// A weak comparison, as RFC 9110, section 13.1.2 wants it: caches on the way may weaken the tag.
function isFresh(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => {
    const known = tag.trim().replace(/^W\//u, '');
    return known === etag || known === '*';
  });
}
