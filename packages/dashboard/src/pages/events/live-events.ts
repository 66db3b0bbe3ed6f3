// Owns keeping a page of events up to date: the list, then the stream after it, again and again.
import { type CallInput, callApi } from '../../api/client.js';
import { type FeedEvent, type FeedFilter, followEvents } from '../../api/event-stream.js';
import { ApiFailure } from '../../api/failure.js';
import { tellFailure } from '../../api/queries.js';
import { now } from '../../platform/clock.js';
import { FeedRows, type FeedSnapshot, isFound, type MinuteBar } from './feed-rows.js';

/** What a person asked to see; `q` is one customer key, transaction, click or request. */
export interface EventQuery {
  filter: FeedFilter;
  q: string | undefined;
}

export type Connection = 'connecting' | 'open' | 'lost' | 'refused';

export interface LiveSnapshot extends FeedSnapshot {
  isLoading: boolean;
  error: unknown;
  connection: Connection;
  hasOlder: boolean;
  isLoadingOlder: boolean;
  minutes: readonly MinuteBar[];
}

const PAGE_ROWS = 50;
/** The page is drawn anew this often at most, however many events come. */
const DRAW_EVERY_MS = 200;
/** Minutes pass also when nothing happens. */
const TICK_MS = 10_000;
const RELOAD_EVERY_MS = 1_500;
const RETRY_MS = [2_000, 5_000, 15_000] as const;

/** The events of one program under one filter, from `start` to `stop`. */
export class LiveEvents {
  readonly #programId: number;
  readonly #query: EventQuery;
  readonly #rows = new FeedRows();
  readonly #listeners = new Set<() => void>();
  #snapshot: LiveSnapshot;
  #cursor: string | null = null;
  #unfollow: (() => void) | null = null;
  #drawing: ReturnType<typeof setTimeout> | null = null;
  #loading: ReturnType<typeof setTimeout> | null = null;
  #abort = new AbortController();
  #failures = 0;
  #loadedAtMs = 0;
  #ticking: ReturnType<typeof setInterval> | null = null;
  /** A reading of the list that waits until the page is no longer paused. */
  #isDue = false;
  /** Events that came while the list was being read. */
  #early: FeedEvent[] | null = null;

  constructor(programId: number, query: EventQuery) {
    this.#programId = programId;
    this.#query = query;
    this.#snapshot = {
      ...this.#rows.snapshot(),
      isLoading: true,
      error: null,
      connection: 'connecting',
      hasOlder: false,
      isLoadingOlder: false,
      minutes: [],
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): LiveSnapshot => this.#snapshot;

  /** Reads the list and follows what comes after it; call what it returns to stop. */
  start(): () => void {
    this.#ticking = setInterval(() => this.#patch({}), TICK_MS);
    void this.#load();
    return () => this.#stop();
  }

  /** Reads the list anew, for example after events had to leave the page. */
  readonly reload = (): void => {
    this.#patch({ isLoading: true, error: null });
    this.#stopFollowing();
    void this.#load();
  };

  readonly pause = (): void => {
    this.#rows.pause();
    this.#draw();
  };

  readonly resume = (): void => {
    this.#rows.resume();
    this.#draw();
    if (this.#isDue) void this.#load();
  };

  /** Adds the page of the list that comes after the oldest row. */
  readonly loadOlder = async (): Promise<void> => {
    if (this.#cursor === null || this.#snapshot.isLoadingOlder) return;
    this.#patch({ isLoadingOlder: true });
    try {
      const page = await this.#list(this.#cursor);
      this.#cursor = page.meta.next_cursor;
      this.#rows.append(page.data);
    } catch (error) {
      if (!this.#abort.signal.aborted) void tellFailure(error);
    } finally {
      this.#patch({ isLoadingOlder: false });
      this.#draw();
    }
  };

  async #load(): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.#isDue = false;
    this.#early = [];
    this.#loadedAtMs = now().getTime();
    try {
      const page = await this.#list(null);
      if (signal.aborted) return;
      this.#cursor = page.meta.next_cursor;
      this.#rows.start(page.data, this.#cursor !== null);
      this.#rows.add(this.#early);
      this.#early = null;
      this.#patch({ isLoading: false, error: null });
      this.#draw();
      if (this.#unfollow === null) this.#follow(page.meta.position);
    } catch (error) {
      if (signal.aborted) return;
      this.#early = null;
      const isPassing = error instanceof ApiFailure && (error.status === 0 || error.status >= 429);
      if (isPassing && this.#snapshot.rows.length > 0) this.#retryLater();
      else this.#patch({ isLoading: false, error });
    }
  }

  #list(cursor: string | null) {
    const { filter, q } = this.#query;
    const query = {
      ...filter,
      limit: PAGE_ROWS,
      ...(q === undefined ? {} : { q }),
      ...(cursor === null ? {} : { cursor }),
    } as CallInput<'listEvents'>['query'];
    const params = { id: this.#programId };
    return callApi('listEvents', { params, query }, this.#abort.signal);
  }

  #follow(after: string): void {
    const { filter } = this.#query;
    const options = { filter, after };
    this.#unfollow = followEvents(this.#programId, options, {
      onOpen: () => {
        this.#failures = 0;
        this.#patch({ connection: 'open' });
      },
      onEvents: (events) => this.#take(events),
      onReload: () => this.#loadSoon(),
      onLost: () => this.#patch({ connection: 'lost' }),
      onRefused: () => {
        this.#stopFollowing();
        this.#retryLater();
      },
    });
  }

  #take(events: readonly FeedEvent[]): void {
    const wanted = events.filter((event) => isFound(event, this.#query.q));
    if (wanted.length === 0) return;
    if (this.#early !== null) this.#early.push(...wanted);
    else this.#rows.add(wanted);
    this.#drawing ??= setTimeout(() => this.#draw(), DRAW_EVERY_MS);
  }

  // Under a load that no reading can carry, every message says so; the list is not asked each time.
  #loadSoon(): void {
    if (this.#loading !== null) return;
    const sinceMs = now().getTime() - this.#loadedAtMs;
    this.#loading = setTimeout(
      () => {
        this.#loadUnlessPaused();
      },
      Math.max(0, RELOAD_EVERY_MS - sinceMs),
    );
  }

  #retryLater(): void {
    const waitMs = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)];
    this.#failures += 1;
    this.#patch({ connection: 'refused', isLoading: false });
    if (this.#loading !== null) clearTimeout(this.#loading);
    this.#loading = setTimeout(() => this.#loadUnlessPaused(), waitMs);
  }

  // What is paused stays as it is: the reader asked for it.
  #loadUnlessPaused(): void {
    this.#loading = null;
    if (this.#snapshot.isPaused) this.#isDue = true;
    else void this.#load();
  }

  #stop(): void {
    this.#abort.abort();
    this.#stopFollowing();
    for (const timer of [this.#drawing, this.#loading]) if (timer !== null) clearTimeout(timer);
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#drawing = null;
    this.#loading = null;
  }

  #stopFollowing(): void {
    this.#unfollow?.();
    this.#unfollow = null;
  }

  #draw(): void {
    if (this.#drawing !== null) clearTimeout(this.#drawing);
    this.#drawing = null;
    this.#patch({});
  }

  #patch(change: Partial<LiveSnapshot>): void {
    const rows = this.#rows.snapshot();
    this.#snapshot = {
      ...this.#snapshot,
      ...rows,
      minutes: this.#rows.minutes(now()),
      hasOlder: this.#cursor !== null && !rows.hasGap,
      ...change,
    };
    for (const listener of this.#listeners) listener();
  }
}
