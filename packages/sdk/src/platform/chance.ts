// Owns the SDK's one door to chance. Nothing here is a secret: it names sessions, spreads retries.

/** A number from 0 up to, but not including, 1. */
export const randomFraction = (): number => Math.random();

/** Nine letters and digits. */
export const randomLetters = (): string => (randomFraction() * 1e18).toString(36).slice(0, 9);
