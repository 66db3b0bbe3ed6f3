// Owns cookies as text: reading one, writing one with the documented attributes, deleting one.
import { nowMs } from '../platform/clock.js';

export const CLICK_ID = 'affitor_click_id';
export const LEGACY_CLICK_ID = 'customer_code';
export const AFFILIATE_URL = 'affitor_aff_url';
export const CLICK_IDS = 'affitor_click_ids';

const DAY_MS = 864e5;

/** The raw value of a cookie; null when there is none or when reading is forbidden. */
export function readCookie(name: string): string | null {
  try {
    for (const pair of document.cookie.split(/; */)) {
      if (pair.startsWith(`${name}=`)) return pair.slice(name.length + 1) || null;
    }
  } catch {
    // Sandboxed frames throw instead of having no cookies.
  }
  return null;
}

/** Writes a cookie for so many days; 0 deletes it. An empty domain makes it the host's alone. */
export function writeCookie(name: string, value: string, days: number, domain: string): void {
  try {
    const expires = new Date(days && nowMs() + days * DAY_MS).toUTCString();
    document.cookie =
      `${name}=${value}; expires=${expires}; path=/; SameSite=Lax` +
      (domain && `; domain=${domain}`) +
      (location.protocol === 'https:' ? '; Secure' : '');
  } catch {
    // As above: without cookies the memory of this page has to do.
  }
}
