// Owns a customer's application in a browser test: copied, wired by the command line, built, run.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { copyFixture } from '../../packages/cli/test/fixtures.js';
import { PROGRAMS } from '../../packages/server/test/test-app.js';
import { type Stage, setStage } from './stage.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const BIN = path.join(ROOT, 'packages/cli/bin/affitor.mjs');
const READY_MAX_MS = 60_000;
export const STRIPE_SECRET = 'whsec_of_a_test';
export const POLAR_SECRET = 'polar_whs_of_a_test';

/** A stage whose program expects the brand's own server to report the sales. */
export async function setReportingStage(): Promise<Stage> {
  const stage = await setStage();
  const { app, program } = stage;
  const put = `PUT ${PROGRAMS}/${program.id}`;
  await app.manage(app.managementKey, put, { payment_tracking_mode: 's2s' });
  return stage;
}

/** A tool of this repository's own installation, by the path of its script. */
export const tool = (file: string): string => path.join(ROOT, 'node_modules', file);

export interface Application {
  folder: string;
  /** Runs a tool in the folder; fails with all that it said. */
  run(...words: string[]): Promise<void>;
  /** Starts a server in the folder on a free port; gives where it answers. */
  start(...words: string[]): Promise<string>;
  stop(): Promise<void>;
}

/**
 * A project in a repository of its own, wired by `affitor onboard`. It lies in dist, which nothing
 * commits or publishes, so that it finds the packages of this repository as its own.
 */
export async function wire(stage: Stage, fixture: string, before = noChange): Promise<Application> {
  const dist = path.join(ROOT, 'packages/cli/dist');
  const folder = fs.mkdtempSync(path.join(dist, 'onboard-'));
  copyFixture(fixture, folder);
  before(folder);
  const env = { PATH: process.env.PATH, HOME: os.tmpdir(), NEXT_TELEMETRY_DISABLED: '1' };
  const git = (...words: string[]) => promisify(execFile)('git', words, { cwd: folder });
  const author = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
  await git('init', '--quiet');
  await git('add', '--all');
  await git(...author, 'commit', '--quiet', '--message', 'Begin');
  const variables = { ...env, AFFITOR_API_KEY: stage.program.key, AFFITOR_API_URL: stage.apiBase };
  const words = [BIN, 'onboard', '--yes'];
  const { code, out } = await runNode(folder, words, variables);
  // A project that was not wired is of no use to anybody.
  if (code !== 4) fs.rmSync(folder, { recursive: true });
  // The profile of the program is not complete; everything else must have gone well.
  expect([code, out]).toEqual([4, expect.stringContaining('✔ sale\n')]);
  // Next.js takes a repository for the border of what it may read.
  fs.rmSync(path.join(folder, '.git'), { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  return {
    folder,
    async run(...args) {
      const ran = await runNode(folder, args, env);
      expect(ran.code, ran.out).toBe(0);
    },
    async start(...args) {
      const port = String(await freePort());
      const secrets = { STRIPE_WEBHOOK_SECRET: STRIPE_SECRET, POLAR_WEBHOOK_SECRET: POLAR_SECRET };
      const server = await startServer(folder, args, { ...env, ...secrets, PORT: port });
      stops.push(() => server.stop());
      const url = `http://localhost:${port}`;
      await expect.poll(() => answers(url), { timeout: READY_MAX_MS }).toBe(true);
      await stage.allowOrigin(url);
      return url;
    },
    async stop() {
      for (const stop of stops) await stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

const noChange = (_folder: string): void => undefined;

type Variables = Record<string, string | undefined>;

async function runNode(cwd: string, words: string[], env: Variables) {
  const child = spawn(process.execPath, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out };
}

/** In a group of its own, because Next.js starts servers below it. */
async function startServer(cwd: string, words: string[], env: Variables) {
  const child = spawn(process.execPath, words, { cwd, env, stdio: 'ignore', detached: true });
  await once(child, 'spawn');
  const gone = once(child, 'exit');
  return {
    async stop() {
      if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGKILL');
      await gone;
    },
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
