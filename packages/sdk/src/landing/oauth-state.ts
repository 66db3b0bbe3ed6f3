// Owns the click id inside an OAuth `state`, for a sign-in that returns to another host.
import { isClickId } from './cookies.js';

/** Of characters that every provider returns as they were. */
const SEPARATOR = '~affitor~';

/**
 * Adds a click id to the `state` of a sign-in with another provider. Keep the result where you
 * keep your state, and compare it whole when the visitor returns: that is what makes sure that
 * nobody changed it on the way.
 * @example
 * const state = withClickId(randomState, readClickId(request));
 */
export function withClickId(state: string, clickId: string | null | undefined): string {
  const plain = withoutClickId(state);
  return isClickId(clickId) ? `${plain}${SEPARATOR}${clickId}` : plain;
}

/** The click id in a returned `state`; null when there is none that can be one. Never throws. */
export function clickIdFromState(state: unknown): string | null {
  if (typeof state !== 'string') return null;
  const at = state.lastIndexOf(SEPARATOR);
  const clickId = at < 0 ? null : state.slice(at + SEPARATOR.length);
  return isClickId(clickId) ? clickId : null;
}

/** The `state` as it was before `withClickId`. */
export function withoutClickId(state: string): string {
  const at = state.lastIndexOf(SEPARATOR);
  return at < 0 ? state : state.slice(0, at);
}
