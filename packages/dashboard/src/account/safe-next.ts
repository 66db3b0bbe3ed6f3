// Owns where a person may be sent after signing in: pages of ours, whatever the address bar says.

/** The page that was asked for, or the first one where another site was asked for. */
export function safeNext(next: string | undefined): string {
  const isOwn = next !== undefined && /^\/(?![/\\])[^\\]*$/.test(next);
  return isOwn ? next : '/';
}
