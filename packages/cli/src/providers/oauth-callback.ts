// Owns the page of this machine that a provider sends the browser back to: one answer, for one
// request of ours, from this machine only.
import { createHash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { Failure } from '../platform/failure.js';

const PORT_FIRST = 3456;
const PORT_LAST = 3465;
/** A browser may take either for `localhost`, and nobody else is to listen at the other. */
const HOSTS = ['127.0.0.1', '::1'];

const PAGES = {
  done: [200, 'The command line has its answer. Go back to your terminal.'],
  declined: [200, 'Nothing was connected. Go back to your terminal.'],
  unknown: [400, 'This is no answer to what the command line asked. It goes on waiting.'],
  missing: [404, 'There is nothing here.'],
} as const;

/** What the provider sent the browser back with. */
export type CallbackAnswer = { code: string } | { error: string };

export interface Callback {
  redirectUri: string;
  /** Never settles when nobody comes back. */
  answer: Promise<CallbackAnswer>;
  close(): void;
}

/** Listens on the first free port for the answer to the request with this state. */
export async function listenForCallback(state: string): Promise<Callback> {
  let answerWith: (answer: CallbackAnswer) => void = () => undefined;
  const answer = new Promise<CallbackAnswer>((resolve) => {
    answerWith = resolve;
  });
  const handle: http.RequestListener = (request, response) => {
    const read = readAnswer(request, state);
    const [status, text] = PAGES[typeof read === 'string' ? read : pageOf(read)];
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      connection: 'close',
    });
    const page = `<!doctype html><html lang="en"><title>Affitor</title><p>${text}</p></html>\n`;
    response.end(page, () => {
      if (typeof read !== 'string') answerWith(read);
    });
  };
  const { port, servers } = await listenSomewhere(handle);
  return { redirectUri: `http://localhost:${port}/callback`, answer, close: () => stop(servers) };
}

function pageOf(answer: CallbackAnswer): 'done' | 'declined' {
  return 'code' in answer ? 'done' : 'declined';
}

function readAnswer(
  { method, url }: http.IncomingMessage,
  state: string,
): CallbackAnswer | 'unknown' | 'missing' {
  const { pathname, searchParams: query } = new URL(url ?? '/', 'http://localhost');
  if (method !== 'GET' || pathname !== '/callback') return 'missing';
  if (!isSame(query.get('state') ?? '', state)) return 'unknown';
  const error = query.get('error');
  if (error) return { error: query.get('error_description') ?? error };
  const code = query.get('code');
  return code ? { code } : 'unknown';
}

/** Takes as long whatever is wrong with the text. */
function isSame(given: string, wanted: string): boolean {
  const [left, right] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

async function listenSomewhere(handle: http.RequestListener) {
  for (let port = PORT_FIRST; port <= PORT_LAST; port += 1) {
    const servers = await listenAt(port, handle);
    if (servers) return { port, servers };
  }
  throw new Failure('other', {
    error: 'no_free_port',
    message: `None of the ports ${PORT_FIRST} to ${PORT_LAST} of this machine is free.`,
    hint: 'End a program that listens on one of them, then run it again.',
  });
}

/** Servers on every loopback address; null when somebody listens there already. */
async function listenAt(port: number, handle: http.RequestListener): Promise<http.Server[] | null> {
  const servers: http.Server[] = [];
  for (const host of HOSTS) {
    const server = http.createServer(handle).listen({ port, host });
    try {
      await once(server, 'listening');
      servers.push(server);
    } catch (error) {
      // Without IPv6 there is no second address to listen at.
      if (servers.length > 0 && !isTaken(error)) continue;
      stop(servers);
      return null;
    }
  }
  return servers;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function stop(servers: readonly http.Server[]): void {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
}
