// Owns the list of click ids that this browser has held, oldest first.
import { decodeCookie } from './cookies.js';

/** Reads the cookie's text; one that cannot be decoded counts as empty. */
export const parseClickIds = (text: string): string[] =>
  decodeCookie(text).split('|').filter(Boolean);

/** Puts an id at the newest end, once, and drops the oldest beyond twenty. */
export const appendClickId = (ids: string[], id: string): string[] =>
  [...ids.filter((other) => other !== id), id].slice(-20);
