// Owns asking git about a project; a folder without git, and a machine without it, are no error.
import { spawnSync } from 'node:child_process';

const ANSWER_MAX_MS = 10_000;
const ANSWER_BYTES_MAX = 64_000_000;

/** A question that git answers with its exit code; null where there is no repository. */
export function asksGit(cwd: string, args: readonly string[]): boolean | null {
  const { status } = git(cwd, args);
  // 128 and above: no repository, or none that git would touch.
  return status === 0 ? true : status === 1 ? false : null;
}

/** What git prints, in lines; null where there is no repository. */
export function linesOfGit(cwd: string, args: readonly string[]): string[] | null {
  const { status, stdout } = git(cwd, args);
  return status === 0 ? stdout.split('\0').filter(Boolean) : null;
}

function git(cwd: string, args: readonly string[]) {
  return spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: ANSWER_MAX_MS,
    maxBuffer: ANSWER_BYTES_MAX,
  });
}
