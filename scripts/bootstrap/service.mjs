// Owns the processes that the bootstrap starts: their signals and their exit codes.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SERVICE_NODE_OPTIONS } from './node-options.mjs';
import { rootFolder } from './repository.mjs';

/** SIGHUP is left out: it ends this process, and follow-parent.mjs turns that into a drain. */
const FORWARDED = ['SIGINT', 'SIGTERM'];
/** One Ctrl-C arrives twice here, from the terminal and from npm; both within this time. */
const SAME_SIGNAL_MS = 2_000;

const FOLLOW_PARENT = fileURLToPath(new URL('./follow-parent.mjs', import.meta.url));

/**
 * Runs the service until it ends. On Unix it gets a process group of its own, because a terminal
 * sends Ctrl-C to the whole group and npm sends it on once more: the service would take the second
 * for an order to stop without draining. This process passes it on once. Should this process die,
 * even by SIGKILL, follow-parent.mjs makes the service drain and stop.
 */
export function runService(entry, args) {
  const isUnix = process.platform !== 'win32';
  const preload = ['--import', pathToFileURL(FOLLOW_PARENT).href];
  const child = spawn(process.execPath, [...SERVICE_NODE_OPTIONS, ...preload, entry, ...args], {
    cwd: rootFolder,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: isUnix,
    env: { ...process.env, AFFITOR_BOOTSTRAP_PID: String(process.pid) },
  });
  // On Windows the console itself tells the service; kill() there would end it undrained.
  return waitFor(child, (signal) => isUnix && child.kill(signal));
}

/**
 * Runs a tool in the foreground, with the terminal as its own, and answers with its exit code.
 * Ctrl-C reaches it from the terminal, so that only the other signals are passed on.
 */
export function runForeground(nodeArgs) {
  const child = spawn(process.execPath, nodeArgs, { cwd: rootFolder, stdio: 'inherit' });
  const isTerminal = Boolean(process.stdin.isTTY);
  return waitFor(child, (signal) => {
    if (signal !== 'SIGINT' || !isTerminal) child.kill(signal);
  });
}

function waitFor(child, pass) {
  let passedAtMs = Number.NEGATIVE_INFINITY;
  const onSignal = (signal) => {
    const nowMs = performance.now();
    if (nowMs - passedAtMs < SAME_SIGNAL_MS) return;
    passedAtMs = nowMs;
    pass(signal);
  };
  for (const signal of FORWARDED) process.on(signal, onSignal);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(() => {
    for (const signal of FORWARDED) process.off(signal, onSignal);
  });
}
