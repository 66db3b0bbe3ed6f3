// Owns who a tracking call speaks for. Keys are looked up in the database every time, many callers
// in one query: a replaced key is dead at once in every process.

import { createBatcher } from '../platform/batch.js';
import { sha256 } from '../platform/crypto.js';
import type { Database } from '../platform/db/index.js';
import { readBearerToken } from '../platform/http/bearer.js';
import { AppError } from '../platform/http/errors.js';
import { authenticateProgramKeys, type ProgramKeyOwner } from '../programs/index.js';

const KEYS_PER_QUERY_MAX = 200;
const KEYS_WAITING_MAX = 10_000;

export interface ProgramKeys {
  /**
   * The program that a required key belongs to.
   * @throws AppError `authorization_header_missing`, `api_token_missing`, `api_token_invalid`
   */
  require(header: string | undefined): Promise<ProgramKeyOwner>;
  /**
   * The program of an optional key; null without a usable one.
   * @throws AppError `api_token_invalid` for a token that no program has
   */
  accept(header: string | undefined): Promise<ProgramKeyOwner | null>;
}

export function createProgramKeys(db: Database): ProgramKeys {
  const lookups = createBatcher<Buffer, ProgramKeyOwner | null>({
    rowsMax: KEYS_PER_QUERY_MAX,
    queueMax: KEYS_WAITING_MAX,
    flush: async (hashes) => {
      const owners = await authenticateProgramKeys(db.kysely, hashes);
      return owners.map((value) => ({ ok: true, value }));
    },
    onFull: () => new AppError('service_overloaded', { headers: { 'retry-after': '1' } }),
  });

  async function find(token: string): Promise<ProgramKeyOwner> {
    const owner = await lookups.submit(sha256(token));
    if (!owner) throw new AppError('api_token_invalid');
    return owner;
  }

  return {
    async require(header) {
      const bearer = readBearerToken(header);
      if (bearer.kind === 'absent') throw new AppError('authorization_header_missing');
      if (bearer.kind === 'empty') throw new AppError('api_token_missing');
      return find(bearer.token);
    },
    async accept(header) {
      const bearer = readBearerToken(header);
      return bearer.kind === 'token' ? find(bearer.token) : null;
    },
  };
}
