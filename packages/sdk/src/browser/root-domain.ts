// Owns the search for the widest domain that this page may set cookies for.

const PROBE = 'affitor_domain_test';

/**
 * Tries `.example.com`, then `.shop.example.com`, until the browser keeps a test cookie: only the
 * browser knows which suffixes are public. Empty: cookies belong to the host alone.
 */
export function detectRootDomain(): string {
  const { hostname } = location;
  // Addresses have no parent domain. IPv6 addresses come in brackets.
  if (/^(?:localhost|[\d.]+|\[.*)$/.test(hostname)) return '';
  const labels = hostname.split('.');
  for (let count = 2; count <= labels.length; count++) {
    const domain = `.${labels.slice(-count).join('.')}`;
    const probe = `; domain=${domain}; path=/`;
    try {
      document.cookie = `${PROBE}=1${probe}`;
      const isKept = document.cookie.includes(`${PROBE}=1`);
      document.cookie = `${PROBE}=${probe}; expires=Thu, 01 Jan 1970 00:00:00 GMT`;
      if (isKept) return domain;
    } catch {
      return '';
    }
  }
  return '';
}
