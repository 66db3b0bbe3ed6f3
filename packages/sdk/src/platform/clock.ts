// Owns the SDK's one door to the current time.

/** Milliseconds since 1970, by the clock of the machine that runs this. */
export const nowMs = (): number => Date.now();

/** The date so many days from now, as cookies write it; for no days, one long past. */
export const formatExpiry = (days: number): string =>
  new Date(days && Date.now() + days * 864e5).toUTCString();
