// Owns what the bootstrap knows of the repository: its root, its tools and errors for people.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the clone, whatever the current folder is. */
export const rootFolder = fileURLToPath(new URL('../..', import.meta.url));

/** An error whose message tells the person at the terminal what to do; shown without a stack. */
export class ReadableError extends Error {
  isReadable = true;
}

/** Reads a JSON file of the repository; undefined when it is missing or damaged. */
export function readJson(relativePath) {
  try {
    return JSON.parse(readFileSync(path.join(rootFolder, relativePath), 'utf8'));
  } catch {
    return undefined;
  }
}

/** The names of the folders under packages/. */
export function listPackages() {
  return readdirSync(path.join(rootFolder, 'packages'), { withFileTypes: true })
    .filter((folder) => folder.isDirectory())
    .map((folder) => folder.name);
}

/**
 * The JavaScript file behind a tool's command, so that it runs with this very Node and without
 * a shell: Windows has only .cmd files in node_modules/.bin, and a shell splits spaced paths.
 */
export function toolPath(packageName, commandName) {
  const folder = path.join('node_modules', ...packageName.split('/'));
  const bin = readJson(path.join(folder, 'package.json'))?.bin;
  const relativePath = typeof bin === 'string' ? bin : bin?.[commandName];
  if (!relativePath) {
    throw new ReadableError(
      `${packageName} is not installed. Delete the folder node_modules and run the command again.`,
    );
  }
  return path.join(rootFolder, folder, relativePath);
}

/** A short fingerprint of any number of texts. */
export function fingerprint(...texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex');
}
