// Owns the rows of the live feed: newest first, each event once, never more than a page can hold.
import type { FeedEvent } from '../../api/event-stream.js';

/** More rows than this are not kept: a page that shows everything shows nothing. */
export const ROWS_MAX = 300;
/** With pages of older events that somebody asked for. */
const ROWS_WITH_OLDER_MAX = 1_000;
/** How many minutes the bars show. */
export const MINUTES = 30;

const MINUTE_MS = 60_000;

/** What the page shows at one moment. */
export interface FeedSnapshot {
  rows: readonly FeedEvent[];
  /** Events that came while the page was paused. */
  waitingCount: number;
  isPaused: boolean;
  /** Older events had to leave the page, so that the list no longer joins on to it. */
  hasGap: boolean;
}

/** One minute of the bars; a count of null is a minute of which not every event is known. */
export interface MinuteBar {
  startMs: number;
  count: number | null;
}

/** What tells an event from all others of its program. */
export function keyOf(event: Pick<FeedEvent, 'kind' | 'id'>): string {
  return `${event.kind} ${event.id}`;
}

/** Whether an event of the stream is one that the list would have found. */
export function isFound(event: FeedEvent, q: string | undefined): boolean {
  if (q === undefined) return true;
  const { customer_key, transaction_id, click_id, request_id, id } = event;
  return [customer_key, transaction_id, click_id, request_id, id].includes(q);
}

const msOf = (event: FeedEvent) => Date.parse(event.happened_at);

/** The events that are known to one page. */
export class FeedRows {
  #rows: readonly FeedEvent[] = [];
  #rowsMax = ROWS_MAX;
  #waiting = new Map<string, FeedEvent>();
  #waitingCount = 0;
  #isPaused = false;
  #hasGap = false;
  #minutes = new Map<number, number>();
  #knownFromMs = 0;

  /** Begins anew with the newest page of the list. */
  start(page: readonly FeedEvent[], hasMore: boolean): void {
    this.#rows = page;
    this.#rowsMax = ROWS_MAX;
    this.#waiting.clear();
    this.#waitingCount = 0;
    this.#hasGap = false;
    this.#minutes.clear();
    const oldest = page.at(-1);
    this.#knownFromMs = hasMore && oldest ? msOf(oldest) : 0;
    for (const event of page) this.#count(event);
  }

  /** Takes events of the stream; one that came before is replaced. */
  add(events: readonly FeedEvent[]): void {
    const known = new Set(this.#rows.map(keyOf));
    for (const event of events) {
      const key = keyOf(event);
      if (known.has(key) || this.#waiting.has(key)) continue;
      this.#count(event);
      known.add(key);
      if (this.#isPaused) this.#waitingCount += 1;
    }
    if (this.#isPaused) this.#wait(events);
    else this.#merge(events);
  }

  /** Takes a page of older events, which the list gave. */
  append(page: readonly FeedEvent[]): void {
    this.#rowsMax = Math.min(this.#rowsMax + page.length, ROWS_WITH_OLDER_MAX);
    const known = new Set(this.#rows.map(keyOf));
    this.#keep([...this.#rows, ...page.filter((event) => !known.has(keyOf(event)))]);
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** Shows what came in the meantime. */
  resume(): void {
    this.#isPaused = false;
    const waiting = [...this.#waiting.values()];
    if (this.#waitingCount > waiting.length) {
      // What waited longest was let go: older rows would not join on to what is left.
      this.#rows = [];
      this.#hasGap = true;
    }
    this.#waiting.clear();
    this.#waitingCount = 0;
    this.#merge(waiting);
  }

  snapshot(): FeedSnapshot {
    return {
      rows: this.#rows,
      waitingCount: this.#waitingCount,
      isPaused: this.#isPaused,
      hasGap: this.#hasGap,
    };
  }

  /** The last minutes, oldest first. */
  minutes(now: Date): MinuteBar[] {
    const current = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
    return Array.from({ length: MINUTES }, (_, index) => {
      const startMs = current - (MINUTES - 1 - index) * MINUTE_MS;
      const isKnown = startMs >= this.#knownFromMs;
      return { startMs, count: isKnown ? (this.#minutes.get(startMs) ?? 0) : null };
    });
  }

  #wait(events: readonly FeedEvent[]): void {
    for (const event of events) this.#waiting.set(keyOf(event), event);
    for (const key of this.#waiting.keys()) {
      if (this.#waiting.size <= ROWS_MAX) break;
      this.#waiting.delete(key);
    }
  }

  #merge(events: readonly FeedEvent[]): void {
    const newer = new Map(events.map((event) => [keyOf(event), event]));
    const known = this.#rows.filter((event) => !newer.has(keyOf(event)));
    // Of one millisecond, what came last stands first.
    this.#keep([...[...newer.values()].reverse(), ...known]);
  }

  #keep(all: FeedEvent[]): void {
    const sorted = all.sort((one, other) => msOf(other) - msOf(one));
    if (sorted.length > this.#rowsMax) this.#hasGap = true;
    this.#rows = sorted.slice(0, this.#rowsMax);
  }

  #count(event: FeedEvent): void {
    const minute = Math.floor(msOf(event) / MINUTE_MS) * MINUTE_MS;
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + 1);
    for (const startMs of this.#minutes.keys()) {
      if (startMs < minute - 2 * MINUTES * MINUTE_MS) this.#minutes.delete(startMs);
    }
  }
}
