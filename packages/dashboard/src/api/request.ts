// Owns the address of a call: an operation's path with its parameters and query filled in.

/** What a call puts into its address. */
export interface AddressParts {
  params?: Readonly<Record<string, string | number>> | undefined;
  query?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The address of a call.
 * @example addressOf('/programs/:id/links', { params: { id: 4 }, query: { status: 'active' } })
 */
export function addressOf(path: string, { params = {}, query = {} }: AddressParts): string {
  const filled = path.replace(/:([A-Za-z_]+)/g, (_whole, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`the path ${path} needs ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === '' || value === null) continue;
    if (['string', 'number', 'boolean'].includes(typeof value))
      search.set(name, `${value as string}`);
  }
  return search.size > 0 ? `${filled}?${search.toString()}` : filled;
}
