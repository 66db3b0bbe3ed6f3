// Owns reading the Authorization header. The scheme is compared letter by letter: "bearer x" is no
// bearer token here, as the documented API demands.

const PREFIX = 'Bearer ';

export type BearerToken = { kind: 'absent' } | { kind: 'empty' } | { kind: 'token'; token: string };

/** What an Authorization header carries. */
export function readBearerToken(header: string | undefined): BearerToken {
  if (header === undefined || !header.startsWith(PREFIX)) return { kind: 'absent' };
  const token = header.slice(PREFIX.length).trim();
  return token === '' ? { kind: 'empty' } : { kind: 'token', token };
}
