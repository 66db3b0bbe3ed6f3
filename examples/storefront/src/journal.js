// Owns the journal behind the panel "What just happened". A shop of yours needs nothing of this.
import { AsyncLocalStorage } from 'node:async_hooks';

const ENTRIES_MAX = 12;
const currentVisit = new AsyncLocalStorage();

/** Runs a request so that whatever it notes lands in the journal of this visit. */
export function withJournal(visit, serve) {
  currentVisit.run(visit, serve);
}

/**
 * Keeps one call to Affitor.
 *
 * @param {object} entry
 * @param {'click' | 'lead' | 'sale' | 'refund'} entry.kind
 * @param {string} entry.call the function of the SDK
 * @param {object} [entry.input] what it was called with, or what the browser sent
 * @param {object} entry.result `{ ok, status, data, error }`, as the SDK gives it
 * @param {object} [entry.shown] what the function gave to the shop, where that is not `result`
 * @param {'browser' | 'server'} [entry.by] who called
 */
export function note({ by = 'server', ...entry }) {
  const visit = currentVisit.getStore();
  if (!visit) return;
  visit.journal.unshift({ by, ...entry });
  visit.journal.length = Math.min(visit.journal.length, ENTRIES_MAX);
}
