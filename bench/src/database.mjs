// Owns the databases of a run: a PostgreSQL of their own in a temporary folder.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { connectDatabase, createLogger, startEmbeddedPostgres } from './server-modules.mjs';

export const silentLog = createLogger({ level: 'silent' });

/** Starts the PostgreSQL that all databases of the run live in. */
export async function startPostgres() {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'affitor-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog });
  return {
    /** Makes an empty database; answers how the service and an administrator reach it. */
    async createDatabase(name) {
      await asAdmin(server.adminUrl, (admin) =>
        admin.query(`create database ${name} owner affitor`),
      );
      return { url: withDatabase(server.url, name), adminUrl: withDatabase(server.adminUrl, name) };
    },
    async stop() {
      await server.stop();
      await rm(server.clusterDir, { recursive: true, force: true });
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function withDatabase(url, name) {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** Runs `work` on one connection of the administrator. */
export async function asAdmin(adminUrl, work) {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** The service's own way to connect. */
export function connect(url, poolMax = 10) {
  return connectDatabase({ url, poolMax, log: silentLog, applicationName: 'affitor bench' });
}
