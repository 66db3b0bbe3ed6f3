// Owns where a person goes once they are signed in.
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { safeNext } from './safe-next.js';

const BASE = '/app';

/** Forgets what was known before, and opens the page that was asked for. */
export function useAfterSignIn(): (next?: string) => Promise<void> {
  const client = useQueryClient();
  const router = useRouter();
  return async (next) => {
    client.clear();
    const own = safeNext(next);
    router.history.push(own.startsWith(BASE) ? own : `${BASE}${own}`);
    await router.invalidate();
  };
}
