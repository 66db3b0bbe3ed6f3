// Owns the links that this process remembers. The memory is only as good as its version: whoever
// writes by it must compare the version with the database's in the same statement.
import { LRUCache } from 'lru-cache';
import { type Batcher, createBatcher } from '../platform/batch.js';
import type { Database } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import { findLinksByCodes, type LinkRecord } from './store-links.js';

const LINKS_MAX = 50_000;
const CODES_PER_QUERY_MAX = 200;
const CODES_WAITING_MAX = 10_000;

export class LinkCache {
  #version = 0n;
  readonly #links = new LRUCache<string, LinkRecord>({ max: LINKS_MAX });
  readonly #lookups: Batcher<string, LinkRecord | null>;

  constructor(db: Database) {
    this.#lookups = createBatcher({
      rowsMax: CODES_PER_QUERY_MAX,
      queueMax: CODES_WAITING_MAX,
      flush: async (codes) => {
        const { version, links } = await findLinksByCodes(db, [...new Set(codes)]);
        this.#remember(version, links);
        const byCode = new Map(links.map((link) => [link.code, link]));
        return codes.map((code) => ({ ok: true, value: byCode.get(code) ?? null }));
      },
      onFull: () => new AppError('service_overloaded', { headers: { 'retry-after': '1' } }),
    });
  }

  /** The version of the settings that the remembered links were read at. */
  get version(): bigint {
    return this.#version;
  }

  /** Forgets everything, the version too, because the settings have moved on. */
  forget(): void {
    this.#links.clear();
    this.#version = 0n;
  }

  /**
   * The link with a code; null when there is none. Unknown codes and links that take no clicks are
   * asked for every time, many in one query, so that a new or mended link works at once in every
   * process.
   */
  find(code: string): LinkRecord | null | Promise<LinkRecord | null> {
    return this.#links.get(code) ?? this.#lookups.submit(code);
  }

  #remember(version: bigint, links: LinkRecord[]): void {
    if (version > this.#version) {
      this.#links.clear();
      this.#version = version;
    }
    // A late answer from an older version must not be kept under the newer one.
    if (version < this.#version) return;
    for (const link of links) if (isUsable(link)) this.#links.set(link.code, link);
  }
}

// A refused click writes nothing, so nothing would notice that the remembered link was mended or
// switched on again meanwhile.
function isUsable({ isActive, programId, partnerId }: LinkRecord): boolean {
  return isActive && programId !== null && partnerId !== null;
}
