// Owns a pseudo terminal: the command in a process of its own that believes a person sits there.
// Python opens it, because Node cannot without compiling something.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Terminal } from './terminal.js';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const LOADER = new URL('../../server/test/typescript-loader.mjs', import.meta.url).href;

const PYTHON = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
/** A width and a height, which a new pseudo terminal has not. */
const SIZED = 'stty columns 120 rows 40 && exec "$@"';
const SEEN_MAX_MS = 20_000;

/** Why no pseudo terminal can be opened on this machine; null where it can. */
export function missingForPseudoTerminal(): string | null {
  if (process.platform === 'win32') return 'Windows has no pseudo terminals of this kind';
  const found = spawnSync('python3', ['-c', 'import os, pty; os.waitstatus_to_exitcode']);
  return found.status === 0 ? null : 'python3 (3.9 or newer) is not there';
}

export const KEYS = { enter: '\r', ctrlC: '\u0003', down: '\u001b[B', erase: '\u007f' } as const;

export interface PseudoTerminal {
  /** Waits until this text appears after what was waited for before. */
  see: (text: string) => Promise<void>;
  type: (text: string) => void;
  /** Everything that was on the screen, without its colours. */
  readonly screen: string;
  /** Waits for the end; gives the exit code. */
  end(): Promise<number>;
  /** Hangs up, for a test that failed before the end. */
  hangUp(): void;
}

/** Starts a command in a terminal's home and project. */
export function openPseudoTerminal(
  { home, cwd }: Terminal,
  words: string[],
  variables: Record<string, string>,
): PseudoTerminal {
  const command = [process.execPath, '--import', LOADER, MAIN, ...words];
  const child = spawn('python3', ['-c', PYTHON, 'sh', '-c', SIZED, 'sh', ...command], {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, TERM: 'xterm', BROWSER: 'none', ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close').then(([code]) => code as number);
  let raw = '';
  let seenTo = 0;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    raw += chunk;
  });
  const screen = () => stripVTControlCharacters(raw);
  return {
    get screen() {
      return screen();
    },
    type: (text) => void child.stdin.write(text),
    see: async (text) => {
      const timeUp = AbortSignal.timeout(SEEN_MAX_MS);
      for (;;) {
        const at = screen().indexOf(text, seenTo);
        if (at !== -1) {
          seenTo = at + text.length;
          return;
        }
        const more = once(child.stdout, 'data', { signal: timeUp });
        const gone = closed.then(() => 'gone');
        const ended = (await Promise.race([more, gone]).catch(() => 'late')) as unknown;
        if (ended === 'gone' && screen().indexOf(text, seenTo) !== -1) continue;
        if (ended !== 'gone' && ended !== 'late') continue;
        throw new Error(`"${text}" never appeared:\n${screen()}`);
      }
    },
    end: () => closed,
    hangUp: () => child.kill('SIGKILL'),
  };
}
