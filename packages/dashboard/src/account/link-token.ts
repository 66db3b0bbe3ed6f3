// Owns the token of a mailed link. It stands behind the #, which browsers keep to themselves.
import { useEffect, useState } from 'react';

/** Reads the token once and takes it out of the address bar and the history. */
export function useLinkToken(): string {
  const [token] = useState(() => {
    const fragment = new URLSearchParams(window.location.hash.slice(1));
    return fragment.get('token') ?? '';
  });
  useEffect(() => {
    if (window.location.hash === '') return;
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);
  return token;
}
