// Owns the promises of scripts/bootstrap: signals, a lost parent, and two commands at once.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryFolder } from './tidy/tree.js';

/** A service that says what reaches it, and drains until its input says so. */
const SERVICE = `
let count = 0;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    count += 1;
    console.log('signal ' + count + ' ' + signal);
    setTimeout(() => process.exit(7), 400);
  });
}
setInterval(() => {}, 1000);
console.log('ready ' + process.pid);
`;

const moduleUrl = (name: string) =>
  pathToFileURL(path.join(repositoryFolder, 'scripts/bootstrap', name)).href;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'affitor bootstrap '));
  await writeFile(path.join(folder, 'service.mjs'), SERVICE);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Bootstrap {
  child: ChildProcess;
  said: string[];
  /** Resolves when a line that begins so was printed. */
  saying: (start: string) => Promise<string>;
  /** Resolves when nothing can print any more: the bootstrap and its service are gone. */
  closed: Promise<unknown>;
}

function start(script: string): Bootstrap {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => said.push(line));
  const saying = async (start: string) => {
    for (;;) {
      const line = said.find((candidate) => candidate.startsWith(start));
      if (line) return line;
      await once(lines, 'line');
    }
  };
  return { child, said, saying, closed: once(lines, 'close') };
}

function startService(): Bootstrap {
  const entry = JSON.stringify(path.join(folder, 'service.mjs'));
  return start(`
    import { runService } from ${JSON.stringify(moduleUrl('service.mjs'))};
    process.exitCode = await runService(${entry}, []);
  `);
}

describe.runIf(process.platform !== 'win32')('a service under the bootstrap', () => {
  test('gets one signal of a doubled Ctrl-C, and its exit code is passed on', async () => {
    const { child, said, saying, closed } = startService();
    await saying('ready');
    child.kill('SIGINT');
    await saying('signal 1');
    child.kill('SIGINT');
    const [exitCode] = await once(child, 'exit');
    await closed;
    expect(said.slice(1)).toEqual(['signal 1 SIGINT']);
    expect(exitCode).toBe(7);
  });

  test('drains and stops when the bootstrap is killed outright', async () => {
    const { child, said, saying, closed } = startService();
    await saying('ready');
    child.kill('SIGKILL');
    await closed;
    expect(said.slice(1)).toEqual(['signal 1 SIGTERM']);
  });
});

describe('two commands at once', () => {
  /** Holds the lock for a while and writes down, in one file for all, when it is in and out. */
  const holder = (milliseconds: number) => `
    import { appendFileSync } from 'node:fs';
    import { withLock } from ${JSON.stringify(moduleUrl('lock.mjs'))};
    const say = (word) => {
      appendFileSync(${JSON.stringify(path.join(folder, 'order'))}, word + ' ');
      console.log(word);
    };
    await withLock(async () => {
      say('in');
      await new Promise((resolve) => setTimeout(resolve, ${milliseconds}));
      say('out');
    });
  `;

  test('never install or build at the same time', async () => {
    const first = start(holder(500));
    await first.saying('in');
    const others = [start(holder(20)), start(holder(20))];
    await Promise.all([first, ...others].map(({ closed }) => closed));
    expect(await readFile(path.join(folder, 'order'), 'utf8')).toBe('in out in out in out ');
  });

  test('are not held up by one that was killed', async () => {
    const first = start(holder(60_000));
    await first.saying('in');
    first.child.kill('SIGKILL');
    await first.closed;
    const second = start(holder(0));
    await second.saying('out');
    await second.closed;
  });
});
