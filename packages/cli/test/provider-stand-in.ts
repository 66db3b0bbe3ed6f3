// Owns the ground of stand-ins for payment providers: a server of this machine that keeps what it
// was sent, and that can be told to fail.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

export interface StandIn {
  url: string;
  asked: Asked[];
  /** The next request that matches is answered with this; it reaches nothing. */
  failNext(match: { method: string; path: RegExp }, answer: Answer | 'hang up'): void;
  close(): Promise<void>;
}

/** Starts a provider, whose answers `answer` gives. */
export async function startStandIn(answer: (asked: Asked) => Answer): Promise<StandIn> {
  const asked: Asked[] = [];
  const failures: { match: { method: string; path: RegExp }; answer: Answer | 'hang up' }[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://provider.test');
      const { method = '', headers } = request;
      const one = { method, path: pathname, query: searchParams, headers, body };
      asked.push(one);
      const at = failures.findIndex(
        ({ match }) => match.method === method && match.path.test(pathname),
      );
      const failure = at === -1 ? undefined : failures.splice(at, 1)[0]?.answer;
      if (failure === 'hang up') {
        request.socket.destroy();
        return;
      }
      const { status, body: json, headers: more } = failure ?? answer(one);
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(status === 204 ? undefined : JSON.stringify(json));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    failNext: (match, failure) => failures.push({ match, answer: failure }),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
