// Owns the real service under a test of the SDK: a process of its own on a database of its own,
// reached over HTTP only, as a brand's server reaches it.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SERVER = fileURLToPath(new URL('../../server/', import.meta.url));
const LOADER = new URL('../../server/test/typescript-loader.mjs', import.meta.url).href;
const READY_MAX_MS = 60_000;
const POLL_INTERVAL_MS = 50;
const PROGRAMS = '/api/advertiser/affiliate-programs';

type EventKind = 'click' | 'lead' | 'conversion';

/** A running service with one workspace. */
export interface AffitorService {
  url: string;
  /** May do everything in the workspace. */
  managementKey: string;
  /** A program with its secret key. */
  createProgram(settings?: object): Promise<{ id: number; key: string }>;
  /** A partner with an active link of this code. */
  createPartner(programId: number, code: string): Promise<{ id: number; linkId: number }>;
  /** The management API. */
  manage(method: string, path: string, body?: object): Promise<any>;
  /** What the program's events list holds of one kind, oldest first. */
  listEvents(programId: number, kind: EventKind): Promise<any[]>;
  stop(): Promise<void>;
}

/** Starts the service from its sources, so that no test meets a build older than the code. */
export async function startAffitorService(): Promise<AffitorService> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-sdk-test-'));
  // The system user that runs the database for a root process has to pass through.
  fs.chmodSync(dataDir, 0o711);
  const port = await findFreePort();
  const variables = {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    PORT: String(port),
    AFFITOR_DATA_DIR: dataDir,
    TRUST_PROXY: 'loopback',
  };
  const child = spawn(process.execPath, ['--import', LOADER, 'src/start.ts'], {
    cwd: SERVER,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: variables,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(child, url);
  const admin = async (...words: string[]) => {
    const command = ['--import', LOADER, 'src/admin.ts', ...words];
    const options = { cwd: SERVER, env: variables };
    return (await promisify(execFile)(process.execPath, command, options)).stdout;
  };
  await admin('workspace', 'create', 'Test');
  const lines = await admin('key', 'create', '--workspace', '1', '--name', 'test');
  const key = lines.trim().split('\n').at(-1) ?? '';
  const stop = async () => {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await gone;
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  return { url, managementKey: key, stop, ...managementCalls(url, key) };
}

function managementCalls(url: string, key: string) {
  const manage = async (method: string, address: string, body?: object) => {
    const response = await fetch(url + address, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${address} answered ${JSON.stringify(answer)}`);
    return answer.data ?? answer;
  };
  let partners = 0;
  return {
    manage,
    async createProgram(settings: object = {}) {
      const program = { name: 'Acme', website_url: 'https://acme.example', ...settings };
      const created = await manage('POST', PROGRAMS, program);
      return { id: created.id, key: created.api_token };
    },
    async createPartner(programId: number, code: string) {
      partners += 1;
      const partner = {
        name: `Partner ${partners}`,
        email: `partner${partners}@example.com`,
        link: { short_link: code },
      };
      const created = await manage('POST', `${PROGRAMS}/${programId}/partners`, partner);
      return { id: created.id, linkId: created.link?.id ?? created.links?.[0]?.id };
    },
    async listEvents(programId: number, kind: EventKind) {
      const query = `eventType=${kind}&pageSize=100`;
      const events = await manage('GET', `/api/tracking/events/${programId}?${query}`);
      return events.toReversed();
    },
  };
}

async function waitUntilReady(child: ChildProcess, url: string): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const deadline = Date.now() + READY_MAX_MS;
  for (;;) {
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`the service did not get ready: ${output}`);
    }
    await pause(POLL_INTERVAL_MS);
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen({ host: '127.0.0.1', port: 0 }, () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
