// Owns where the site's parts lie, and how they are read and written.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const docsFolder = path.join(import.meta.dirname, '..');
/** The pages as they are rendered: written ones with values put in, and those made from code. */
export const sourceFolder = path.join(docsFolder, 'dist/source');
/** What the service serves. */
export const siteFolder = path.join(docsFolder, 'dist/site');

export const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Writes a file and the folders above it. */
export function write(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** The files of a folder whose names match, relative to it. */
export function list(folder, pattern) {
  return readdirSync(folder, { recursive: true })
    .map((name) => String(name).replaceAll(path.sep, '/'))
    .filter((name) => pattern.test(name))
    .sort();
}
