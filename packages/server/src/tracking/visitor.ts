// Owns what a user agent and an address say about a visitor.
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
