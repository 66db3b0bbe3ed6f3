// Owns the making of program keys.
import { sha256 } from '../platform/crypto.js';
import { randomKey } from '../platform/ids.js';
import { maskProgramKey, PROGRAM_KEY_PREFIX } from './rules.js';
import type { ProgramKey } from './store.js';

/** A new program key, and what is kept of it. */
export function makeKey(): { apiToken: string; key: ProgramKey } {
  const apiToken = randomKey(PROGRAM_KEY_PREFIX);
  return { apiToken, key: { hash: sha256(apiToken), masked: maskProgramKey(apiToken) } };
}
