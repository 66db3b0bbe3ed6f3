// Owns what everything that the SDK prints begins with.

/** The first argument of every line. */
export const PREFIX = '[Affitor]';

/** Prints an error, whatever `debug` says. */
export const logError = (...args: unknown[]): void => console.error(PREFIX, ...args);
