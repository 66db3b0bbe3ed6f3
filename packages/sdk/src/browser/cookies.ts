// Owns cookies as text: their names, reading one, writing one with the documented attributes.
import { formatExpiry } from '../platform/clock.js';

export const CLICK_ID = 'affitor_click_id';
export const LEGACY_CLICK_ID = 'customer_code';
export const AFFILIATE_URL = 'affitor_aff_url';
export const CLICK_IDS = 'affitor_click_ids';

/** Every cookie of ours that lasts. */
export const NAMES = [CLICK_ID, LEGACY_CLICK_ID, AFFILIATE_URL, CLICK_IDS];

/** The raw value of a cookie; empty when there is none or when reading is forbidden. */
export function readCookie(name: string): string {
  try {
    return `; ${document.cookie}`.match(`; ${name}=([^;]+)`)?.[1] || '';
  } catch {
    // Sandboxed frames throw instead of having no cookies.
    return '';
  }
}

/** A value as it was before encodeURIComponent(); empty if it cannot be decoded. */
export function decodeCookie(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Writes a cookie for so many days; 0 deletes it. An empty domain makes it the host's alone. */
export function writeCookie(name: string, value: string, days: number, domain: string): void {
  document.cookie =
    `${name}=${value}; expires=${formatExpiry(days)}` +
    `; path=/; SameSite=Lax${domain && `; domain=${domain}`}` +
    (location.protocol === 'https:' ? '; Secure' : '');
}
