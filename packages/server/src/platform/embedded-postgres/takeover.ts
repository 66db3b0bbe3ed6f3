// Owns the decision about a server that already runs on our cluster: in use, or orphaned.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '../log.js';
import { StartupError } from '../startup-error.js';
import { claimServer, readStarter } from './ownership.js';
import { type ServerPlan, stopServer } from './postmaster.js';
import { isAlive, isPostmaster, readPostmasterPid, removePostmasterPid } from './postmaster-pid.js';

const POLL_INTERVAL_MS = 100;
const ANSWER_MAX_MS = 60_000;
// A server this young may belong to a service that has not come round to claiming it.
const CLAIM_GRACE_MS = 10_000;

/** The folder is in use by another running service: retrying cannot help. */
export class ClusterInUse extends StartupError {}

type Verdict = 'gone' | 'orphan' | 'wait';

/**
 * Makes sure that no server runs on the cluster. One that a killed service left behind is stopped;
 * one that a running service holds is left alone, and the caller gets a readable refusal.
 */
export async function clearPreviousServer(
  plan: ServerPlan,
  options: { readonly password: string; readonly dataDir: string },
): Promise<void> {
  for (let waitedMs = 0; waitedMs < ANSWER_MAX_MS; waitedMs += POLL_INTERVAL_MS) {
    const verdict = await judge(plan, options);
    if (verdict === 'gone') return;
    await sleep(POLL_INTERVAL_MS);
  }
  const pid = readPostmasterPid(plan.cluster)?.pid;
  throw new StartupError(
    `A PostgreSQL server (process ${pid}) holds the database in ${plan.cluster} and does not ` +
      'answer. Stop that process and start again.',
  );
}

async function judge(
  plan: ServerPlan,
  options: { readonly password: string; readonly dataDir: string },
): Promise<Verdict> {
  const file = readPostmasterPid(plan.cluster);
  if (file === null) return 'gone';
  if (!isPostmaster(file.pid, plan.cluster)) {
    // PostgreSQL sorts out the file of a dead process itself, but refuses to start while the pid
    // in it belongs to anything alive.
    if (isAlive(file.pid)) removePostmasterPid(plan.cluster);
    return 'gone';
  }
  const verdict = await askServer(plan.log, { ...options, port: file.port });
  if (verdict !== 'orphan') return verdict;
  plan.log.warn({ pid: file.pid }, 'stopping the database that a killed service left running');
  await stopServer(plan, file.pid);
  return 'gone';
}

async function askServer(
  log: Logger,
  options: {
    readonly port: number;
    readonly password: string;
    readonly dataDir: string;
  },
): Promise<Verdict> {
  try {
    const claim = await claimServer(options);
    if (!claim.isOurs) {
      throw new ClusterInUse(
        `Another Affitor (${claim.owner}) is using the data folder ${options.dataDir}; its ` +
          `database listens on port ${options.port}. Stop it first, or give this one another ` +
          'folder with AFFITOR_DATA_DIR.',
      );
    }
    const starter = await readStarter(claim.session);
    await claim.session.end();
    const isBeingStarted = starter.ageMs < CLAIM_GRACE_MS && isAlive(starter.pid);
    if (!isBeingStarted) return 'orphan';
    log.debug({ starter: starter.pid }, 'waiting for another start to claim its database');
    return 'wait';
  } catch (error) {
    if (error instanceof StartupError) throw error;
    // Starting, recovering, stopping, or out of connections: it will say more in a moment.
    return 'wait';
  }
}
