// Owns fetching the page of a site as a browser would get it: bounded in time, length, redirects.
import { messageOf } from '../platform/files.js';

const ANSWER_MAX_MS = 15_000;
const LENGTH_MAX = 2_000_000;

/** What came back, or why nothing did. */
export type Site =
  | { kind: 'page'; url: URL; askedUrl: URL; html: string; csp: string | null }
  | { kind: 'failed'; askedUrl: string; message: string };

/** The page at an address, or at a domain; a port means a machine of one's own, without https. */
export async function fetchSite(place: string): Promise<Site> {
  const scheme = /:\d+$/.test(place) ? 'http' : 'https';
  const address = /^https?:\/\//.test(place) ? place : `${scheme}://${place}/`;
  if (!URL.canParse(address)) return failed(place, 'this is no address');
  try {
    const response = await fetch(address, {
      headers: { 'user-agent': 'affitor-cli', accept: 'text/html' },
      signal: AbortSignal.timeout(ANSWER_MAX_MS),
    });
    if (!response.ok) return failed(address, `it answers with status ${response.status}`);
    return {
      kind: 'page',
      url: new URL(response.url),
      askedUrl: new URL(address),
      html: await readBounded(response),
      csp: response.headers.get('content-security-policy'),
    };
  } catch (error) {
    return failed(address, messageOf(error instanceof Error && error.cause ? error.cause : error));
  }
}

function failed(askedUrl: string, message: string): Site {
  return { kind: 'failed', askedUrl, message };
}

/** The beginning of a page; a tag that comes later than this is not looked for. */
async function readBounded(response: Response): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  const body: AsyncIterable<Uint8Array> = response.body;
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= LENGTH_MAX) break;
  }
  return text.slice(0, LENGTH_MAX);
}
