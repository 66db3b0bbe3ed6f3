// Owns the address that a partner's link led to: its code, its length, its form in the cookie.

/** The service refuses longer addresses; a click must not be lost to a long query string. */
const URL_CHARACTERS_MAX = 2048;

/** The partner's code in a URL; null without one. */
export function readAff(url: string | null): string | null {
  if (!url) return null;
  try {
    return new URL(url).searchParams.get('aff') || null;
  } catch {
    return /[?&]aff=([^&#]+)/.exec(url)?.[1] ?? null;
  }
}

/** The same landing with nothing but the code, if the URL is longer than the service accepts. */
export function shortenAffiliateUrl(url: string): string {
  const aff = url.length > URL_CHARACTERS_MAX && readAff(url);
  return aff ? `${location.origin}/?aff=${encodeURIComponent(aff)}` : url;
}

/** The page's address, cut to what the service accepts. */
export function readPageUrl(): string {
  return location.href.slice(0, URL_CHARACTERS_MAX);
}

/** Reads the cookie, encoded as we write it or raw as older versions did. */
export function parseAffiliateUrl(text: string | null): string | null {
  try {
    return text && !text.includes('://') ? decodeURIComponent(text) : text;
  } catch {
    return text;
  }
}
