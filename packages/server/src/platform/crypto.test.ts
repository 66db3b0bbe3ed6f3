// Owns the guarantees of the cryptography: keys apart by purpose, comparisons that tell nothing.

import { expect, test } from 'vitest';
import { deriveKey, hmacSha256, isEqualSecret, sha256 } from './crypto.js';

const SECRET = 'a secret of more than thirty-two characters';

test('each purpose has a key of its own, the same at every start', () => {
  const key = deriveKey(SECRET, 'email of workspace 1');
  expect(key).toHaveLength(32);
  expect(deriveKey(SECRET, 'email of workspace 1')).toEqual(key);
  expect(deriveKey(SECRET, 'email of workspace 2')).not.toEqual(key);
  expect(deriveKey(`${SECRET}.`, 'email of workspace 1')).not.toEqual(key);
});

test('digests are the standard ones, so that other tools can check them', () => {
  expect(sha256('abc').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('secrets of another length or content are different', () => {
  expect(isEqualSecret(sha256('a'), sha256('a'))).toBe(true);
  expect(isEqualSecret(sha256('a'), sha256('b'))).toBe(false);
  expect(isEqualSecret(sha256('a'), Buffer.from('a'))).toBe(false);
});
