// Owns the example shop beside the demo: a process of its own that is started by its path, because
// the service never imports its clients.
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { MadeProgram } from './setup.js';

const ENTRY = fileURLToPath(
  new URL('../../../../examples/storefront/src/main.js', import.meta.url),
);
const OPEN_LINE = /open at http:\/\/[^:]+:(\d+)/;
const OPEN_MAX_MS = 20_000;

/** Any port, because the shop may have to take another one at the next start. */
const ORIGINS = ['*.storefront.localhost', 'localhost', '127.0.0.1'];

/** Where the shop can be visited. */
export interface Storefront {
  /** Resolves on every machine; all of the shop on one host. */
  url: string;
  /** What a partner shares: two hosts of one parent, which browsers find on this machine. */
  affiliateLink: string;
}

/**
 * Starts the shop for a program. It ends with this process, however that ends. Where its port is
 * taken it gets any free one, so that two demos can run side by side.
 * @throws Error with what the shop said, when it does not open
 */
export async function startStorefront(options: {
  apiUrl: string;
  program: MadeProgram;
  port: number;
}): Promise<Storefront> {
  if (!fs.existsSync(ENTRY)) throw new Error('this installation comes without examples/storefront');
  const environment = {
    AFFITOR_API_URL: options.apiUrl,
    AFFITOR_PROGRAM_ID: String(options.program.program_id),
    AFFITOR_API_KEY: options.program.api_key,
  };
  const port = await open({ ...environment, PORT: String(options.port) }).catch(() =>
    open({ ...environment, PORT: '0' }),
  );
  const partnerCode = options.program.links[0]?.short_link ?? '';
  return {
    url: `http://localhost:${port}`,
    affiliateLink: `http://www.storefront.localhost:${port}/?aff=${partnerCode}`,
  };
}

/** Starts the process and gives its port. */
async function open(environment: Record<string, string>): Promise<number> {
  // The channel tells the shop when this process is gone; it needs none of our own variables.
  const child = spawn(process.execPath, [ENTRY], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: environment,
  });
  try {
    const port = await readPort(child);
    child.stderr?.pipe(process.stderr);
    return port;
  } catch (error) {
    child.kill();
    throw error;
  }
}

function readPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = () => reject(new Error(output.trim() || 'the shop ended without a word'));
    const timer = setTimeout(() => {
      output ||= `the shop did not open within ${OPEN_MAX_MS} ms`;
      fail();
    }, OPEN_MAX_MS);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const port = OPEN_LINE.exec(output)?.[1];
        if (port !== undefined) resolve(Number(port));
      });
    }
    child.once('error', reject);
    child.once('close', fail);
    child.once('close', () => clearTimeout(timer));
  });
}

/** Lets the shop's pages call click and lead; gives the origins that the program then allows. */
export async function allowStorefront(
  serviceUrl: string,
  managementKey: string,
  program: MadeProgram,
): Promise<string[]> {
  const allowed = [...new Set([...program.allowed_origins, ...ORIGINS])];
  if (allowed.length === program.allowed_origins.length) return allowed;
  const path = `/api/advertiser/affiliate-programs/${program.program_id}`;
  const response = await fetch(serviceUrl + path, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${managementKey}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ allowed_origins: allowed }),
  });
  if (!response.ok) throw new Error(`its origins were refused: ${await response.text()}`);
  return allowed;
}
