// Owns where the database cluster lives: in the data folder, or where its system user can reach it.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { randomAlphanumeric } from '../ids.js';
import { StartupError } from '../startup-error.js';
import { canReach, type SystemUser } from './system-user.js';

/** The folders of one embedded database. */
export interface ClusterLocation {
  /** The folder that holds the cluster; owned by us, or by the system user when we are root. */
  readonly home: string;
  /** PostgreSQL's own data folder, made by initdb. */
  readonly cluster: string;
  /** Where copies of the programs go when they cannot run where npm put them. */
  readonly copiesDir: string;
}

const RECORD_FILE = 'postgres.location';
const REACHABLE_ROOT = '/var/lib/affitor';

/**
 * Decides where the cluster of `dataDir` lives. A root process whose data folder is closed to the
 * system user gets a place under /var/lib/affitor, written down in the data folder, because we
 * never widen the permissions of a folder that is the user's own.
 */
export function locateCluster(options: {
  readonly dataDir: string;
  readonly user: SystemUser | null;
  readonly reachableRoot?: string;
}): ClusterLocation {
  const { dataDir, user } = options;
  const recorded = readRecord(dataDir);
  if (recorded !== null) return recorded;
  const inside = insideDataDir(dataDir);
  if (user === null || canReach(user, dataDir)) return inside;
  if (fs.existsSync(path.join(inside.cluster, 'PG_VERSION'))) {
    throw new StartupError(
      `The database in ${inside.cluster} cannot be reached by the system user that must run it, ` +
        'because a folder on the way is closed to others. Start Affitor as the user who made it, ' +
        'or move the data folder to a place that is open for passage (mode 0711).',
    );
  }
  return relocate(dataDir, options.reachableRoot ?? REACHABLE_ROOT);
}

function insideDataDir(dataDir: string): ClusterLocation {
  return {
    home: dataDir,
    cluster: path.join(dataDir, 'postgres'),
    copiesDir: path.join(dataDir, 'postgres-programs'),
  };
}

function outside(home: string): ClusterLocation {
  return {
    home,
    cluster: path.join(home, 'postgres'),
    copiesDir: path.join(path.dirname(home), 'programs'),
  };
}

function readRecord(dataDir: string): ClusterLocation | null {
  const file = path.join(dataDir, RECORD_FILE);
  if (!fs.existsSync(file)) return null;
  const home = fs.readFileSync(file, 'utf8').trim();
  if (!fs.existsSync(home)) {
    throw new StartupError(
      `${file} says that the database is in ${home}, but that folder is gone. ` +
        `Restore it from a backup, or delete ${file} to start with an empty database.`,
    );
  }
  return outside(home);
}

function relocate(dataDir: string, root: string): ClusterLocation {
  const hash = createHash('sha256').update(fs.realpathSync(dataDir)).digest('hex').slice(0, 16);
  // The random part keeps a data folder that was deleted and made again from meeting the cluster
  // of its predecessor, whose password is gone and whose data nobody asked us to delete.
  const home = path.join(root, `${hash}-${randomAlphanumeric(8)}`);
  fs.mkdirSync(home, { recursive: true });
  // Both are ours, and a strict umask would have closed them to the system user again.
  for (const folder of [root, home]) fs.chmodSync(folder, 0o755);
  fs.writeFileSync(path.join(home, 'made-for'), `${dataDir}\n`);
  // The record is written whole or not at all: half a path would point at another place.
  const record = path.join(dataDir, RECORD_FILE);
  fs.writeFileSync(`${record}.draft`, `${home}\n`);
  fs.renameSync(`${record}.draft`, record);
  return outside(home);
}
