// Owns the one door through which the service reads other people's pages. Every host is resolved
// first, and the connection goes to the very address that was found public, at every redirect anew.
import dns from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './outbound-address.js';

/** What became of reading a page. */
export type OutboundAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string }
  /** The address, or one that it led to, is not on the public internet. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export type OutboundFetch = (url: string) => Promise<OutboundAnswer>;

export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

export interface OutboundOptions {
  /** Hosts (`localhost`, `shop.internal:8080`) that may be private, as the operator says. */
  readonly privateHosts: readonly string[];
  /** The addresses of a host. */
  readonly resolve?: (host: string) => Promise<readonly HostAddress[]>;
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
}

const TIMEOUT_MS = 5_000;
/** The head of a page, where the tag belongs, is a small part of this. */
const BYTES_MAX = 512 * 1024;
const REDIRECTS_MAX = 3;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
const PUBLIC_PORTS = new Set(['', '80', '443']);

class Refusal extends Error {}

/** Makes the door. Reading never throws: what went wrong is in the answer. */
export function createOutboundFetch(options: OutboundOptions): OutboundFetch {
  return async (url) => {
    const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
    try {
      return await follow(url, options, signal);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof Refusal) return { kind: 'refused', reason };
      return { kind: 'failed', reason: signal.aborted ? 'it took too long' : reason };
    }
  };
}

async function follow(
  start: string,
  options: OutboundOptions,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  let url = new URL(start);
  for (let hops = 0; hops <= REDIRECTS_MAX; hops += 1) {
    const target = await admit(url, options, signal);
    const response = await send(url, target, signal);
    const { statusCode: status = 0, headers } = response;
    if (!REDIRECT_STATUSES.has(status) || headers.location === undefined) {
      const text = await readText(response, options.bytesMax ?? BYTES_MAX);
      return { kind: 'answered', status, text };
    }
    response.destroy();
    url = new URL(headers.location, url);
  }
  return { kind: 'failed', reason: 'it redirects too often' };
}

/** The address to connect to. @throws Refusal when the host may not be asked */
async function admit(
  url: URL,
  options: OutboundOptions,
  signal: AbortSignal,
): Promise<HostAddress> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new Refusal('only http and https are read');
  }
  if (url.username !== '' || url.password !== '') throw new Refusal('the address names a user');
  const isListed = [url.hostname, url.host].some((name) => options.privateHosts.includes(name));
  if (!isListed && !PUBLIC_PORTS.has(url.port)) throw new Refusal('the port is not 80 or 443');
  // The parser has turned every spelling of an IPv4 address into the usual one.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await unlessAborted((options.resolve ?? resolveHost)(host), signal);
  if (!isListed && !addresses.every(({ address }) => isPublicAddress(address))) {
    throw new Refusal('the host has an address that is not public');
  }
  const [first] = addresses;
  if (!first) throw new Error('the host has no address');
  return first;
}

function resolveHost(host: string): Promise<HostAddress[]> {
  return dns.lookup(host, { all: true });
}

// The resolver of the system cannot be stopped, so its answer is left behind.
function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('it took too long')), { once: true });
    work.then(resolve, reject);
  });
}

function send(url: URL, target: HostAddress, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { request } = url.protocol === 'https:' ? https : http;
  // Asked for the host again, the connection gets the address that was checked, and no other.
  const lookup: LookupFunction = (_host, { all }, done) =>
    all ? done(null, [{ ...target }]) : done(null, target.address, target.family);
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent: false,
      lookup,
      signal,
      headers: {
        accept: 'text/html,*/*;q=0.1',
        // What is compressed could be a bomb.
        'accept-encoding': 'identity',
        'user-agent': 'Affitor site check',
      },
    });
    sent.on('response', resolve).on('error', reject).end();
  });
}

/** The beginning of the answer, at most so many bytes of it. */
async function readText(response: http.IncomingMessage, bytesMax: number): Promise<string> {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    response.destroy();
    throw new Error('the page came compressed, though nobody asked for that');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // Leaving the loop closes the connection.
    if (size >= bytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, bytesMax).toString('utf8');
}
