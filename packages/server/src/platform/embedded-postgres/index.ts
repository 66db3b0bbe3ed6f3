// Owns the database that comes with Affitor: a real PostgreSQL as a child process of the service.

import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type pg from 'pg';
import type { Logger } from '../log.js';
import { StartupError } from '../startup-error.js';
import { findBinaryPackage, prepareBinaries } from './binaries.js';
import { ADMIN_ROLE, ensureCluster, ensurePassword, ownerOf } from './cluster.js';
import { locateCluster } from './location.js';
import type { ServerPlan } from './postmaster.js';
import { findRunningServer } from './running.js';
import { isPortTaken, Supervisor, type UnexpectedExit } from './supervisor.js';
import { ensureSystemUser, isRoot } from './system-user.js';

export type { UnexpectedExit } from './supervisor.js';

const APPLICATION_ROLE = 'affitor';
const APPLICATION_DATABASE = 'affitor';
const START_ATTEMPTS_MAX = 5;

// Below every system's range of ephemeral ports: a client that knocks while the server restarts
// could otherwise be given the server's own port, and keep it from coming back.
const PORT_MIN = 20_000;
const PORT_COUNT = 10_000;

/** The database that runs beside the service. */
export interface EmbeddedPostgres {
  /** Connects as the application's role to the application's database. */
  readonly url: string;
  /** Connects as administrator; for tests and maintenance, never for the service. */
  readonly adminUrl: string;
  readonly port: number;
  /** The server's process; another one after each restart. */
  readonly pid: number;
  /** The folder that holds the cluster. */
  readonly clusterDir: string;
  /** Stops the server and waits for it. */
  stop(): Promise<void>;
  /** Calls back when the server ends unasked. It is restarted on the same port by itself. */
  onExit(listener: (exit: UnexpectedExit) => void): void;
}

/**
 * Starts the embedded PostgreSQL of a data folder, making it at the first start, and keeps it
 * running until `stop`. Refuses with a readable error while another service uses the folder.
 */
export async function startEmbeddedPostgres(options: {
  readonly dataDir: string;
  readonly log: Logger;
  readonly port?: number;
}): Promise<EmbeddedPostgres> {
  const dataDir = path.resolve(options.dataDir);
  fs.mkdirSync(dataDir, { recursive: true });
  const draft = await prepare(dataDir, options.log);
  let avoided = 0;
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await findFreePort(draft.plan.cluster, avoided));
    const plan = { ...draft.plan, port };
    try {
      const supervisor = await Supervisor.start(plan, { password: draft.password, dataDir });
      return await finish({ supervisor, plan, password: draft.password });
    } catch (error) {
      if (!isPortTaken(error) || attempt === START_ATTEMPTS_MAX) throw error;
      if (options.port !== undefined) {
        throw new StartupError(`Port ${port}, meant for the database, is taken.`, { cause: error });
      }
      avoided += 1;
    }
  }
}

async function prepare(
  dataDir: string,
  log: Logger,
): Promise<{ plan: Omit<ServerPlan, 'port'>; password: string }> {
  const ourUser = isRoot() ? ensureSystemUser(log) : null;
  const location = locateCluster({ dataDir, user: ourUser });
  const user = ownerOf(location, ourUser);
  const binaries = prepareBinaries({
    source: findBinaryPackage(),
    user,
    copiesDir: location.copiesDir,
  });
  const password = ensurePassword(dataDir);
  await ensureCluster({ location, binaries, user, password });
  return { plan: { binaries, cluster: location.cluster, user, log }, password };
}

async function finish(started: {
  readonly supervisor: Supervisor;
  readonly plan: ServerPlan;
  readonly password: string;
}): Promise<EmbeddedPostgres> {
  const { supervisor, plan, password } = started;
  try {
    await ensureApplicationDatabase(supervisor.session, password);
  } catch (error) {
    await supervisor.stop();
    throw error;
  }
  const urlFor = (role: string, database: string) =>
    `postgres://${role}:${password}@127.0.0.1:${plan.port}/${database}`;
  return {
    url: urlFor(APPLICATION_ROLE, APPLICATION_DATABASE),
    adminUrl: urlFor(ADMIN_ROLE, 'postgres'),
    port: plan.port,
    get pid() {
      return supervisor.pid;
    },
    clusterDir: plan.cluster,
    stop: () => supervisor.stop(),
    onExit: (listener) => supervisor.onExit(listener),
  };
}

/**
 * Where the embedded database of a data folder can be reached, if a service runs it now; for
 * errands that an operator does beside the service.
 */
export function findRunningPostgres(dataDir: string): string | null {
  const server = findRunningServer({ dataDir });
  if (server === null) return null;
  const { port, password } = server;
  return `postgres://${APPLICATION_ROLE}:${password}@127.0.0.1:${port}/${APPLICATION_DATABASE}`;
}

/** Makes the application's role and database; the service itself is no superuser. */
async function ensureApplicationDatabase(session: pg.Client, password: string): Promise<void> {
  const roles = await session.query('select 1 from pg_roles where rolname = $1', [
    APPLICATION_ROLE,
  ]);
  if (roles.rows.length === 0) {
    const quoted = session.escapeLiteral(password);
    await session.query(`create role ${APPLICATION_ROLE} login password ${quoted}`);
  }
  const databases = await session.query('select 1 from pg_database where datname = $1', [
    APPLICATION_DATABASE,
  ]);
  if (databases.rows.length === 0) {
    await session.query(`create database ${APPLICATION_DATABASE} owner ${APPLICATION_ROLE}`);
  }
}

/** Looks for a free port from a place that depends on the cluster, so that it rarely changes. */
async function findFreePort(cluster: string, avoided: number): Promise<number> {
  const start = createHash('sha256').update(cluster).digest().readUInt32BE(0);
  for (let step = avoided; step < PORT_COUNT; step += 1) {
    const port = PORT_MIN + ((start + step) % PORT_COUNT);
    if (await isPortFree(port)) return port;
  }
  throw new StartupError('There is no free port on 127.0.0.1 for the database.');
}

function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      probe.close(() => resolve(true));
    });
  });
}
