// Owns what a request says about a visit, whatever framework it came through.
import { parseAddress } from '../platform/address.js';

/** One request of a visitor, in the same words for every framework. */
export interface Visit {
  method: string;
  /** The address as the visitor sees it; null when the request does not tell. */
  url: URL | null;
  isSecure: boolean;
  /** For `X-Forwarded-For`, so that the click is placed where the visitor is; null if unknown. */
  forwardedFor: string | null;
  header: (name: string) => string | null;
}

/** Reads a web-standard request. Proxy headers count only where the caller trusts them. */
export function visitOf(request: Request, isProxyTrusted: boolean): Visit {
  const header = (name: string) => request.headers.get(name);
  const forwarded = (name: string) => (isProxyTrusted ? firstOf(header(name)) : null);
  const url = parseAddress(request.url);
  if (url) {
    const protocol = forwarded('x-forwarded-proto');
    if (protocol === 'https' || protocol === 'http') url.protocol = protocol;
    // Some frameworks put the name of the inner server into the address, but never into the header.
    const host = forwarded('x-forwarded-host') ?? header('host');
    if (host !== null) [url.port, url.host] = ['', host];
  }
  return {
    method: request.method,
    url,
    isSecure: url?.protocol === 'https:',
    forwardedFor: isProxyTrusted ? header('x-forwarded-for') : null,
    header,
  };
}

function firstOf(list: string | null): string | null {
  return list?.split(',')[0]?.trim() || null;
}

/** A request of Node's http server, as Express, Connect and Fastify hand it on. */
export interface NodeRequest {
  method?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
}

/** A header of a Node request. */
export function readNodeHeader(request: NodeRequest, name: string): string | null {
  const value = request.headers[name];
  return (Array.isArray(value) ? value.join(', ') : value) ?? null;
}

/** Reads a Node request; the framework says what it knows of proxies. */
export function visitOfNode(
  request: NodeRequest,
  seen: { path: string; host: string | null; isSecure: boolean; address: string | null },
): Visit {
  const protocol = seen.isSecure ? 'https' : 'http';
  return {
    method: request.method ?? 'GET',
    url: seen.host === null ? null : parseAddress(`${protocol}://${seen.host}${seen.path}`),
    isSecure: seen.isSecure,
    forwardedFor: seen.address,
    header: (name) => readNodeHeader(request, name),
  };
}

/** Browsers and the tools that imitate them call themselves so; scripts and monitors do not. */
const BROWSER = /^(?:Mozilla|Opera)\//;
const SPECULATION = /prefetch|prerender|preview/i;
const SPECULATION_HEADERS = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];

/**
 * The partner code of a landing: a person opening a page with `?aff=` in the address bar. Null for
 * everything else: what pages load by themselves, frames, and pages that are fetched before
 * anybody looks, which the browser SDK records once somebody does.
 */
export function readLandingCode(visit: Visit): string | null {
  const code = visit.url?.searchParams.get('aff') || null;
  if (code === null || visit.method !== 'GET' || !isNavigation(visit)) return null;
  if (!BROWSER.test(visit.header('user-agent') ?? '')) return null;
  const isAhead = SPECULATION_HEADERS.some((name) => SPECULATION.test(visit.header(name) ?? ''));
  return isAhead ? null : code;
}

// Browsers without Sec-Fetch headers (and all of them on http) still ask for HTML by name.
function isNavigation({ header }: Visit): boolean {
  const destination = header('sec-fetch-dest');
  if (destination !== null) return destination === 'document';
  return /\btext\/html\b/i.test(header('accept') ?? '');
}
