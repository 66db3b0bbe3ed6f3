// Owns the walk over the repository: every tracked or new file, read once, for the tidy rules.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The clone's folder. */
export const repositoryFolder = path.resolve(import.meta.dirname, '../../../..');

/** A text file of the repository; `path` is relative to its root, with slashes. */
export interface TextFile {
  path: string;
  text: string;
}

/** One broken rule. `message` says what to do instead. */
export interface Finding {
  rule: string;
  path: string;
  line: number;
  message: string;
}

/** A rule looks at one file and reports what breaks it. */
export type FileRule = (file: TextFile) => Finding[];

const BINARY = /\.(?:png|jpe?g|gif|ico|woff2?|gz|mmdb|pdf)$/;
/** Projects of other people, written the way they would: the rules of ours are not theirs. */
const FOREIGN = /^packages\/cli\/test\/fixtures\//;
const NEVER_WALKED = new Set(['node_modules', 'dist', '.git', '.affitor-data', 'coverage']);

/** Reads every file that is, or could be, committed. */
export function readTree(): TextFile[] {
  return listPaths()
    .filter((file) => !FOREIGN.test(file))
    .filter((file) => !BINARY.test(file) && existsSync(path.join(repositoryFolder, file)))
    .map((file) => ({
      path: file,
      text: readFileSync(path.join(repositoryFolder, file), 'utf8'),
    }));
}

function listPaths(): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  try {
    const output = execFileSync('git', args, {
      cwd: repositoryFolder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return [...new Set(output.split('\0').filter(Boolean))];
  } catch {
    // A source archive has no git, and git refuses a clone that another user owns.
    return walk('');
  }
}

function walk(folder: string): string[] {
  const items = readdirSync(path.join(repositoryFolder, folder), { withFileTypes: true });
  return items
    .filter((item) => !NEVER_WALKED.has(item.name))
    .flatMap((item) => {
      const itemPath = folder ? `${folder}/${item.name}` : item.name;
      if (item.isDirectory()) return walk(itemPath);
      return item.isFile() ? [itemPath] : [];
    });
}

/** True for code that people write; generated files follow their generator's taste. */
export function isCode(file: string): boolean {
  return /\.(?:tsx?|mjs|cjs|js)$/.test(file) && !/\.generated\.tsx?$/.test(file);
}

/** True for code that ships: neither a test nor a script nor a benchmark. */
export function isProduct(file: string): boolean {
  return isCode(file) && /^packages\/[^/]+\/src\//.test(file) && !/\.test\.tsx?$/.test(file);
}
