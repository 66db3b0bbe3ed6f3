// Owns which addresses are public: where the service may connect to on behalf of a program.
import { BlockList, isIPv4, isIPv6 } from 'node:net';

// What IANA lists as not globally reachable, and multicast. IPv6 is turned around: only the range
// of unicast addresses is public, less what embeds or documents something else.
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
const PRIVATE_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const privateV4 = new BlockList();
for (const [net, bits] of PRIVATE_V4) privateV4.addSubnet(net, bits, 'ipv4');
const unicastV6 = new BlockList();
unicastV6.addSubnet('2000::', 3, 'ipv6');
const privateV6 = new BlockList();
for (const [net, bits] of PRIVATE_V6) privateV6.addSubnet(net, bits, 'ipv6');

/**
 * Whether an address belongs to the public internet. Addresses of IPv4 that are written as IPv6
 * are not: no resolver has a reason to answer them.
 * @example isPublicAddress('169.254.169.254') // false
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !privateV4.check(address, 'ipv4');
  if (!isIPv6(address)) return false;
  return unicastV6.check(address, 'ipv6') && !privateV6.check(address, 'ipv6');
}
