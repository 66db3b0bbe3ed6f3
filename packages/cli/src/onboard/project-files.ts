// Owns reading a project: its package.json, its lockfile, and the texts that may be edited.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../platform/failure.js';
import { readFile } from '../platform/files.js';
import { linesOfGit } from '../platform/git.js';
import type { SourceFile } from './edit.js';
import { readManifest } from './manifest.js';
import type { Manifest } from './stack.js';

/** What is known of a project before anything is decided. */
export interface ProjectFiles {
  manifestText: string;
  manifest: Manifest;
  /** The name of the nearest lockfile. */
  lockfile: string | null;
  /** Code and pages, by their paths. */
  files: ReadonlyMap<string, SourceFile>;
}

const READ = /\.(?:[mc]?[jt]sx?|html)$/;
const TEST =
  /(?:^|\/)(?:__tests__|__mocks__|tests?|e2e|cypress)\/|\.(?:test|spec|stories|d)\.[mc]?[jt]sx?$/;
const MADE = /(?:^|\/)(?:node_modules|dist|build|out|coverage|vendor|\.[^/]+)\//;
const LOCKFILES = ['pnpm-lock.yaml', 'yarn.lock', 'package-lock.json', 'npm-shrinkwrap.json'];
/** A file that is longer was not written by hand. */
const FILE_BYTES_MAX = 500_000;
/** More than applications have; an existing report of sales must not go unseen. */
const FILES_MAX = 20_000;

export function readProjectFiles(cwd: string): ProjectFiles {
  const manifestText = readFile(path.join(cwd, 'package.json'));
  if (manifestText === null) {
    throw new Failure('other', {
      error: 'no_package_json',
      message: `No package.json found in ${cwd}.`,
      hint:
        'Run it in the folder of your application. A site without one takes the script tag that ' +
        '`affitor doctor` prints.',
    });
  }
  const manifest = readManifest(manifestText);
  if (manifest === null) {
    throw new Failure('other', {
      error: 'invalid_package_json',
      message: `${path.join(cwd, 'package.json')} is not valid JSON.`,
      hint: 'Correct it, then run this again. Nothing was changed.',
    });
  }
  const paths = listFiles(cwd);
  const files = new Map<string, SourceFile>();
  for (const one of paths) {
    const place = path.join(cwd, one);
    // A link may lead out of the project.
    const found = fs.lstatSync(place, { throwIfNoEntry: false });
    if (!found?.isFile() || found.size > FILE_BYTES_MAX) continue;
    const bytes = fs.readFileSync(place);
    const text = bytes.toString();
    // Another encoding would not survive being written again.
    if (Buffer.from(text).equals(bytes)) files.set(one, { path: one, text });
  }
  return { manifestText, manifest, lockfile: findLockfile(cwd), files };
}

/** Git knows best what belongs to a project; without it everything does that nothing made. */
function listFiles(cwd: string): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const all = [...new Set(linesOfGit(cwd, args) ?? walkFolder(cwd, ''))];
  // A folder below with a package.json of its own is another application.
  const others = all
    .filter((one) => one.endsWith('/package.json') && !MADE.test(one))
    .map((one) => one.slice(0, -'package.json'.length));
  const found = all.filter(
    (one) =>
      READ.test(one) &&
      !TEST.test(one) &&
      !MADE.test(one) &&
      !others.some((folder) => one.startsWith(folder)),
  );
  if (found.length <= FILES_MAX) return found.toSorted();
  throw new Failure('other', {
    error: 'too_many_files',
    message: `${found.length} files of code are more than one application has.`,
    hint: 'Run it in the folder of your application.',
  });
}

function walkFolder(cwd: string, folder: string): string[] {
  return fs.readdirSync(path.join(cwd, folder), { withFileTypes: true }).flatMap((item) => {
    const name = folder + item.name;
    if (item.isDirectory()) return MADE.test(`${name}/`) ? [] : walkFolder(cwd, `${name}/`);
    return item.isFile() ? [name] : [];
  });
}

/** In this folder or, for a workspace, above it within the repository. */
function findLockfile(cwd: string): string | null {
  const top = linesOfGit(cwd, ['rev-parse', '--show-toplevel'])?.[0]?.trim() ?? cwd;
  const levels = path.relative(top, fs.realpathSync(cwd)).split(path.sep).filter(Boolean).length;
  const folders = Array.from({ length: levels + 1 }, (_one, up) => '../'.repeat(up));
  for (const folder of folders) {
    const found = LOCKFILES.find((name) => fs.existsSync(path.join(cwd, folder, name)));
    if (found) return found;
  }
  return null;
}
