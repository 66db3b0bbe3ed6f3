// Owns the list of click ids that this browser has held, oldest first.

/** Puts an id at the newest end, once, and drops the oldest beyond twenty. */
export const appendClickId = (ids: string[], id: string): string[] =>
  [...ids.filter((other) => other !== id), id].slice(-20);
