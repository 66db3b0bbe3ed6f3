// Owns the running server: it claims it, restarts it when it dies, and stops it at the end.

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from '../log.js';
import { StartupError } from '../startup-error.js';
import { claimServer } from './ownership.js';
import {
  type Postmaster,
  type PostmasterExit,
  type ServerPlan,
  spawnPostmaster,
  stopServer,
  waitUntilReady,
} from './postmaster.js';
import { ClusterInUse, clearPreviousServer } from './takeover.js';

const CLAIM_ATTEMPTS_MAX = 50;
const CLAIM_INTERVAL_MS = 100;
const RECLAIM_INTERVAL_MS = 200;
const RESTART_DELAY_MIN_MS = 50;
const RESTART_DELAY_MAX_MS = 5_000;

/** What a listener hears when the server ended without being asked to. */
export interface UnexpectedExit extends PostmasterExit {
  readonly pid: number;
}

interface Secrets {
  readonly password: string;
  readonly dataDir: string;
}

interface RunningServer {
  readonly postmaster: Postmaster;
  readonly session: pg.Client;
}

/** Keeps one server running from `start` to `stop`. */
export class Supervisor {
  readonly #plan: ServerPlan;
  readonly #secrets: Secrets;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  readonly #stopped = once(this.#stopping.signal, 'abort');
  readonly #listeners = new Set<(exit: UnexpectedExit) => void>();
  #running: RunningServer;
  #watching: Promise<void>;

  private constructor(plan: ServerPlan, secrets: Secrets, running: RunningServer) {
    this.#plan = plan;
    this.#secrets = secrets;
    this.#log = plan.log;
    this.#running = running;
    this.#watching = this.#watch();
  }

  /** Starts the server, after clearing away what a killed service left. */
  static async start(plan: ServerPlan, secrets: Secrets): Promise<Supervisor> {
    return new Supervisor(plan, secrets, await launch(plan, secrets));
  }

  get pid(): number {
    return this.#running.postmaster.pid;
  }

  /** An administrator's session that stays open; it holds the claim on the cluster. */
  get session(): pg.Client {
    return this.#running.session;
  }

  /** Calls back whenever the server ends unasked; it is restarted all the same. */
  onExit(listener: (exit: UnexpectedExit) => void): void {
    this.#listeners.add(listener);
  }

  /** Stops the server and waits until it is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    while (!this.#isStopping()) {
      const { postmaster } = this.#running;
      const event = await this.#nextEvent();
      if (event === 'stop') break;
      if (event === 'exit') await this.#recover(postmaster);
      else await this.#reclaim(postmaster);
    }
    // Only here is it certain which server is the last one: a stop may come during a restart.
    await stopServer(this.#plan, this.pid);
    await this.#running.postmaster.exited;
    await this.#running.session.end().catch(() => undefined);
  }

  #nextEvent(): Promise<'exit' | 'session lost' | 'stop'> {
    const { postmaster, session } = this.#running;
    return Promise.race([
      postmaster.exited.then(() => 'exit' as const),
      new Promise<'session lost'>((resolve) => session.once('end', () => resolve('session lost'))),
      this.#stopped.then(() => 'stop' as const),
    ]);
  }

  /** Takes the claim back after its session broke, unless the server went away with it. */
  async #reclaim(postmaster: Postmaster): Promise<void> {
    for (let hasExited = false; !hasExited && !this.#isStopping(); ) {
      try {
        const session = await claim(this.#plan, this.#secrets);
        this.#running = { postmaster, session };
        return;
      } catch (error) {
        this.#log.warn({ err: error }, 'the claim on the database is not taken back yet');
      }
      hasExited = await Promise.race([
        postmaster.exited.then(() => true),
        this.#pause(RECLAIM_INTERVAL_MS),
      ]);
    }
  }

  async #recover(postmaster: Postmaster): Promise<void> {
    const exit = await postmaster.exited;
    this.#log.error({ ...exit, pid: postmaster.pid }, 'the database server ended: restarting it');
    for (const listener of this.#listeners) listener({ ...exit, pid: postmaster.pid });
    for (let delayMs = RESTART_DELAY_MIN_MS; !this.#isStopping(); ) {
      try {
        this.#running = await launch(this.#plan, this.#secrets);
        this.#log.info({ pid: this.pid }, 'the database server runs again');
        return;
      } catch (error) {
        this.#log.error({ err: error, delayMs }, 'the database server did not restart');
      }
      await this.#pause(delayMs);
      delayMs = Math.min(delayMs * 2, RESTART_DELAY_MAX_MS);
    }
  }

  /** Waits, but not longer than until the service is told to stop. */
  #pause(durationMs: number): Promise<false> {
    return sleep(durationMs, false as const, { signal: this.#stopping.signal }).catch(() => false);
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }
}

async function launch(plan: ServerPlan, secrets: Secrets): Promise<RunningServer> {
  await clearPreviousServer(plan, secrets);
  const postmaster = spawnPostmaster(plan);
  await waitUntilReady(postmaster, plan);
  try {
    return { postmaster, session: await claim(plan, secrets) };
  } catch (error) {
    // A server that we cannot claim must not outlive the attempt.
    await stopServer(plan, postmaster.pid);
    throw error;
  }
}

async function claim(plan: ServerPlan, secrets: Secrets): Promise<pg.Client> {
  let owner = 'an unknown process';
  for (let attempt = 0; attempt < CLAIM_ATTEMPTS_MAX; attempt += 1) {
    const result = await claimServer({ ...secrets, port: plan.port });
    if (result.isOurs) return result.session;
    // A second start holds the claim for a moment while it finds out that the server is ours.
    owner = result.owner;
    await sleep(CLAIM_INTERVAL_MS);
  }
  throw new ClusterInUse(
    `Another Affitor (${owner}) has taken the data folder ${secrets.dataDir}. Stop one of them.`,
  );
}

/** True for errors that another port can cure. */
export function isPortTaken(error: unknown): boolean {
  return (
    error instanceof StartupError && /could not bind|Address already in use/i.test(error.message)
  );
}
