// Owns the cookies of the browser SDK as a server reads and writes them.
import { parseAffiliateUrl } from '../browser/affiliate-url.js';
import { appendClickId } from '../browser/click-ids.js';
import {
  AFFILIATE_URL,
  CLICK_ID,
  CLICK_IDS,
  decodeCookie,
  LEGACY_CLICK_ID,
} from '../browser/cookies.js';
import { parseAddress } from '../platform/address.js';

const SECONDS_PER_DAY = 86_400;

/** Click ids are opaque; these characters are all that they, and a cookie, can safely hold. */
const CLICK_ID_SHAPE = /^[\w.-]{1,128}$/;

/** True for a text that can be a click id. */
export function isClickId(text: unknown): text is string {
  return typeof text === 'string' && CLICK_ID_SHAPE.test(text);
}

/** What a visitor's cookies say about earlier clicks. */
export interface KnownClick {
  clickId: string | null;
  /** Oldest first; the present one is among them. */
  clickIds: string[];
  /** The partner codes of the landing pages that led here; two only where cookies overlap. */
  partnerCodes: string[];
}

/** Reads a `Cookie` header. Anything unreadable counts as absent. */
export function readKnownClick(cookieHeader: string | null): KnownClick {
  const cookies = parseCookies(cookieHeader ?? '');
  // The cookie of one subdomain and that of the whole site may both be sent.
  const valuesOf = (name: string) => cookies.flatMap(([key, value]) => (key === name ? value : []));
  const clickId = [...valuesOf(CLICK_ID), ...valuesOf(LEGACY_CLICK_ID)].find(isClickId) ?? null;
  const listed = valuesOf(CLICK_IDS)
    .flatMap((text) => decodeCookie(text).split('|'))
    .filter(isClickId);
  // Versions before the list kept the one id only.
  if (clickId !== null && !listed.includes(clickId)) listed.push(clickId);
  return {
    clickId,
    clickIds: listed.reduce<string[]>(appendClickId, []),
    partnerCodes: valuesOf(AFFILIATE_URL).flatMap((url) => readPartnerCode(url) ?? []),
  };
}

function readPartnerCode(affiliateUrl: string): string | null {
  const url = parseAddress(parseAffiliateUrl(affiliateUrl));
  return url?.searchParams.get('aff') ?? null;
}

function parseCookies(header: string): [name: string, value: string][] {
  return header.split(';').flatMap((part): [string, string][] => {
    const equals = part.indexOf('=');
    return equals < 0 ? [] : [[part.slice(0, equals).trim(), part.slice(equals + 1).trim()]];
  });
}

/** A click that has just been recorded, to be kept in the browser. */
export interface CookieInput {
  clickId: string;
  earlierClickIds: string[];
  affiliateUrl: string;
  windowDays: number;
  isSecure: boolean;
  /** Null for the visited host alone. */
  domain: string | null;
}

/**
 * The `Set-Cookie` values of a click: the cookies that the browser SDK would have written. They
 * are readable for scripts, because the browser SDK has to find them.
 */
export function renderCookies(click: CookieInput): string[] {
  const attributes = [
    `Max-Age=${click.windowDays * SECONDS_PER_DAY}`,
    'Path=/',
    ...(click.domain === null ? [] : [`Domain=${click.domain}`]),
    'SameSite=Lax',
    ...(click.isSecure ? ['Secure'] : []),
  ].join('; ');
  const clickIds = appendClickId(click.earlierClickIds, click.clickId);
  const cookies = [
    [CLICK_ID, click.clickId],
    [LEGACY_CLICK_ID, click.clickId],
    [CLICK_IDS, encodeURIComponent(clickIds.join('|'))],
    [AFFILIATE_URL, encodeURIComponent(click.affiliateUrl)],
  ];
  return cookies.map(([name, value]) => `${name}=${value}; ${attributes}`);
}
