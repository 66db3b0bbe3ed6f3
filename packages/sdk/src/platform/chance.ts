// Owns the SDK's one door to chance. Nothing here is a secret: it names sessions and spreads retries.

/** A number from 0 up to, but not including, 1. */
export function randomFraction(): number {
  return Math.random();
}
