// Owns what the browser remembers between visits; a browser that refuses forgets, and works.

/** What was remembered under a name. */
export function recall(name: string): string | null {
  try {
    return localStorage.getItem(`affitor.${name}`);
  } catch {
    return null;
  }
}

/** Remembers a value, or forgets it. */
export function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`affitor.${name}`);
    else localStorage.setItem(`affitor.${name}`, value);
  } catch {
    // Private windows of some browsers refuse; the choice then lasts as long as the page.
  }
}
