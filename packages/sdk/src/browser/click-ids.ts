// Owns the list of click ids that this browser has held, oldest first.

const IDS_MAX = 20;

/** Reads the cookie's text; one that cannot be decoded counts as empty. */
export function parseClickIds(text: string | null): string[] {
  try {
    return decodeURIComponent(text || '')
      .split('|')
      .filter(Boolean);
  } catch {
    return [];
  }
}

/** Puts an id at the newest end, once, and drops the oldest beyond the limit. */
export function appendClickId(ids: string[], id: string): string[] {
  return [...ids.filter((other) => other !== id), id].slice(-IDS_MAX);
}

/** The text for the cookie. */
export function formatClickIds(ids: string[]): string {
  return encodeURIComponent(ids.join('|'));
}
