// Owns visits: who is signed in in this browser, and the journal of what happened there.
import { randomUUID } from 'node:crypto';

const COOKIE = 'storefront_visit';
const VISITS_MAX = 1_000;

/** In memory, as everything here: a restart of the example forgets its visitors. */
const visits = new Map();

/** Finds the visit of a request, or begins one. */
export function openVisit(request, response, cookieOptions) {
  const known = visits.get(readCookie(request, COOKIE));
  if (known) return known;
  const visit = { id: randomUUID(), accountId: null, isLeadDue: false, journal: [] };
  visits.set(visit.id, visit);
  if (visits.size > VISITS_MAX) visits.delete(visits.keys().next().value);
  response.cookie(COOKIE, visit.id, { ...cookieOptions, httpOnly: true });
  return visit;
}

/** Forgets a visit, its journal included. */
export function closeVisit(visit, response, cookieOptions) {
  visits.delete(visit.id);
  response.clearCookie(COOKIE, cookieOptions);
}

/** The value of a cookie, or undefined. */
export function readCookie(request, name) {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}
