// Owns writing all changes of a plan or none: what was written is put back when one cannot be.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../platform/failure.js';
import { type NewFile, readFile, removeFile, writeFile } from '../platform/files.js';
import { linesOfGit } from '../platform/git.js';
import type { Change } from './planned.js';

interface Written {
  path: string;
  before: Buffer | null;
  mode: number;
  /** Folders that had to be made for it, the outermost first. */
  folders: string[];
}

/** Writes the edits, then the files with secrets. */
export function applyChanges(
  cwd: string,
  changes: readonly Change[],
  secrets: readonly NewFile[],
): void {
  for (const change of changes) requireUntouched(cwd, change);
  const edits = changes.map(({ path: file, after }) => ({
    path: path.join(cwd, file),
    text: after,
  }));
  const written: Written[] = [];
  try {
    for (const file of [...edits, ...secrets]) {
      written.push(remember(file.path));
      writeFile(file);
    }
  } catch (error) {
    for (const one of written.toReversed()) putBack(one);
    if (!(error instanceof Failure)) throw error;
    const message = `${error.message} Everything is as it was before.`;
    throw new Failure(error.exit, { ...error.document, message });
  }
}

/** Somebody may have saved the file while the question was open. */
function requireUntouched(cwd: string, { path: file, before }: Change): void {
  if (readFile(path.join(cwd, file)) === before) return;
  throw new Failure('conflict', {
    error: 'file_changed',
    message: `${file} was changed in the meantime. Nothing was written.`,
    hint: 'Run `affitor onboard` again.',
  });
}

function remember(file: string): Written {
  const folders: string[] = [];
  for (let folder = path.dirname(file); !fs.existsSync(folder); folder = path.dirname(folder)) {
    folders.unshift(folder);
  }
  const found = fs.existsSync(file) ? fs.statSync(file) : null;
  const before = found?.isFile() ? fs.readFileSync(file) : null;
  return { path: file, before, mode: found?.mode ?? 0, folders };
}

/** As well as it goes: what cannot be put back was not written either. */
function putBack({ path: file, before, mode, folders }: Written): void {
  try {
    if (before !== null) {
      fs.writeFileSync(file, before);
      fs.chmodSync(file, mode);
    } else if (fs.existsSync(file) && fs.statSync(file).isFile()) {
      removeFile(file);
    }
    for (const folder of folders.toReversed()) {
      if (fs.existsSync(folder)) fs.rmdirSync(folder);
    }
  } catch {
    // The first failure is the one to be told.
  }
}

/** Of these files, those with changes that git does not have yet; null where there is no git. */
export function listUncommitted(cwd: string): string[] | null {
  const args = ['status', '--porcelain', '-z', '--untracked-files=all', '--no-renames', '--', '.'];
  const lines = linesOfGit(cwd, args);
  if (lines === null) return null;
  const prefix = linesOfGit(cwd, ['rev-parse', '--show-prefix'])?.[0]?.trim() ?? '';
  return lines.map((line) => line.slice(3)).map((file) => file.slice(prefix.length));
}
