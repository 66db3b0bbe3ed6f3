// Owns the recording of clicks: admit, batch, write under the settings in force, and answer after
// the commit.
import type { Logger } from 'pino';
import { type Batcher, createBatcher, type Outcome } from '../platform/batch.js';
import type { Clock } from '../platform/clock.js';
import { type Database, isConnectionLost, isRetryable } from '../platform/db/index.js';
import { AppError } from '../platform/http/errors.js';
import {
  type ActiveLink,
  type Admission,
  type ClickItem,
  type ClickResult,
  writeClicks,
} from './click-writing.js';
import type { LinkCache } from './link-cache.js';

/** Thrown with the program of an incomplete link, so that the refusal can be kept. */
export class IncompleteLink extends AppError {
  constructor(readonly programId: number | null) {
    super('referral_link_incomplete');
  }
}

export interface ClickServiceDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  links: LinkCache;
  rowsMax: number;
  queueMax: number;
  /** Is told of programs that have new events. */
  readonly announce: (programId: number) => void;
}

const SETTINGS_RETRIES_MAX = 10;

export class ClickService {
  readonly #deps: ClickServiceDeps;
  readonly #batcher: Batcher<ClickItem, ClickResult>;

  constructor(deps: ClickServiceDeps) {
    this.#deps = deps;
    this.#batcher = createBatcher({
      rowsMax: deps.rowsMax,
      queueMax: deps.queueMax,
      flush: (items) => this.#flush(items),
      isRetryable,
      isUnknown: isConnectionLost,
      onFull: () => new AppError('service_overloaded', { headers: { 'retry-after': '1' } }),
    });
  }

  /**
   * Where a code leads.
   * @throws AppError `referral_link_not_found`, `referral_link_incomplete`
   */
  async admit(code: string): Promise<Admission> {
    const link = await this.#deps.links.find(code);
    if (!link) throw new AppError('referral_link_not_found');
    if (link.programId === null || link.partnerId === null) {
      throw new IncompleteLink(link.programId);
    }
    const active = link as ActiveLink;
    return { kind: link.isActive ? 'active' : 'inactive', link: active };
  }

  /** Records a click that was admitted; resolves after the commit. */
  record(item: ClickItem): Promise<ClickResult> {
    return this.#batcher.submit(item);
  }

  drain(): Promise<void> {
    return this.#batcher.drain();
  }

  depth(): number {
    return this.#batcher.depth();
  }

  // The statement writes nothing when the settings have moved on; then all are admitted anew.
  async #flush(items: ClickItem[]): Promise<Outcome<ClickResult>[]> {
    const outcomes = new Array<Outcome<ClickResult>>(items.length);
    let waiting = items.map((item, index) => ({ item, index }));
    for (let attempt = 1; attempt <= SETTINGS_RETRIES_MAX; attempt += 1) {
      const { version } = this.#deps.links;
      const results = waiting.every(({ item }) => item.link.version === version)
        ? await this.#write(
            waiting.map(({ item }) => item),
            version,
          )
        : null;
      if (results) {
        for (const [position, { index }] of waiting.entries()) {
          outcomes[index] = { ok: true, value: results[position] as ClickResult };
        }
        for (const { item } of waiting) this.#deps.announce(item.link.programId);
        return outcomes;
      }
      waiting = await this.#admitAgain(waiting, outcomes);
    }
    throw new Error('the settings moved faster than clicks were recorded');
  }

  async #admitAgain(
    waiting: { item: ClickItem; index: number }[],
    outcomes: Outcome<ClickResult>[],
  ): Promise<{ item: ClickItem; index: number }[]> {
    this.#deps.links.forget();
    const admissions = await Promise.allSettled(
      waiting.map(({ item }) => this.admit(item.link.code)),
    );
    return waiting.flatMap(({ item, index }, position) => {
      const admission = admissions[position] as PromiseSettledResult<Admission>;
      if (admission.status === 'fulfilled' && admission.value.kind === 'active') {
        return [{ item: { ...item, link: admission.value.link }, index }];
      }
      outcomes[index] =
        admission.status === 'rejected'
          ? { ok: false, error: admission.reason }
          : { ok: true, value: { kind: 'inactive', link: admission.value.link } };
      return [];
    });
  }

  // Counters that cannot be fed must not cost the click; the reconcile job puts them right.
  async #write(items: ClickItem[], configVersion: bigint): Promise<ClickResult[] | null> {
    if (items.length === 0) return [];
    const { db, clock, log } = this.#deps;
    const options = { now: clock.now(), configVersion };
    try {
      return await writeClicks(db, items, { ...options, counting: true });
    } catch (error) {
      if (isConnectionLost(error) || isRetryable(error)) throw error;
      const results = await writeClicks(db, items, { ...options, counting: false });
      log.warn({ err: error }, 'metrics were not updated; the reconcile job will do it');
      return results;
    }
  }
}
