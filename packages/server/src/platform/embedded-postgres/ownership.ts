// Owns the claim of one service on a cluster: an advisory lock that lives as long as its session.

import pg from 'pg';
import { StartupError } from '../startup-error.js';
import { ADMIN_ROLE } from './cluster.js';

// Any number does; it only has to be the same in every version of Affitor.
const OWNER_LOCK_KEY = 7_203_551_001;
const APPLICATION_NAME = 'affitor owner';
const WRONG_PASSWORD = '28P01';
const CONNECT_TIMEOUT_MS = 5_000;

/** The result of asking for a cluster: ours, or somebody's. */
export type Claim =
  | { readonly isOurs: true; readonly session: pg.Client }
  | { readonly isOurs: false; readonly owner: string };

async function openAdminSession(options: {
  readonly port: number;
  readonly password: string;
}): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: options.port,
    user: ADMIN_ROLE,
    password: options.password,
    database: 'postgres',
    application_name: `${APPLICATION_NAME} ${process.pid}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  // Without a listener a broken session would end the process; its owner hears of it by 'end'.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/**
 * Claims the server on `port` for this process. The lock is the truth about "in use": it is gone
 * with the session of its holder, where a pid may have become another process.
 */
export async function claimServer(options: {
  readonly port: number;
  readonly password: string;
  readonly dataDir: string;
}): Promise<Claim> {
  const session = await openAdminSession(options).catch((cause: unknown) => {
    if ((cause as { code?: string }).code !== WRONG_PASSWORD) throw cause;
    throw new StartupError(
      `The database of the data folder ${options.dataDir} refuses the password in its file ` +
        'postgres.password. Restore that file from a backup of the folder.',
      { cause },
    );
  });
  try {
    const { rows } = await session.query<{ taken: boolean }>(
      'select pg_try_advisory_lock($1::bigint) as taken',
      [OWNER_LOCK_KEY],
    );
    if (rows[0]?.taken === true) return { isOurs: true, session };
    const owner = await describeOwner(session);
    await session.end();
    return { isOurs: false, owner };
  } catch (error) {
    await session.end().catch(() => undefined);
    throw error;
  }
}

async function describeOwner(session: pg.Client): Promise<string> {
  const { rows } = await session.query<{ name: string }>(
    `select a.application_name as name
       from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and l.granted
        and (l.classid::bigint << 32 | l.objid::bigint) = $1::bigint`,
    [OWNER_LOCK_KEY],
  );
  const pid = /\d+$/.exec(rows[0]?.name ?? '')?.[0];
  return pid === undefined ? 'an unknown process' : `process ${pid}`;
}

/** The process that started the server, and how long ago; it wrote its pid on the command line. */
export async function readStarter(
  session: pg.Client,
): Promise<{ readonly pid: number; readonly ageMs: number }> {
  const { rows } = await session.query<{ pid: string | null; age_ms: number }>(
    `select current_setting('affitor.started_by', true) as pid,
            extract(epoch from clock_timestamp() - pg_postmaster_start_time())::float8 * 1000
              as age_ms`,
  );
  return { pid: Number(rows[0]?.pid ?? 0), ageMs: rows[0]?.age_ms ?? 0 };
}
