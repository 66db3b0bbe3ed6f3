// Owns `window.affitorQueue`: the calls a page made before the script was there, and after.
import type { PageTracker } from './page-tracker.js';

type Entry = [name: string, ...args: unknown[]];

/** Runs what waits, in order, and from then on whatever is pushed, at once. */
export function serveQueue(tracker: PageTracker): void {
  const page = window as Window & { affitorQueue?: Entry[] };
  // The same array goes on, because the page may hold it by another name.
  const queue = page.affitorQueue || [];
  page.affitorQueue = queue;
  const waiting = queue.splice(0);
  queue.push = (...entries) => {
    for (const entry of entries) {
      try {
        const [name, ...args] = entry;
        (tracker as unknown as Record<string, (...args: unknown[]) => unknown>)[name]?.(...args);
      } catch {
        // An unknown name is no reason to fail.
      }
    }
    return 0;
  };
  queue.push(...waiting);
}
