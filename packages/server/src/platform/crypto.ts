// Owns the cryptography: digests, keyed digests, keys derived from the server's secret.

import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { randomAlphanumeric } from './ids.js';

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
