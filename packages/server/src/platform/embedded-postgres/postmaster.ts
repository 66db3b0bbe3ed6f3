// Owns one server process: its command line, waiting until it is ready, and stopping it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.js';
import { StartupError } from '../startup-error.js';
import type { PostgresBinaries } from './binaries.js';
import { isPostmaster, readPostmasterPid } from './postmaster-pid.js';
import type { SystemUser } from './system-user.js';

const POLL_INTERVAL_MS = 20;
const READY_NOTICE_MS = 10_000;
const FAST_STOP_MAX_MS = 60_000;
const IMMEDIATE_STOP_MAX_MS = 20_000;
const LINES_KEPT_MAX = 20;

/** How a server process came to its end. */
export interface PostmasterExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server process that this process started. */
export interface Postmaster {
  readonly pid: number;
  readonly exited: Promise<PostmasterExit>;
  /** What it wrote last: the reason when it ended at once. */
  lastWords(): string;
}

/** Everything that stays the same over the restarts of one cluster. */
export interface ServerPlan {
  readonly binaries: PostgresBinaries;
  readonly cluster: string;
  readonly user: SystemUser | null;
  readonly port: number;
  readonly log: Logger;
}

/** The settings that must hold; on the command line no configuration file can change them. */
function fixedSettings(port: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    password_encryption: 'scram-sha-256',
    logging_collector: 'off',
    log_destination: 'stderr',
    lc_messages: 'C',
    // Details and statements can carry the personal data of rows.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    'affitor.started_by': String(process.pid),
  };
}

/** Starts a server; it runs in a session of its own, so that Ctrl-C does not reach it. */
export function spawnPostmaster(plan: ServerPlan): Postmaster {
  const settings = Object.entries(fixedSettings(plan.port));
  const child = spawn(
    plan.binaries.postgres,
    ['-D', plan.cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      cwd: path.parse(plan.cluster).root,
      stdio: ['ignore', 'ignore', 'pipe'],
      // The service drains its requests before it stops the database, so a signal to the whole
      // terminal group must not stop the database first.
      detached: process.platform !== 'win32',
      windowsHide: true,
      ...(plan.user === null ? {} : { uid: plan.user.uid, gid: plan.user.gid }),
    },
  );
  const lines = collectLines(child, plan.log);
  const exited = new Promise<PostmasterExit>((resolve) => {
    child.once('error', (error) => {
      lines.push(error.message);
      resolve({ code: -1, signal: null });
    });
    // "close" waits for the pipe, which backends keep open after the death of their server.
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  return { pid: child.pid ?? -1, exited, lastWords: () => lines.join('\n') };
}

function collectLines(child: ChildProcess, log: Logger): string[] {
  const kept: string[] = [];
  let rest = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      kept.push(line);
      if (kept.length > LINES_KEPT_MAX) kept.shift();
      log.debug({ line }, 'postgres');
    }
  });
  return kept;
}

/** Waits until the server accepts sessions; rejects with its last words when it ends instead. */
export async function waitUntilReady(postmaster: Postmaster, plan: ServerPlan): Promise<void> {
  const state = { hasExited: false };
  void postmaster.exited.then(() => {
    state.hasExited = true;
  });
  for (let waitedMs = 0; ; waitedMs += POLL_INTERVAL_MS) {
    if (state.hasExited) throw new PostmasterDied(postmaster.lastWords());
    const file = readPostmasterPid(plan.cluster);
    if (file?.pid === postmaster.pid && file.isReady) return;
    // Recovery after a crash may replay gigabytes; as long as the server lives we wait.
    if (waitedMs > 0 && waitedMs % READY_NOTICE_MS === 0) {
      plan.log.warn({ waitedMs }, 'the database is still recovering');
    }
    await sleep(POLL_INTERVAL_MS);
  }
}

/** A server that ended before it was ready. */
export class PostmasterDied extends StartupError {
  constructor(readonly lastWords: string) {
    super(`The embedded PostgreSQL did not start:\n${lastWords}`);
  }
}

/** Stops the server of a cluster, ours or an orphan: sessions are cut, commits are kept. */
export async function stopServer(
  plan: Pick<ServerPlan, 'binaries' | 'cluster' | 'log'>,
  pid: number,
): Promise<void> {
  if (!isPostmaster(pid, plan.cluster)) return;
  if (process.platform === 'win32') {
    const parameters = ['stop', '-D', plan.cluster, '-m', 'fast', '-w', '-t', '60'];
    spawnSync(plan.binaries.pgCtl, parameters, { stdio: 'ignore', windowsHide: true });
    return;
  }
  if (await signalAndWait(plan.cluster, { pid, signal: 'SIGINT', waitMaxMs: FAST_STOP_MAX_MS })) {
    return;
  }
  plan.log.warn({ pid }, 'the database does not stop: ending it at once, it will recover');
  const isGone = await signalAndWait(plan.cluster, {
    pid,
    signal: 'SIGQUIT',
    waitMaxMs: IMMEDIATE_STOP_MAX_MS,
  });
  if (!isGone) throw new StartupError(`The database server (process ${pid}) cannot be stopped.`);
}

async function signalAndWait(
  cluster: string,
  options: { pid: number; signal: NodeJS.Signals; waitMaxMs: number },
): Promise<boolean> {
  try {
    process.kill(options.pid, options.signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
    throw error;
  }
  for (let waitedMs = 0; waitedMs < options.waitMaxMs; waitedMs += POLL_INTERVAL_MS) {
    if (!isPostmaster(options.pid, cluster)) return true;
    await sleep(POLL_INTERVAL_MS);
  }
  return false;
}
