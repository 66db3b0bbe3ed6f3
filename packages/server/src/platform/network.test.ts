// Guards what is kept of an address, and which addresses count as one.
import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { networkOf } from './network.js';

describe('an address', () => {
  test.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['::FFFF:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7348', '2001:db8:85a3::/48'],
    ['2001:0DB8:0000::1', '2001:db8:0::/48'],
    ['2001:db8::1', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0::/48'],
    ['2001:db8:1:2:3:4:192.0.2.1', '2001:db8:1::/48'],
    ['::a:b:c:d:e:192.0.2.1', '0:a:b::/48'],
  ])('%s is kept as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test('that is none is not kept', () => {
    for (const text of ['', 'unknown', '203.0.113', '203.0.113.777', 'g::1', '<script>']) {
      expect(networkOf(text)).toBeNull();
    }
  });

  test('never keeps more than 48 bits, and gives a network that PostgreSQL and others can read', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const network = networkOf(address);
        if (network === null) return;
        expect(network.endsWith('/48') || network.endsWith('.0/24')).toBe(true);
        if (network.endsWith('/48')) expect(isIPv6(network.slice(0, -3))).toBe(true);
      }),
    );
  });

  test('of one household or office counts as one caller', () => {
    expect(networkOf('2001:db8:1:2:3::1', 64)).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:db8:1:2:ffff::9', 64)).toBe('2001:db8:1:2::/64');
    expect(networkOf('2001:db8:1:3::9', 64)).toBe('2001:db8:1:3::/64');
    expect(networkOf('203.0.113.77', 64)).toBe('203.0.113.0/24');
  });
});
