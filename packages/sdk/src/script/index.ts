// Owns the script tag: starts one tracker for the page, which answers as `window.affitor`.
import { readAttributes } from './attributes.js';
import { PageTracker } from './page-tracker.js';
import { serveQueue } from './queue.js';

const page = window as Window & { affitor?: PageTracker };

try {
  // A page that has the tag twice still has one visitor.
  if (!page.affitor?.loaded) {
    const tracker = new PageTracker(readAttributes());
    page.affitor = tracker;
    tracker.init();
    serveQueue(tracker);
  }
} catch {
  // Whatever the page did to its globals, it must not fail because of us.
}
