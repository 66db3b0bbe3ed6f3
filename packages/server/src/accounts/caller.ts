// Owns what a request tells about its caller, and what of it the engine may see.
import type { FastifyRequest } from 'fastify';
import { networkOf } from '../platform/network.js';
import { NETWORK_HEADER } from './engine.js';

/** Whoever sends a request, signed in or not. */
export interface Caller {
  readonly cookies: ReadonlyMap<string, string>;
  readonly userAgent: string;
  /** What is counted as one when guesses are counted. */
  readonly network: string;
  /** What is kept with a session. */
  readonly keptNetwork: string;
  readonly requestId: string;
}

const USER_AGENT_LENGTH_MAX = 300;

/** Reads a caller from a request. */
export function callerOf(request: FastifyRequest): Caller {
  return {
    cookies: readCookies(request.headers.cookie ?? ''),
    userAgent: storable(request.headers['user-agent'] ?? '').slice(0, USER_AGENT_LENGTH_MAX),
    network: networkOf(request.ip, 64) ?? 'unknown',
    keptNetwork: networkOf(request.ip) ?? '',
    requestId: request.id,
  };
}

// The database stores no NUL, and Headers take nothing beyond what HTTP allows.
function storable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '');
}

// Of two cookies with one name the first counts: browsers send the more specific one first.
function readCookies(header: string): ReadonlyMap<string, string> {
  const cookies = new Map<string, string>();
  for (const part of header.split(';')) {
    const separator = part.indexOf('=');
    if (separator < 1) continue;
    const name = part.slice(0, separator).trim();
    if (!cookies.has(name)) cookies.set(name, part.slice(separator + 1).trim());
  }
  return cookies;
}

/** The headers of a call to the engine: the cookies that it is about, and no others. */
export function engineHeaders(caller: Caller, cookieNames: readonly string[]): Headers {
  const pairs = cookieNames.flatMap((name) => {
    const value = caller.cookies.get(name);
    return value === undefined || !/^[\x21-\x7e]*$/.test(value) ? [] : [`${name}=${value}`];
  });
  const headers = new Headers({ 'user-agent': caller.userAgent });
  if (pairs.length > 0) headers.set('cookie', pairs.join('; '));
  const [address = ''] = caller.keptNetwork.split('/');
  if (address !== '') headers.set(NETWORK_HEADER, address);
  return headers;
}
