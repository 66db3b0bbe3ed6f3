// Owns what is added to the application's own `.env` file: never over another value, never to git.
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'dotenv';
import { Failure } from '../platform/failure.js';
import { type NewFile, readFile, writeFile } from '../platform/files.js';
import { asksGit } from '../platform/git.js';

/** What would be, or was, done to the file. */
export interface AppEnv {
  /** Relative to the project: `.env.local` where there is one, otherwise `.env`. */
  file: string;
  /** Names that are new in it. */
  written: string[];
  /** Names that stand there with another value, which is left alone. */
  kept: string[];
  /** Names that stand there with this value already. */
  already: string[];
  /** Git has the file in its history: no secret is written into it. */
  isTracked: boolean;
}

/** The same, and the files to write: the file itself, and `.gitignore` where that is missing. */
export interface AppEnvPlan extends AppEnv {
  changes: NewFile[];
}

const COMMENT = '# Affitor';

/** Lines of a `.gitignore` that keep the file out, for folders that are no repository yet. */
const COVERING: Readonly<Record<string, readonly string[]>> = {
  '.env': ['.env', '/.env', '.env*', '.env**'],
  '.env.local': ['.env.local', '/.env.local', '.env*', '.env.*', '.env*.local', '*.local'],
};

/** What adding the values would change. Values that are empty are left out. */
export function planEnvValues(
  cwd: string,
  values: Readonly<Record<string, string | undefined>>,
): AppEnvPlan {
  const file = fs.existsSync(path.join(cwd, '.env.local')) ? '.env.local' : '.env';
  const place = path.join(cwd, file);
  const text = readFile(place) ?? '';
  const present = parse(text);
  const wanted = Object.entries(values).filter((entry): entry is [string, string] => !!entry[1]);
  const missing = wanted.filter(([name]) => !present[name]);
  const named = (isSame: boolean) =>
    wanted
      .filter(([name, value]) => present[name] && (present[name] === value) === isSame)
      .map(([name]) => name);
  const isTracked = asksGit(cwd, ['ls-files', '--error-unmatch', '--', file]) === true;
  const plan = { file, kept: named(false), already: named(true), isTracked };
  if (isTracked || missing.length === 0) return { ...plan, written: [], changes: [] };
  const lines = missing.map(([name, value]) => `${name}=${quote(name, value)}`);
  // A file that is there keeps its mode: the application may run as another user than this one.
  const isSecret = !fs.existsSync(place);
  const added = { path: place, text: append(text, lines), isSecret };
  return {
    ...plan,
    written: missing.map(([name]) => name),
    changes: [...ignoreFile(cwd, file), added],
  };
}

/** Adds the values that are missing. */
export function appendEnvValues(
  cwd: string,
  values: Readonly<Record<string, string | undefined>>,
): AppEnv {
  const { changes, ...done } = planEnvValues(cwd, values);
  for (const change of changes) writeFile(change);
  return done;
}

/** As every reader of such files understands it; those that expand `$` do so inside quotes, too. */
export function quote(name: string, value: string): string {
  if (/^[\w./:@+=-]+$/.test(value)) return value;
  if (!/['\\\r\n$]/.test(value)) return `'${value}'`;
  throw new Failure('other', {
    error: 'unsafe_env_value',
    message: `The value of ${name} holds characters that readers of .env files disagree about.`,
    hint: `Set ${name} in the environment of your application yourself.`,
  });
}

/** Keeps the line endings of the file. */
function append(text: string, lines: readonly string[]): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const isCommented = text.split(/\r?\n/).includes(COMMENT);
  const added = [...(isCommented ? [] : [COMMENT]), ...lines];
  if (text === '') return `${added.join(end)}${end}`;
  const before = text.endsWith('\n') ? text : `${text}${end}`;
  return `${before}${isCommented ? '' : end}${added.join(end)}${end}`;
}

/** The `.gitignore` that keeps the file out of git; nothing where it is kept out already. */
function ignoreFile(cwd: string, file: string): NewFile[] {
  const place = path.join(cwd, '.gitignore');
  const text = readFile(place) ?? '';
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const isIgnored =
    asksGit(cwd, ['check-ignore', '--quiet', '--', file]) ??
    COVERING[file]?.some((line) => lines.includes(line));
  return isIgnored ? [] : [{ path: place, text: append(text, [file]) }];
}
