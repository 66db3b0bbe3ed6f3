// Owns the filling of an empty installation: a workspace, its programs, and some weeks of history.
import {
  type Accounts,
  createAccounts,
  createFirstOwner,
  createManagementKey,
  createWorkspace,
} from '../accounts/index.js';
import { buildApp } from '../app.js';
import type { Config } from '../config.js';
import { findExpectedMigration } from '../database.js';
import { addDays, systemClock } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { randomAlphanumeric } from '../platform/ids.js';
import { createLogger } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { runJob } from '../worker.js';
import { callerOf } from './client.js';
import type { DemoOwner, Seeded } from './demo-file.js';
import { HistoryClock, ProgramHistory } from './history.js';
import { DEMO_WORKSPACE } from './installation.js';
import { DEMO_PROGRAMS } from './programs.js';
import { seededChance } from './random.js';
import { type MadeProgram, makeProgram } from './setup.js';

const HISTORY_DAYS = 42;
const SEED = 20_260_101;
const OWNER_EMAIL = 'owner@demo.example';
const OWNER_PASSWORD_LENGTH = 16;
const DAILY_JOBS = ['commissions.release-holds', 'commissions.pay-clicks'];

/** Fills the installation; `onDay` hears how many of the days have been lived. */
export async function seed(
  db: Database,
  config: Config,
  onDay: (lived: number, days: number) => void,
): Promise<Seeded> {
  const today = addDays(systemClock.now(), 0);
  today.setUTCHours(0, 0, 0, 0);
  const start = addDays(today, -HISTORY_DAYS);
  const clock = new HistoryClock(start);
  const log = createLogger({ level: 'error' });
  const metrics = createMetrics();
  const accounts = createAccounts({ config, db, clock, log });
  const off = { clicksPerMinute: 0, leadsPerMinute: 0, salesPerMinute: 0, managementPerMinute: 0 };
  const app = await buildApp({
    config: { ...config, rateLimits: off },
    db,
    clock,
    log,
    metrics,
    readMetrics: () => metrics.registry.metrics(),
    expectedMigration: findExpectedMigration(),
  });
  const call = callerOf(app.http);
  const managementKey = await makeWorkspace(db, start);
  const programs: MadeProgram[] = [];
  for (const demo of DEMO_PROGRAMS) programs.push(await makeProgram(call, managementKey, demo));
  const chance = seededChance(SEED);
  const histories = programs.map(
    (program, index) =>
      new ProgramHistory({
        call,
        clock,
        chance,
        program,
        demo: DEMO_PROGRAMS[index] as (typeof DEMO_PROGRAMS)[number],
      }),
  );
  for (let day = 0; day < HISTORY_DAYS; day += 1) {
    const midnight = addDays(start, day);
    for (const history of histories) await history.liveDay(day, midnight);
    clock.moveTo(addDays(midnight, 1));
    for (const job of DAILY_JOBS) await runJob(job, {}, { db, clock, log, accounts });
    onDay(day + 1, HISTORY_DAYS);
  }
  // Where the visits came from is counted every minute; here nobody should have to wait for it.
  await runJob('metrics.roll-up-visits', {}, { db, clock: systemClock, log, accounts });
  await app.close();
  const owner = { email: OWNER_EMAIL, password: randomAlphanumeric(OWNER_PASSWORD_LENGTH) };
  await makeDemoOwner(accounts, owner);
  return { management_key: managementKey, owner, programs };
}

/** The demo's workspace has no members yet, so the first account becomes its owner. */
function makeDemoOwner(accounts: Accounts, owner: DemoOwner): Promise<void> {
  const person = { ...owner, name: 'Demo Owner', workspaceName: DEMO_WORKSPACE, requestId: null };
  return accounts.transaction((tx) => createFirstOwner(accounts, tx, person));
}

function makeWorkspace(db: Database, now: Date): Promise<string> {
  return withTransaction(db, async (tx) => {
    const workspaceId = await createWorkspace(tx, { name: DEMO_WORKSPACE, now });
    const { key } = await createManagementKey(tx, { workspaceId, name: 'Demo', now });
    return key;
  });
}
