// Owns networks: the part of an address that is kept, and that is counted as one caller.
import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
const BITS_PER_GROUP = 16;

/**
 * The network of an address: the first 24 bits of IPv4; of IPv6 the first 48, which is what may be
 * kept, or 64, which is what one household or office has to itself. Null for what is no address.
 * @example networkOf('203.0.113.77') // '203.0.113.0/24'
 */
export function networkOf(address: string, ipv6Bits: 48 | 64 = 48): string | null {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.0/24`;
  if (!isIPv6(plain)) return null;
  const groups = groupsOf(plain).slice(0, ipv6Bits / BITS_PER_GROUP);
  return `${groups.join(':')}::/${ipv6Bits}`;
}

function groupsOf(ip: string): string[] {
  // Addresses have many spellings, and the parser of URLs turns each of them into one.
  const [left = '', right] = new URL(`http://[${ip}]`).hostname.slice(1, -1).split('::');
  const leading = left === '' ? [] : left.split(':');
  const trailing = right ? right.split(':') : [];
  const zeros = Array<string>(GROUPS - leading.length - trailing.length).fill('0');
  return [...leading, ...zeros, ...trailing];
}
