// Owns the real service as child processes of a test: started as operators start it, then asked,
// drained or killed.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(new URL('..', import.meta.url));
const LOADER = new URL('./typescript-loader.mjs', import.meta.url).href;
const READY_MAX_MS = 60_000;
const POLL_INTERVAL_MS = 40;
const ANSWER_MAX_MS = 30_000;

export const TEST_SECRET_KEY = 'a secret for tests that nobody uses in production';

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A service that was started; it may not be ready, and may have ended. */
export interface ServiceProcess {
  readonly port: number;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Everything that it wrote to its outputs so far. */
  output(): string;
  /** Resolves when the service says that it is ready; fails with its output when it ends before. */
  ready(): Promise<void>;
  /** Asks it to drain and waits for its end. */
  stop(): Promise<Exit>;
  /** Kills its processes at once, but not the database that it runs. */
  kill(): Promise<void>;
}

/** Starts `npm start`'s program with these variables and none of this process. */
export function spawnService(
  port: number,
  variables: Record<string, string>,
  entry: 'src/start.ts' | 'src/demo/main.ts' = 'src/start.ts',
): ServiceProcess {
  const child = spawn(process.execPath, ['--import', LOADER, entry], {
    cwd: SERVER,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      // A busy disk may take its time over the database's last checkpoint.
      SHUTDOWN_TIMEOUT_MS: '100000',
      PORT: String(port),
      SECRET_KEY: TEST_SECRET_KEY,
      ...variables,
    },
  });
  const output: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const pid = child.pid as number;
  const exited = exitOf(child);
  let isGone = false;
  void exited.then(() => {
    isGone = true;
  });
  return {
    port,
    pid,
    exited,
    output: () => output.join(''),
    async ready() {
      await until('the service is ready', READY_MAX_MS, async () => {
        if (isGone) throw new Error(`the service ended: ${output.join('')}`);
        const answer = await ask(port, { method: 'GET', path: '/readyz' }).catch(() => null);
        return answer?.status === 200;
      });
    },
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
    async kill() {
      const pids = [pid, ...listDescendants(pid)].filter(isNode);
      for (const one of pids) killNow(one);
      await exited;
    },
  };
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Asks again and again, up to a bound, until something holds. */
export async function until(
  what: string,
  waitMaxMs: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + waitMaxMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${waitMaxMs} ms`);
    await pause(POLL_INTERVAL_MS);
  }
}

export interface Question {
  method: string;
  path: string;
  key?: string | undefined;
  body?: object | undefined;
  headers?: Record<string, string>;
  answerMaxMs?: number;
}

export interface ServiceAnswer {
  status: number;
  // Tests look into bodies of many shapes.
  body: any;
}

/** One request on a connection of its own, so that the processes take turns in answering. */
export function ask(port: number, question: Question): Promise<ServiceAnswer> {
  const { method, path, key, body, headers, answerMaxMs = ANSWER_MAX_MS } = question;
  const bytes = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = http.request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent: false,
        signal: AbortSignal.timeout(answerMaxMs),
        headers: {
          connection: 'close',
          ...(bytes === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          try {
            resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) });
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)));
          }
        });
      },
    );
    request.on('error', reject);
    request.end(bytes);
  });
}

/** A port that nothing listens on. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen({ host: '127.0.0.1', port: 0 }, () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** A data folder that the system user of the embedded database can pass through. */
export function makeDataDir(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-faults-'));
  fs.chmodSync(folder, 0o711);
  return folder;
}

/** The process of a folder's embedded database and its addresses; null while there is none. */
export function findDatabase(
  dataDir: string,
): { pid: number; url: string; adminUrl: string } | null {
  try {
    const file = fs.readFileSync(path.join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
    const [pid, , , port] = file.split('\n');
    const password = fs.readFileSync(path.join(dataDir, 'postgres.password'), 'utf8').trim();
    const base = (role: string) => `postgres://${role}:${password}@127.0.0.1:${port}`;
    return {
      pid: Number(pid),
      url: `${base('affitor')}/affitor`,
      adminUrl: `${base('postgres')}/affitor`,
    };
  } catch {
    return null;
  }
}

/** Kills a process and everything that it started. */
export function killTree(pid: number): void {
  for (const one of [pid, ...listDescendants(pid)]) killNow(one);
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

interface ProcessRow {
  pid: number;
  parent: number;
  command: string;
}

function listProcesses(): ProcessRow[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm=']).toString().trim().split('\n');
  return lines.map((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), command: command ?? '' };
  });
}

function listDescendants(pid: number): number[] {
  const processes = listProcesses();
  const found = [pid];
  for (const ancestor of found) {
    found.push(...processes.filter(({ parent }) => parent === ancestor).map((row) => row.pid));
  }
  return found.slice(1);
}

function isNode(pid: number): boolean {
  const row = listProcesses().find((process) => process.pid === pid);
  return row !== undefined && !/postgres/.test(row.command);
}
