// Owns the one PostgreSQL of a test run: started before the first file, removed after the last.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { connectDatabase, migrate } from '../src/platform/db/index.js';
import { startEmbeddedPostgres } from '../src/platform/embedded-postgres/index.js';
import { createLogger } from '../src/platform/log.js';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseAdminUrl: string;
    databaseUrl: string;
  }
}

const FOLDER_PREFIX = 'affitor-test-';
const MIGRATIONS = fileURLToPath(new URL('../migrations', import.meta.url));

/** Starts the server, makes the template that every test file clones, and gives its end. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  removeLeftovers();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  // The system user that runs the server for a root process has to pass through.
  fs.chmodSync(dataDir, 0o711);
  const log = createLogger({ level: 'silent' });
  const server = await startEmbeddedPostgres({ dataDir, log });
  await makeTemplate(server.adminUrl, server.url);
  project.provide('databaseAdminUrl', server.adminUrl);
  project.provide('databaseUrl', server.url);
  return async () => {
    await server.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
}

async function makeTemplate(adminUrl: string, url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query('create database affitor_template owner affitor');
  await admin.end();
  const templateUrl = new URL(url);
  templateUrl.pathname = '/affitor_template';
  const db = connectDatabase({
    url: templateUrl.href,
    poolMax: 1,
    log: createLogger({ level: 'silent' }),
    applicationName: 'affitor template',
  });
  await migrate(db, MIGRATIONS);
  await runMigrations({ connectionString: templateUrl.href });
  await db.close();
}

/** Ends the servers of runs that were killed, and removes their folders. */
function removeLeftovers(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const pid = new RegExp(`^${FOLDER_PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = path.join(os.tmpdir(), name);
    const pidFile = path.join(folder, 'postgres', 'postmaster.pid');
    if (fs.existsSync(pidFile)) endServer(Number(fs.readFileSync(pidFile, 'utf8').split('\n')[0]));
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function endServer(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // The machine was restarted since, or the server has gone with its run.
  }
}
