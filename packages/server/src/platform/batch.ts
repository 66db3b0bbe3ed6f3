// Owns natural batching: what arrives while a flush is under way is taken together by the next.

/** What a flush says of one of its items. */
export type Outcome<Result> = { ok: true; value: Result } | { ok: false; error: unknown };

export interface BatcherOptions<Item, Result> {
  /** How many items one flush takes at the most: a bound on statement size and lock time. */
  rowsMax: number;
  /** How many items may wait; one more is refused with `onFull`. */
  queueMax: number;
  /** How many flushes may be under way. One is fastest where commits are fast. */
  flushesMax?: number;
  /** Does the items' work in one transaction and answers for each, in their order. */
  flush(items: Item[]): Promise<Outcome<Result>[]>;
  /** Whether running the same items again can help (a deadlock), and is safe. */
  isRetryable?(error: unknown): boolean;
  /** Whether it is unknown if the flush took effect (the connection broke at commit). */
  isUnknown?(error: unknown): boolean;
  onFull(): Error;
}

export interface Batcher<Item, Result> {
  /** Resolves after the commit that contains the item; rejects with its own error. */
  submit(item: Item): Promise<Result>;
  /** Resolves when nothing waits and nothing is under way. */
  drain(): Promise<void>;
  /** How many items wait. */
  depth(): number;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(value: Result): void;
  reject(error: unknown): void;
}

const RETRIES_MAX = 3;

/**
 * Makes a batcher. A lone item is flushed at once, without a timer; under load, batches grow by
 * themselves to what arrived during the previous commit. When a flush fails its items are done
 * one by one, so that a bad one harms only its sender.
 */
export function createBatcher<Item, Result>(
  options: BatcherOptions<Item, Result>,
): Batcher<Item, Result> {
  let queue: Waiting<Item, Result>[] = [];
  let underWay = 0;
  let idleWaiters: (() => void)[] = [];
  const flushesMax = options.flushesMax ?? 1;

  function start(): void {
    while (underWay < flushesMax && queue.length > 0) {
      const members = queue.length <= options.rowsMax ? queue : queue.slice(0, options.rowsMax);
      queue = queue.length <= options.rowsMax ? [] : queue.slice(options.rowsMax);
      underWay += 1;
      void settle(members).finally(() => {
        underWay -= 1;
        start();
        if (underWay === 0 && queue.length === 0) {
          for (const wake of idleWaiters) wake();
          idleWaiters = [];
        }
      });
    }
  }

  async function settle(members: Waiting<Item, Result>[]): Promise<void> {
    try {
      answer(members, await flushWithRetries(members));
    } catch (error) {
      if (members.length === 1 || options.isUnknown?.(error)) {
        for (const member of members) member.reject(error);
        return;
      }
      for (const member of members) await settle([member]);
    }
  }

  async function flushWithRetries(members: Waiting<Item, Result>[]): Promise<Outcome<Result>[]> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await options.flush(members.map((member) => member.item));
      } catch (error) {
        if (attempt > RETRIES_MAX || !options.isRetryable?.(error)) throw error;
      }
    }
  }

  return {
    submit(item) {
      if (queue.length >= options.queueMax) return Promise.reject(options.onFull());
      return new Promise<Result>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        start();
      });
    },
    async drain() {
      if (underWay === 0 && queue.length === 0) return;
      await new Promise<void>((resolve) => idleWaiters.push(resolve));
    },
    depth: () => queue.length,
  };
}

function answer<Item, Result>(members: Waiting<Item, Result>[], outcomes: Outcome<Result>[]): void {
  for (const [index, member] of members.entries()) {
    const outcome = outcomes[index];
    if (outcome?.ok) member.resolve(outcome.value);
    else member.reject(outcome?.error ?? new Error('a flush left one of its items unanswered'));
  }
}
