// Owns what a user agent and an address say about a visitor.
import { isIPv4, isIPv6 } from 'node:net';
import { isbot } from 'isbot';
import { LRUCache } from 'lru-cache';
import { UAParser } from 'my-ua-parser';

export interface Visitor {
  isBot: boolean;
  deviceType: string | null;
  deviceOs: string | null;
  browserName: string | null;
}

const UNKNOWN: Visitor = { isBot: false, deviceType: null, deviceOs: null, browserName: null };

// Reading a user agent costs more than the rest of the click path, and the same few thousand
// strings come again and again.
const known = new LRUCache<string, Visitor>({ max: 5_000 });

// A call made by a script or a server names its HTTP library, which says nothing of the visitor.
const HTTP_LIBRARIES = [
  'aiohttp',
  'apache-httpclient',
  'axios',
  'bun',
  'curl',
  'dart',
  'deno',
  'faraday',
  'go-http-client',
  'got',
  'guzzlehttp',
  'httpie',
  'insomnia',
  'java',
  'libwww-perl',
  'node',
  'okhttp',
  'php',
  'postmanruntime',
  'python',
  'reqwest',
  'rest-client',
  'ruby',
  'superagent',
  'undici',
  'wget',
];
const HTTP_LIBRARY = new RegExp(`^(?:${HTTP_LIBRARIES.join('|')})\\b`, 'i');

/** What a user agent says. Bots are recognised by the `isbot` list. */
export function describeVisitor(userAgent: string | null): Visitor {
  if (userAgent === null) return UNKNOWN;
  let visitor = known.get(userAgent);
  if (!visitor) {
    visitor = HTTP_LIBRARY.test(userAgent) ? UNKNOWN : parse(userAgent);
    known.set(userAgent, visitor);
  }
  return visitor;
}

function parse(userAgent: string): Visitor {
  const result = new UAParser(userAgent).getResult();
  return {
    isBot: isbot(userAgent),
    deviceType: result.device.type ?? (result.os.name ? 'desktop' : null),
    deviceOs: result.os.name ?? null,
    browserName: result.browser.name ?? null,
  };
}

/** Whether the browser fetched the page before anyone looked at it. */
export function isSpeculative(headers: Record<string, string | string[] | undefined>): boolean {
  const purpose = headers['sec-purpose'] ?? headers.purpose ?? headers['x-purpose'];
  return typeof purpose === 'string' && /prefetch|prerender|preview/i.test(purpose);
}

/**
 * The part of an address that may be kept: the first 24 bits of IPv4, the first 48 of IPv6.
 * @example networkOf('203.0.113.77') // '203.0.113.0/24'
 */
export function networkOf(address: string): string | null {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(plain)) return null;
  const [head = '', tail] = (plain.split('%')[0] ?? '').split('::');
  const leading = head === '' ? [] : head.split(':');
  const trailing = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - leading.length - trailing.length);
  const groups = [...leading, ...Array<string>(zeros).fill('0'), ...trailing];
  const first = groups.slice(0, 3).map((group) => Number.parseInt(group, 16).toString(16));
  return `${first.join(':')}::/48`;
}
