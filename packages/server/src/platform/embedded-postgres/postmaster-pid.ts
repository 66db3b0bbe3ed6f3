// Owns the reading of postmaster.pid, the file by which PostgreSQL marks a cluster as in use.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** What a running (or killed) server wrote about itself. */
export interface PostmasterPid {
  readonly pid: number;
  readonly port: number;
  readonly isReady: boolean;
}

/** Reads the pid file of a cluster; null when there is none, or it is only half written. */
export function readPostmasterPid(cluster: string): PostmasterPid | null {
  let lines: string[];
  try {
    lines = fs.readFileSync(pidFile(cluster), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  return { pid, port, isReady: lines[7]?.trim() === 'ready' };
}

/** Removes the pid file of a server that is known to be gone. */
export function removePostmasterPid(cluster: string): void {
  fs.rmSync(pidFile(cluster), { force: true });
}

function pidFile(cluster: string): string {
  return path.join(cluster, 'postmaster.pid');
}

/** True when some process has this pid, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * True when the process with this pid can be the server of `cluster`. Pids are reused (in a
 * container soon after a restart), and PostgreSQL itself refuses to start while a pid file names
 * any live process of its user, so we look at what the process is.
 */
export function isPostmaster(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return isLinuxPostmaster(pid, cluster);
  const [command, parameters] =
    process.platform === 'win32'
      ? ['tasklist', ['/FI', `PID eq ${pid}`, '/NH']]
      : ['ps', ['-o', 'command=', '-p', String(pid)]];
  const outcome = spawnSync(command as string, parameters as string[], { encoding: 'utf8' });
  // When the question cannot be answered the careful reading is that it is a server.
  return outcome.status !== 0 || outcome.stdout.includes('postgres');
}

function isLinuxPostmaster(pid: number, cluster: string): boolean {
  try {
    // A server's working folder is its cluster.
    return fs.readlinkSync(`/proc/${pid}/cwd`) === fs.realpathSync(cluster);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return false;
    return code !== 'EACCES' && code !== 'EPERM' ? true : readsAsPostgres(pid);
  }
}

function readsAsPostgres(pid: number): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return isAlive(pid);
  }
}
