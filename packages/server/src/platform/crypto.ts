// Owns the cryptography: digests, keyed digests, keys derived from the server's secret.

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { randomAlphanumeric, randomNonce } from './ids.js';

const SECRET_FILE = 'secret.key';
const SECRET_LENGTH = 64;
const DERIVED_KEY_BYTES = 32;

/** The SHA-256 of a text: how random keys are stored and looked up. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The HMAC-SHA-256 of a text: how guessable values (emails) are stored. */
export function hmacSha256(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/**
 * Derives the key of one purpose from the server's secret. Every purpose has a key of its own, so
 * that what leaks of one says nothing about another.
 * @example deriveKey(config.secretKey, `email of workspace ${workspaceId}`)
 */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'affitor', purpose, DERIVED_KEY_BYTES));
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts a text so that only the holder of the key reads it, and nobody changes it. */
export function sealText(key: Buffer, text: string): Buffer {
  const nonce = randomNonce(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]);
}

/** Reads what `sealText` has written; throws when the key is another or a byte was changed. */
export function openSealedText(key: Buffer, sealed: Buffer): string {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const encrypted = sealed.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString('utf8');
}

/** Compares secrets in a time that does not tell where they differ. */
export function isEqualSecret(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Gives the server's secret kept in the data folder, generated at the first call. */
export function ensureSecretKey(dataDir: string): string {
  const file = path.join(dataDir, SECRET_FILE);
  fs.mkdirSync(dataDir, { recursive: true });
  if (!fs.existsSync(file)) {
    // Written aside and linked into place: of two first starts one wins, and neither can read
    // half a key.
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, `${randomAlphanumeric(SECRET_LENGTH)}\n`, { mode: 0o600 });
    linkOnce(draft, file);
  }
  return fs.readFileSync(file, 'utf8').trim();
}

function linkOnce(draft: string, file: string): void {
  try {
    fs.linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    fs.rmSync(draft);
  }
}
