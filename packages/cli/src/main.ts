// Owns the process: its words, its folders, its signals, its exit code.
import os from 'node:os';
import pc from 'picocolors';
import { openInBrowser } from './platform/browser.js';
import { systemClock } from './platform/clock.js';
import { run } from './run.js';

const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());
process.once('SIGTERM', () => stopping.abort());

const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  home: os.homedir(),
  env: process.env,
  isTerminal,
  hasColor: pc.isColorSupported && process.stdout.isTTY === true,
  stdout: process.stdout,
  stderr: process.stderr,
  clock: systemClock,
  openBrowser: openInBrowser,
  stopped: stopping.signal,
});
