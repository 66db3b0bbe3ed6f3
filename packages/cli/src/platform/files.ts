// Owns writing files: whole or not at all, and secrets readable by their owner only.
import fs from 'node:fs';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { Failure } from './failure.js';

const PRIVATE_MODE = 0o600;
const PUBLIC_MODE = 0o644;

export interface NewFile {
  path: string;
  text: string;
  isSecret?: boolean;
}

/** Replaces a file in one step. An existing file keeps its mode, unless it holds a secret. */
export function writeFile({ path: file, text, isSecret = false }: NewFile): void {
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const kept = fs.existsSync(file) ? fs.statSync(file).mode & 0o777 : PUBLIC_MODE;
    writeFileAtomic.sync(file, text, { mode: isSecret ? PRIVATE_MODE : kept });
  } catch (error) {
    throw notWritable(file, error);
  }
}

/** The text of a file; null when there is none. */
export function readFile(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw new Failure('other', {
      error: 'file_not_readable',
      message: `${file} cannot be read: ${messageOf(error)}`,
    });
  }
}

export function removeFile(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch (error) {
    throw notWritable(file, error);
  }
}

/** Fails now rather than after something was made that these files are to describe. */
export function requireWritableFolder(folder: string): void {
  const probe = path.join(folder, `.write-test-${process.pid}`);
  try {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(probe, '');
    fs.rmSync(probe);
  } catch (error) {
    throw notWritable(folder, error);
  }
}

function notWritable(file: string, error: unknown): Failure {
  return new Failure('other', {
    error: 'not_writable',
    message: `${file} cannot be written: ${messageOf(error)}`,
    hint: 'Make the folder writable, or run the command in another one.',
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
