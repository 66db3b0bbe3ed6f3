// Owns the child processes of a run: starting them, talking to them, and ending them with the run.
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SERVICE_NODE_OPTIONS } from '../../scripts/bootstrap/node-options.mjs';

const START = fileURLToPath(import.meta.resolve('@affitor/server/dist/start.js'));
const READY_TIMEOUT_MS = 60_000;
const READY_INTERVAL_MS = 100;

const SERVICE_SETTINGS = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  NODE_ENV: 'production',
  SECRET_KEY: 'a secret of the bench that guards nothing at all',
  RATE_LIMIT_CLICKS_PER_MINUTE: '0',
  RATE_LIMIT_LEADS_PER_MINUTE: '0',
  RATE_LIMIT_SALES_PER_MINUTE: '0',
  RATE_LIMIT_MANAGEMENT_PER_MINUTE: '0',
};

/** A port that nobody listens on at this moment. */
export async function findFreePort() {
  const probe = net.createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * Starts the service as an operator would, and waits until it is ready.
 *
 * @param {{ databaseUrl: string, processCount: number }} options
 */
export async function startService({ databaseUrl, processCount }) {
  const port = await findFreePort();
  const child = spawn(process.execPath, [...SERVICE_NODE_OPTIONS, ...nodeOptions(), START], {
    env: {
      ...process.env,
      ...SERVICE_SETTINGS,
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      WEB_CONCURRENCY: String(processCount),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady(child, `${url}/readyz`);
  return { url, pid: child.pid, stop: () => end(child) };
}

// A profile of the service is asked for by hand: BENCH_SERVICE_NODE_OPTIONS="--cpu-prof".
function nodeOptions() {
  return process.env.BENCH_SERVICE_NODE_OPTIONS?.split(' ').filter(Boolean) ?? [];
}

async function untilReady(child, url) {
  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error('the service ended before it was ready');
    const answer = await fetch(url).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.status === 200) return;
    await wait(READY_INTERVAL_MS);
  }
  throw new Error('the service did not become ready');
}

/** Starts one of the bench's own processes; `ask` sends it a job and resolves with its answer. */
export function startHelper(file) {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { stdio: 'inherit' });
  return {
    pid: child.pid,
    async ask(job) {
      const answer = new Promise((resolve, reject) => {
        child.once('message', resolve);
        child.once('exit', () => reject(new Error(`${file} ended during its job`)));
      });
      child.send(job);
      const { error, result } = await answer;
      child.removeAllListeners('exit');
      if (error !== undefined) throw new Error(`${file}: ${error}`);
      return result;
    },
    stop: () => end(child),
  };
}

/** Answers jobs in a process that was started with `startHelper`. */
export function answerJobs(work) {
  process.on('message', (job) => {
    work(job).then(
      (result) => process.send({ result }),
      (error) => process.send({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
  process.on('SIGTERM', () => process.exit(0));
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** Resident memory in megabytes of a process and of those it started, the largest first. */
export function readMemoryMegabytes(pid) {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  return rows
    .filter(([own, parent]) => own === pid || parent === pid)
    .map(([, , kilobytes]) => Math.round(kilobytes / 1024))
    .sort((left, right) => right - left);
}
