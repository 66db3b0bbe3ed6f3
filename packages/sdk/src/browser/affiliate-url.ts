// Owns the address that a partner's link led to: its code, its length, its form in the cookie.
import { decodeCookie } from './cookies.js';

/** The partner's code in a URL, also in one that lacks its origin; nothing without one. */
export function readAff(url: string | null | undefined): string | null | undefined {
  try {
    return new URL(url as string, location.href).searchParams.get('aff');
  } catch {}
}

/** Cuts an address to what the service accepts: nothing must be lost to a long query string. */
export const cutUrl = (url: string): string => url.slice(0, 2048);

/** Reads the cookie, encoded as we write it or raw as older versions did. */
export const parseAffiliateUrl = (text: string): string =>
  text.includes('://') ? text : decodeCookie(text);
