// Owns the SDK's one door to the current time.

/** Milliseconds since 1970, by the clock of the machine that runs this. */
export function nowMs(): number {
  return Date.now();
}
