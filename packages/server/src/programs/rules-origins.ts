// Owns which pages may call click and lead: how their origins are written, kept, matched. Pure.

/** Longer texts are no origin: a host has at most 253 characters. */
const ORIGIN_LENGTH_MAX = 300;
const WILDCARD = '*.';
const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;

/**
 * An allowed origin as it is kept: lower case, punycode, without a default port. Null when the
 * text is neither an origin (`https://shop.example:8443`) nor a bare host, each with at most a
 * leading `*.`.
 * @example normalizeOrigin('HTTPS://*.Shop.example:443') // 'https://*.shop.example'
 */
export function normalizeOrigin(entry: string): string | null {
  if (entry.length > ORIGIN_LENGTH_MAX) return null;
  const parts = /^(?:(https?):\/\/)?(\*\.)?([^\s*/\\?#@%:]+)(?::(\d{1,5}))?$/iu.exec(entry);
  if (!parts) return null;
  const [, scheme, wildcard = '', host = '', port] = parts;
  if (scheme === undefined && port !== undefined) return null;
  const url = parseUrl(`${scheme ?? 'http'}://${host}${port === undefined ? '' : `:${port}`}`);
  if (!url || url.hostname === '' || url.hostname.endsWith('.')) return null;
  if (wildcard !== '' && !canHaveSubdomains(url.hostname)) return null;
  if (scheme === undefined) return wildcard + url.hostname;
  return `${url.protocol}//${wildcard}${url.host}`;
}

/** A wildcard over a whole top-level domain would allow everybody's sites. */
function canHaveSubdomains(hostname: string): boolean {
  if (IPV4.test(hostname)) return false;
  return hostname === 'localhost' || hostname.includes('.');
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

/**
 * Every kept entry that would allow this `Origin` header: itself, its bare host, and the wildcards
 * above it. Empty for what is no web origin (`null`, browser extensions, junk).
 */
export function originCandidates(origin: string): string[] {
  if (origin.length > ORIGIN_LENGTH_MAX) return [];
  const url = parseUrl(origin);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return [];
  // A browser writes its origin in exactly one way; anything else is not from a browser.
  if (url.origin !== origin) return [];
  const candidates = [origin, url.hostname];
  const port = url.port === '' ? '' : `:${url.port}`;
  if (url.hostname.startsWith('[') || IPV4.test(url.hostname)) return candidates;
  const labels = url.hostname.split('.');
  for (let first = 1; first < labels.length; first += 1) {
    const parent = labels.slice(first).join('.');
    candidates.push(`${url.protocol}//${WILDCARD}${parent}${port}`, WILDCARD + parent);
  }
  return candidates;
}

/**
 * The origin that a browser names for pages of an address; null for what no page can have.
 * @example originOfAddress('https://Shop.example/cart') // 'https://shop.example'
 */
export function originOfAddress(address: string): string | null {
  const url = parseUrl(address.trim());
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.origin : null;
}

/**
 * Whether a page of this origin may call, by the kept entries of a program.
 * @example isOriginAllowed(['localhost'], 'http://localhost:3000') // true
 */
export function isOriginAllowed(entries: readonly string[], origin: string): boolean {
  if (entries.length === 0) return false;
  const candidates = originCandidates(origin);
  return entries.some((entry) => candidates.includes(entry));
}

/** The origins a new program allows: its website and the twin with or without `www.`. */
export function originsOfWebsite(websiteUrl: string): string[] {
  const url = parseUrl(websiteUrl);
  if (!url) return [];
  const { hostname } = url;
  const own = normalizeOrigin(url.origin);
  if (own === null) return [];
  if (IPV4.test(hostname) || !hostname.includes('.')) return [own];
  const isWww = hostname.startsWith('www.');
  const twinHost = isWww ? hostname.slice('www.'.length) : `www.${hostname}`;
  const twin = normalizeOrigin(own.replace(hostname, () => twinHost));
  return twin === null ? [own] : [own, twin];
}
