// Owns the entry `@affitor/sdk/express`: landings in Express, Connect, and Node's own http server.
import { createLandings, type LandingOptions, privateCacheControl } from '../landing/landing.js';
import { type NodeRequest, type Visit, visitOfNode } from '../landing/visit.js';

export { readClickId, readClickIds } from '../landing/click-id.js';
export type { LandingOptions } from '../landing/landing.js';
export { clickIdFromState, withClickId, withoutClickId } from '../landing/oauth-state.js';

/** What is read of a request. Express fills in the rest of it, Node's own server does not. */
export interface ExpressRequest extends NodeRequest {
  url?: string | undefined;
  originalUrl?: string;
  /** These three obey the application's `trust proxy` setting. */
  protocol?: string;
  hostname?: string;
  ip?: string | undefined;
  socket?: { encrypted?: boolean; remoteAddress?: string | undefined };
}

/** What is written of a response. */
export interface ExpressResponse {
  headersSent: boolean;
  getHeader(name: string): number | string | string[] | undefined;
  setHeader(name: string, value: string | string[]): unknown;
  writeHead: (...args: never[]) => unknown;
}

/**
 * Makes a middleware that records landings. Put it before the routes that serve pages.
 * @example
 * app.use(affitorLandings({ cookieDomain: '.example.com' }));
 */
export function affitorLandings<Incoming extends ExpressRequest>(
  options: LandingOptions<Incoming> = {},
): (request: Incoming, response: ExpressResponse, next: () => void) => Promise<void> {
  const land = createLandings<Incoming>(options);
  return async (request, response, next) => {
    const { setCookies } = await land(request, () => readVisit(request));
    if (setCookies.length > 0) addBeforeHeaders(response, setCookies);
    next();
  };
}

function readVisit(request: ExpressRequest): Visit {
  const { socket } = request;
  const isSecure = request.protocol ? request.protocol === 'https' : socket?.encrypted === true;
  return visitOfNode(request, {
    path: request.originalUrl ?? request.url ?? '/',
    host: readHost(request),
    isSecure,
    address: request.ip ?? socket?.remoteAddress ?? null,
  });
}

// `hostname` knows of trusted proxies but not of ports; the header knows of ports.
function readHost({ headers, hostname }: ExpressRequest): string | null {
  const host = headers.host;
  if (typeof host !== 'string') return hostname ?? null;
  return !hostname || host.startsWith(hostname) ? host : hostname;
}

/**
 * Adds to the headers when they are about to leave, so that whatever the page sets before then,
 * cookies and caching included, does not replace ours.
 */
function addBeforeHeaders(response: ExpressResponse, setCookies: string[]): void {
  const writeHead = response.writeHead as (...args: unknown[]) => unknown;
  response.writeHead = (...args: unknown[]) => {
    if (response.headersSent) return writeHead.apply(response, args);
    const status = takeHeaders(response, args);
    const current = response.getHeader('set-cookie') ?? [];
    const cookies = Array.isArray(current) ? current : [String(current)];
    response.setHeader('set-cookie', [...cookies, ...setCookies]);
    const cacheControl = response.getHeader('cache-control');
    const text = cacheControl === undefined ? null : String(cacheControl);
    response.setHeader('cache-control', privateCacheControl(text));
    return writeHead.apply(response, status);
  };
}

/** Headers that come with `writeHead` would replace the others: they join them first. */
function takeHeaders(response: ExpressResponse, args: unknown[]): unknown[] {
  const headers = args.at(-1);
  if (typeof headers !== 'object' || headers === null) return args;
  const merged = new Map<string, unknown>();
  for (const [name, value] of pairsOf(headers)) {
    const key = name.toLowerCase();
    merged.set(key, merged.has(key) ? [merged.get(key), value].flat() : value);
  }
  for (const [name, value] of merged) {
    if (value !== undefined) response.setHeader(name, value as string | string[]);
  }
  return args.slice(0, -1);
}

/** Node takes headers as an object, as a list of pairs, or as one list of names and values. */
function pairsOf(headers: object): [name: string, value: unknown][] {
  if (!Array.isArray(headers)) return Object.entries(headers);
  if (Array.isArray(headers[0])) return headers as [string, unknown][];
  const list = headers as unknown[];
  return list.flatMap((name, at) => (at % 2 === 0 ? [[String(name), list[at + 1]]] : []));
}
