// Owns the question where this code runs; asked at each call, never at import time.

/** True in a page; false on a server, where every call of the SDK does nothing. */
export const isBrowser = (): boolean => typeof document !== 'undefined';
