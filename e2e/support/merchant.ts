// Owns the web site of the merchant whose pages the tests open, on http and on https.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { generate } from 'selfsigned';

export interface Merchant {
  httpPort: number;
  httpsPort: number;
  /** `http://<host>:<port>` */
  origin(host: string): string;
  secureOrigin(host: string): string;
  close(): Promise<void>;
}

/** What the pages know of the service. */
export interface PageSettings {
  apiBase: string;
  programId: number;
}

const BROWSER_ENTRY = fileURLToPath(import.meta.resolve('@affitor/sdk'));

/**
 * Serves every path as a page. `/tag…` loads the script tag as the service serves it, `/bare…`
 * loads nothing, and every other page has the npm entry as the global `sdk`. `?csp=strict` adds a
 * Content Security Policy without inline scripts.
 */
export async function startMerchant(settings: () => PageSettings): Promise<Merchant> {
  const bundle = await bundleSdk();
  const answer: http.RequestListener = (request, response) => {
    const url = new URL(request.url ?? '/', 'http://merchant.test');
    if (url.pathname === '/sdk.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end(bundle);
      return;
    }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    const { apiBase } = settings();
    if (url.searchParams.get('csp') === 'strict') {
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; script-src 'self' ${apiBase}; connect-src ${apiBase}`,
      );
    }
    response.end(renderPage(url, settings()));
  };
  const certificate = await generate([{ name: 'commonName', value: 'merchant.test' }]);
  const plain = http.createServer(answer).listen(0, '127.0.0.1');
  const secure = https
    .createServer({ key: certificate.private, cert: certificate.cert }, answer)
    .listen(0, '127.0.0.1');
  await Promise.all([once(plain, 'listening'), once(secure, 'listening')]);
  const { port: httpPort } = plain.address() as AddressInfo;
  const { port: httpsPort } = secure.address() as AddressInfo;
  return {
    httpPort,
    httpsPort,
    origin: (host) => `http://${host}:${httpPort}`,
    secureOrigin: (host) => `https://${host}:${httpsPort}`,
    async close() {
      for (const server of [plain, secure]) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

async function bundleSdk(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [BROWSER_ENTRY],
    bundle: true,
    format: 'iife',
    globalName: 'sdk',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

function renderPage(url: URL, { apiBase, programId }: PageSettings): string {
  const script = url.pathname.startsWith('/tag')
    ? `<script src="${apiBase}/js/affitor-tracker.js"
        data-affitor-program-id="${programId}"></script>`
    : '<script src="/sdk.js"></script>';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Merchant ${url.pathname}</title>
${url.pathname.startsWith('/bare') ? '' : script}
</head><body><main><h1>Merchant</h1><a id="next" href="/next">Next</a></main></body></html>`;
}
