// Owns randomness: every identifier and secret that must not be guessed is made here.
import { randomBytes, randomUUID } from 'node:crypto';

const POOL_BYTES = 16_384;
let pool = Buffer.alloc(0);
let offset = 0;

// Asking the kernel for 16 bytes at a time costs more than the digits themselves.
function takeBytes(count: number): Buffer {
  if (offset + count > pool.length) {
    pool = randomBytes(POOL_BYTES);
    offset = 0;
  }
  const bytes = pool.subarray(offset, offset + count);
  offset += count;
  return bytes;
}

/** 39 decimal digits that carry 128 random bits: the secret part of a click id. */
export function randomClickToken(): string {
  const bytes = takeBytes(16);
  const value = (bytes.readBigUInt64BE(0) << 64n) | bytes.readBigUInt64BE(8);
  return value.toString().padStart(39, '0');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** A string of letters and digits, each uniformly random. */
export function randomAlphanumeric(length: number): string {
  let result = '';
  while (result.length < length) {
    const byte = takeBytes(1)[0] as number;
    // 248 is the largest multiple of 62 below 256; what lies above would favour some letters.
    if (byte < 248) result += ALPHABET[byte % 62];
  }
  return result;
}

/** A secret key with a prefix; 40 characters carry 238 random bits. */
export function randomKey(prefix: string): string {
  return prefix + randomAlphanumeric(40);
}

/** An identifier for one request, unique over all processes. */
export function randomRequestId(): string {
  return randomUUID();
}

/** A secret for a mailed link; 43 characters carry 256 random bits. */
export function randomLinkToken(): string {
  return randomAlphanumeric(43);
}

/** Without vowels, which make words, and without what looks like something else. */
const CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ23456789';

/** Eight characters that people compare by eye: `7KQ2-M4XD`. */
export function randomSpokenCode(): string {
  let code = '';
  while (code.length < 8) {
    const byte = takeBytes(1)[0] as number;
    // 252 is the largest multiple of 28 below 256.
    if (byte < 252) code += CODE_ALPHABET[byte % CODE_ALPHABET.length];
  }
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** A value that must never repeat under one encryption key. */
export function randomNonce(byteCount: number): Buffer {
  return randomBytes(byteCount);
}
