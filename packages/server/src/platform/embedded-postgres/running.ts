// Owns finding the database of a service that runs, for errands beside it.

import fs from 'node:fs';
import path from 'node:path';
import { locateCluster } from './location.js';
import { isPostmaster, readPostmasterPid } from './postmaster-pid.js';

const PASSWORD_FILE = 'postgres.password';
const LOCATION_FILE = 'postgres.location';

/**
 * Where the embedded server of a data folder listens, if it runs; nothing is started or made.
 * @returns the port and the password, or null when there is no server to connect to
 */
export function findRunningServer(options: {
  readonly dataDir: string;
}): { readonly port: number; readonly password: string } | null {
  const dataDir = path.resolve(options.dataDir);
  const passwordFile = path.join(dataDir, PASSWORD_FILE);
  const hasCluster =
    fs.existsSync(path.join(dataDir, 'postgres')) ||
    fs.existsSync(path.join(dataDir, LOCATION_FILE));
  if (!hasCluster || !fs.existsSync(passwordFile)) return null;
  const { cluster } = locateCluster({ dataDir, user: null });
  const server = readPostmasterPid(cluster);
  if (!server?.isReady || !isPostmaster(server.pid, cluster)) return null;
  return { port: server.port, password: fs.readFileSync(passwordFile, 'utf8').trim() };
}
