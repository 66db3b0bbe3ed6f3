// Owns the making of a cluster: initdb, the generated password, and the settings it is born with.

import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { randomAlphanumeric } from '../ids.js';
import { StartupError } from '../startup-error.js';
import type { PostgresBinaries } from './binaries.js';
import type { ClusterLocation } from './location.js';
import { isAlive } from './postmaster-pid.js';
import { canReach, type SystemUser } from './system-user.js';

/** The role that may do everything; only this folder of the code uses it. */
export const ADMIN_ROLE = 'postgres';

const PASSWORD_FILE = 'postgres.password';

// What an operator may tune by editing postgresql.conf; what must hold is set on the command line.
const INITIAL_SETTINGS: Record<string, string> = {
  shared_buffers: '128MB',
  max_connections: '100',
  max_wal_size: '2GB',
  log_min_messages: 'warning',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** Gives the password of the cluster in `dataDir`, generated at the first call. */
export function ensurePassword(dataDir: string): string {
  const file = path.join(dataDir, PASSWORD_FILE);
  try {
    // Exclusive creation decides which of two first starts generates it.
    fs.writeFileSync(file, `${randomAlphanumeric(40)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return fs.readFileSync(file, 'utf8').trim();
}

/** As whom an existing cluster must run, and whether this process can do so. */
export function ownerOf(location: ClusterLocation, user: SystemUser | null): SystemUser | null {
  if (process.platform === 'win32' || !fs.existsSync(location.cluster)) return user;
  const { uid, gid } = fs.statSync(location.cluster);
  if (user === null) {
    if (uid === process.getuid?.()) return null;
    throw new StartupError(
      `The database in ${location.cluster} belongs to another user (uid ${uid}). Start Affitor ` +
        'as that user or as root, or choose another folder with AFFITOR_DATA_DIR.',
    );
  }
  if (uid === 0) {
    throw new StartupError(
      `The database in ${location.cluster} belongs to root, and PostgreSQL refuses to run as ` +
        'root. Give the folder back to the user who made it (chown -R).',
    );
  }
  // A root process serves a cluster that an ordinary user made as that user, so that the user can
  // go on with it afterwards.
  const owner = { uid, gid };
  if (!canReach(owner, location.home)) {
    throw new StartupError(`The owner (uid ${uid}) of ${location.cluster} cannot reach it.`);
  }
  return owner;
}

/**
 * Makes the cluster if there is none. It is built beside its place and renamed into it, so that a
 * start that was killed half-way leaves nothing that looks like a database.
 */
export async function ensureCluster(options: {
  readonly location: ClusterLocation;
  readonly binaries: PostgresBinaries;
  readonly user: SystemUser | null;
  readonly password: string;
}): Promise<void> {
  const { location, binaries, user, password } = options;
  const versionFile = path.join(location.cluster, 'PG_VERSION');
  if (fs.existsSync(versionFile)) {
    refuseOtherVersion(fs.readFileSync(versionFile, 'utf8').trim(), { location, binaries });
    return;
  }
  removeDrafts(location.home);
  const draft = fs.mkdtempSync(path.join(location.home, `postgres-draft-${process.pid}-`));
  const cluster = path.join(draft, 'cluster');
  const passwordFile = path.join(draft, 'password');
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== null) {
    fs.chownSync(draft, user.uid, user.gid);
    fs.chownSync(passwordFile, user.uid, user.gid);
  }
  try {
    await initdb({ program: binaries.initdb, cluster, passwordFile, user });
    fs.renameSync(cluster, location.cluster);
  } catch (error) {
    // Two first starts on one folder: the other has made the cluster meanwhile.
    if (!fs.existsSync(versionFile)) throw error;
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

function refuseOtherVersion(
  version: string,
  { location, binaries }: { location: ClusterLocation; binaries: PostgresBinaries },
): void {
  if (version === String(binaries.versionMajor)) return;
  throw new StartupError(
    `The database in ${location.cluster} was made by PostgreSQL ${version}, and this version of ` +
      `Affitor brings PostgreSQL ${binaries.versionMajor}. Dump it with the version of Affitor ` +
      'that made it and restore the dump into a new data folder.',
  );
}

/** Removes what starts that were killed half-way left behind. */
function removeDrafts(home: string): void {
  for (const name of fs.readdirSync(home)) {
    const pid = /^postgres-draft-(\d+)-/.exec(name)?.[1];
    // The draft of a live process may be another start at work; a reused pid only delays this.
    if (pid === undefined || isAlive(Number(pid))) continue;
    fs.rmSync(path.join(home, name), { recursive: true, force: true });
  }
}

function initdb(options: {
  readonly program: string;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly user: SystemUser | null;
}): Promise<void> {
  const { program, cluster, passwordFile, user } = options;
  const parameters = [
    `--pgdata=${cluster}`,
    `--username=${ADMIN_ROLE}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // The built-in provider sorts the same on every machine, whatever its libc or ICU.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    ...Object.entries(INITIAL_SETTINGS).map(([name, value]) => `--set=${name}=${value}`),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      cwd: path.parse(program).root,
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(user === null ? {} : { uid: user.uid, gid: user.gid }),
    });
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-4000);
    });
    child.on('error', (cause) =>
      reject(new StartupError(`initdb did not start: ${cause.message}`, { cause })),
    );
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new StartupError(`The database could not be made: ${complaint.trim()}`));
    });
  });
}
