// Owns the parsing of addresses that may be none.

/** The address, or null. `URL.canParse` came only with later versions of Node 18. */
export function parseAddress(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
