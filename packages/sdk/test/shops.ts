// Owns the shops of the tests: one page, served by each framework that the SDK has an adapter for.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import fastify from 'fastify';
import { NextRequest, NextResponse } from 'next/server.js';
import { affitorLandings as expressLandings, readClickId } from '../src/express/index.js';
import { affitorLandings as fastifyLandings } from '../src/fastify/index.js';
import { createWebLandings } from '../src/landing/index.js';
import { affitorProxy } from '../src/next/index.js';

/** What the shops let a test choose. */
export interface ShopOptions {
  apiUrl: string;
  timeoutMs?: number;
  cookieDomain?: string;
  consent?: () => boolean;
  onError?: (error: unknown) => void;
  /** The shop stands behind a proxy that it trusts. */
  isBehindProxy?: boolean;
}

/** A shop on a port of its own. Its page sets a cookie and says which click led to it. */
export interface Shop {
  url: string;
  stop: () => Promise<void>;
}

export type OpenShop = (options: ShopOptions) => Promise<Shop>;

const PAGE_COOKIE = 'theme=dark; Path=/';
const PAGE_CACHE_CONTROL = 'public, max-age=60';
const page = (clickId: string | null) => `<p>${clickId ?? 'nobody'}</p>`;

/** Every way of serving a landing. */
export const SHOPS: [name: string, open: OpenShop][] = [
  ['Express', openExpressShop],
  ['the http server of Node', openNodeShop],
  ['Fastify', openFastifyShop],
  ['a server of Request and Response', openWebShop],
  ['Next.js', openNextShop],
];

async function openExpressShop({ isBehindProxy, ...options }: ShopOptions): Promise<Shop> {
  const app = express();
  if (isBehindProxy) app.set('trust proxy', 'loopback');
  app.use(expressLandings(options));
  app.get('/', (request, response) => {
    response.cookie('theme', 'dark');
    response.set('cache-control', PAGE_CACHE_CONTROL).type('html');
    response.send(page(readClickId(request)));
  });
  return listen(createServer(app));
}

async function openNodeShop({ isBehindProxy: _, ...options }: ShopOptions): Promise<Shop> {
  const land = expressLandings(options);
  const server = createServer((request, response) => {
    void land(request, response, () => {
      const headers = { 'content-type': 'text/html', 'cache-control': PAGE_CACHE_CONTROL };
      const all = { ...headers, 'set-cookie': PAGE_COOKIE };
      const list = Object.entries(all).flat();
      const form = { list, pairs: Object.entries(all) }[String(request.headers['x-form'])] ?? all;
      // The types of Node leave the pairs out.
      response.writeHead(200, form as string[]).end(page(readClickId(request)));
    });
  });
  return listen(server);
}

async function openFastifyShop({ isBehindProxy, ...options }: ShopOptions): Promise<Shop> {
  const app = fastify({ trustProxy: isBehindProxy === true });
  await app.register(fastifyLandings, options);
  app.get('/', async (request, reply) => {
    reply.header('set-cookie', PAGE_COOKIE).header('cache-control', PAGE_CACHE_CONTROL);
    return reply.type('text/html').send(page(readClickId(request)));
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, stop: () => app.close() };
}

export async function openWebShop({ isBehindProxy, ...options }: ShopOptions): Promise<Shop> {
  const landings = createWebLandings({ ...options, trustProxy: isBehindProxy === true });
  return serveWeb((request) =>
    landings.respond(request, () => {
      const headers = { 'content-type': 'text/html', 'cache-control': PAGE_CACHE_CONTROL };
      const response = new Response(page(readClickId(request)), { headers });
      response.headers.append('set-cookie', PAGE_COOKIE);
      return response;
    }),
  );
}

// The server of Next.js is left out; its proxy function is given what that server would give it.
async function openNextShop({ isBehindProxy, ...options }: ShopOptions): Promise<Shop> {
  const landingOptions = { ...options, trustProxy: isBehindProxy === true };
  const proxy = affitorProxy(landingOptions, (request: NextRequest) => {
    const response = NextResponse.next();
    response.cookies.set('theme', 'dark');
    response.headers.set('cache-control', PAGE_CACHE_CONTROL);
    response.headers.set('x-click-id', readClickId(request) ?? 'nobody');
    return response;
  });
  return serveWeb(async (request) => {
    const next = await proxy(new NextRequest(request));
    if (next.headers.get('x-middleware-next') !== '1') throw new Error('the page was not reached');
    return new Response(page(next.headers.get('x-click-id')), { headers: next.headers });
  });
}

async function serveWeb(answer: (request: Request) => Promise<Response>): Promise<Shop> {
  return listen(
    createServer((incoming, outgoing) => {
      void answer(toRequest(incoming)).then((response) => write(response, outgoing));
    }),
  );
}

function toRequest({ method, url, headers }: IncomingMessage): Request {
  const list = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    String(value),
  ]);
  return new Request(`http://${headers.host}${url}`, { method: method as string, headers: list });
}

async function write(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, [...response.headers].flat());
  outgoing.end(await response.text());
}

/** Puts a server on a free port. */
export async function listen(server: Server): Promise<Shop> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

/** An API that answers as the test says. */
export function serveApi(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<Shop> {
  const server = createServer((request, response) => {
    request.resume();
    answer(request, response);
  });
  return listen(server);
}

/** Keeps what a test opened, and stops it afterwards. */
export class OpenShops {
  readonly #shops: Shop[] = [];

  async open(shop: Promise<Shop>): Promise<string> {
    const opened = await shop;
    this.#shops.push(opened);
    return opened.url;
  }

  async stop(): Promise<void> {
    for (const shop of this.#shops.splice(0)) await shop.stop();
  }
}
