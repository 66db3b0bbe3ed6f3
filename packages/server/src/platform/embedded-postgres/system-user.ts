// Owns the answer to "as whom does PostgreSQL run": it refuses to run as root.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Logger } from '../log.js';
import { StartupError } from '../startup-error.js';

/** A user of this machine by its numbers. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

const USER_NAME = 'affitor-db';

/** True when this process is root, so that the server needs another user. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Gives the system user that runs the server for a root process, made at the first start. */
export function ensureSystemUser(log: Logger): SystemUser {
  const existing = findUser(USER_NAME);
  if (existing !== null) return existing;
  const attempts: [string, string[]][] = [
    [
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', USER_NAME],
    ],
    ['adduser', ['-S', '-D', '-H', '-s', '/bin/false', USER_NAME]],
  ];
  for (const [command, parameters] of attempts) {
    spawnSync(command, parameters, { stdio: 'ignore', timeout: 30_000 });
    // Another start may have won the race to make the user, so the result is what counts.
    const made = findUser(USER_NAME);
    if (made !== null) {
      log.info({ user: USER_NAME }, 'made the system user that runs the embedded PostgreSQL');
      return made;
    }
  }
  const nobody = findUser('nobody');
  if (nobody !== null) {
    log.warn('no system user could be made: the embedded PostgreSQL runs as "nobody"');
    return nobody;
  }
  throw new StartupError(
    'PostgreSQL refuses to run as root, and no system user could be made for it. ' +
      'Start Affitor as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

function findUser(name: string): SystemUser | null {
  const uid = idOf('-u', name);
  const gid = idOf('-g', name);
  return uid === null || gid === null || uid === 0 ? null : { uid, gid };
}

function idOf(flag: '-u' | '-g', name: string): number | null {
  const outcome = spawnSync('id', [flag, name], { encoding: 'utf8', timeout: 10_000 });
  if (outcome.status !== 0) return null;
  const id = Number(outcome.stdout.trim());
  return Number.isSafeInteger(id) ? id : null;
}

/** True when `user` may pass through every folder on the way to `folder`, and through itself. */
export function canReach(user: SystemUser, folder: string): boolean {
  for (let step = path.resolve(folder); ; step = path.dirname(step)) {
    if (!canPass(user, fs.statSync(step))) return false;
    if (step === path.dirname(step)) return true;
  }
}

function canPass(user: SystemUser, stat: fs.Stats): boolean {
  if (stat.uid === user.uid) return (stat.mode & 0o100) !== 0;
  if (stat.gid === user.gid) return (stat.mode & 0o010) !== 0;
  return (stat.mode & 0o001) !== 0;
}
