// Owns signing out.
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { callApi } from '../api/client.js';
import { tellFailure } from '../api/queries.js';

/** Ends the session, and leads to the page that begins one. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    try {
      await callApi('signOut', {});
    } catch (error) {
      await tellFailure(error);
      return;
    }
    // What one person saw is not left for the next.
    client.clear();
    await navigate({ to: '/sign-in' });
  };
}
