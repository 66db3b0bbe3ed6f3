// Owns a terminal of a test: an empty home, an empty project, and the real service to talk to.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cliError } from '@affitor/contract';
import type { Machine } from '../src/context.js';
import type { Clock } from '../src/platform/clock.js';
import { run } from '../src/run.js';

export interface Ran {
  code: number;
  out: string;
  err: string;
  // Tests look into documents of many shapes.
  json: any;
}

export interface Terminal {
  home: string;
  cwd: string;
  /** Runs a command; more of the machine may be handed in. */
  run(line: string | string[], machine?: Partial<Machine>): Promise<Ran>;
  read(file: string): string;
  write(file: string, text: string): void;
  modeOf(file: string): number;
  remove(): void;
}

/** Time that passes as fast as it is asked for. */
export const hastyClock = (): Clock => {
  let nowMs = Date.now();
  return {
    nowMs: () => nowMs,
    pause: async (durationMs) => {
      nowMs += durationMs;
    },
  };
};

/** A terminal in which nothing was ever done. */
export function openTerminal(env: Record<string, string> = {}): Terminal {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-cli-'));
  const home = path.join(root, 'home');
  const cwd = path.join(root, 'project');
  for (const folder of [home, cwd]) fs.mkdirSync(folder);
  return {
    home,
    cwd,
    async run(line, machine = {}) {
      const words = typeof line === 'string' ? line.split(' ') : line;
      let out = '';
      let err = '';
      const code = await run(words, {
        cwd,
        home,
        env,
        isTerminal: false,
        hasColor: false,
        stdout: { write: (text) => (out += text) },
        stderr: { write: (text) => (err += text) },
        clock: hastyClock(),
        openBrowser: async () => false,
        stopped: new AbortController().signal,
        ...machine,
      });
      return { code, out, err, json: words.includes('--json') ? parse(out, code) : null };
    },
    read: (file) => fs.readFileSync(path.join(cwd, file), 'utf8'),
    write(file, text) {
      fs.mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
      fs.writeFileSync(path.join(cwd, file), text);
    },
    modeOf: (file) => fs.statSync(path.resolve(cwd, file)).mode & 0o777,
    remove: () => fs.rmSync(root, { recursive: true, force: true }),
  };
}

function parse(out: string, code: number): unknown {
  const document: unknown = JSON.parse(out);
  const isObject = typeof document === 'object' && document !== null;
  // The result of onboard may hold an error of its own shape, beside what was done before it.
  const isError = code !== 0 && isObject && 'error' in document && !('steps' in document);
  return isError ? cliError.parse(document) : document;
}

/** The key of a program that no service knows. */
export const STAND_IN_KEY = 'aff_key_of_a_test';

/** What `init` leaves behind, for tests that need no program of a service. */
export function configure(at: Terminal, settings: object = {}): void {
  const config = {
    version: 2,
    program_id: '7',
    domain: 'acme.example',
    tracking_subdomain: 't.acme.example',
    commission: { type: 'percent', rate: 20, duration_months: null },
    cookie: { name: 'affitor_click_id', duration_days: 60 },
    ref_param: 'aff',
    api_url: 'https://affiliates.example.com',
    created_at: '2026-01-01T00:00:00.000Z',
    ...settings,
  };
  at.write('.affitor/config.json', JSON.stringify(config));
  at.write('.affitor/.env', `AFFITOR_API_KEY=${STAND_IN_KEY}\n`);
}
