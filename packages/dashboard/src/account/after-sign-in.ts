// Owns where a person goes once they are signed in.
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';

const BASE = '/app';

/** A page of the dashboard, whatever the address bar asked for: never another site. */
export function safeNext(next: string | undefined): string {
  const isOwn = next !== undefined && /^\/(?![/\\])[^\\]*$/.test(next);
  return isOwn ? next : '/';
}

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
