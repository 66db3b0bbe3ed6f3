// Owns the present moment in the browser, so that everything else takes it as a value.

/** The moment now. */
export function now(): Date {
  return new Date();
}
