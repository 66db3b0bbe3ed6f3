// Owns the search for the widest domain that this page may set cookies for.
import { readCookie, writeCookie } from './cookies.js';

const PROBE = 'affitor_domain_test';

/**
 * Tries `.example.com`, then `.shop.example.com`, until the browser keeps a test cookie: only the
 * browser knows which suffixes are public. Empty: cookies belong to the host alone, as they must on
 * an address or on a name of one label.
 */
export function detectRootDomain(): string {
  const labels = location.hostname.split('.');
  let domain = `.${labels.pop()}`;
  // No top-level domain ends in a digit; addresses do.
  while (labels.length && !/\d$/.test(domain)) {
    domain = `.${labels.pop()}${domain}`;
    document.cookie = `${PROBE}=1; domain=${domain}; path=/`;
    const isKept = readCookie(PROBE);
    writeCookie(PROBE, '', 0, domain);
    if (isKept) return domain;
  }
  return '';
}
