// Owns the call that runs a synthetic chain.
import { OPERATIONS } from '@affitor/contract';

/** A chain is four tracking calls and their commits. */
const CHAIN_TIMEOUT_MS = 60_000;

/**
 * Runs click, lead and sale of the program of the key, without a trace in its figures.
 * @returns the body of a success as it is; else `http_status` beside the body, so that
 *   `retry_after_seconds` can be read
 * @throws when no answer came
 */
export async function fireVerificationChain(key: string, url: string): Promise<object> {
  const { method, path } = OPERATIONS.sendCliTestEvent;
  const response = await fetch(url.replace(/\/+$/, '') + path, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'chain' }),
    signal: AbortSignal.timeout(CHAIN_TIMEOUT_MS),
  });
  const body: unknown = await response.json().catch(() => null);
  const fields = typeof body === 'object' && body !== null ? body : {};
  return response.ok ? fields : { http_status: response.status, ...fields };
}
