// Owns the sending of one request: its time limit, its answer, and what a failure is called.
import { withinDeadline } from './deadline.js';

/** One request to the API. */
export interface ApiRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  /** JSON text. */
  body?: string;
}

/** What came back. A failure without an answer has status 0. */
export type ApiReply = Answer | Silence;

export interface Answer {
  status: number;
  ok: boolean;
  statusText: string;
  /** The parsed body; null when it was empty or no JSON. */
  body: unknown;
  header(name: string): string | null;
}

export interface Silence {
  status: 0;
  ok: false;
  error: unknown;
}

/** The `fetch` of the platform, or one that behaves like it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export function isSilence(reply: ApiReply): reply is Silence {
  return 'error' in reply;
}

/** Sends a request once. Never rejects. */
export async function send(
  fetch: Fetch,
  request: ApiRequest,
  timeoutMs: number,
): Promise<ApiReply> {
  const { url, ...init } = request;
  try {
    return await withinDeadline(timeoutMs, async (signal) => {
      const response = await fetch(url, { ...init, signal });
      // An empty body, a page of a proxy, a body cut short: the status says all that is known.
      const body: unknown = await response.json().catch(() => null);
      return {
        status: response.status,
        ok: response.status >= 200 && response.status < 300,
        statusText: response.statusText,
        body,
        header: (name: string) => readHeader(response, name),
      };
    });
  } catch (error) {
    return { status: 0, ok: false, error };
  }
}

// A `fetch` that the caller passes may answer with less than a whole Response.
function readHeader(response: Partial<Response>, name: string): string | null {
  return response.headers?.get(name) ?? null;
}

/** What a request that got no answer died of. */
export function describeSilence(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'network_error';
}
