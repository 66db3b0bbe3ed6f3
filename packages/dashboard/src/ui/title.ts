// Owns the title of the browser's tab.
import { useEffect } from 'react';

/** Names the page in the tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Affitor`;
  }, [title]);
}
