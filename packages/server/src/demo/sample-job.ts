// Owns the job that lives through the history of a sample program, by the functions of real calls.

import type { Accounts } from '../accounts/index.js';
import { forgetVisits } from '../metrics/index.js';
import { addDays, type Clock } from '../platform/clock.js';
import { type Database, withTransaction } from '../platform/db/index.js';
import { createHttpServer } from '../platform/http/server.js';
import type { Logger } from '../platform/log.js';
import { createMetrics } from '../platform/metrics.js';
import { findEmptySample, regenerateKey, updateSampleFilled } from '../programs/index.js';
import { createTracking } from '../tracking/index.js';
import { callerOf } from './client.js';
import { HistoryClock, ProgramHistory } from './history.js';
import { seededChance } from './random.js';
import { SAMPLE_DAYS, sampleStart, sampleStory } from './sample.js';

export const FILL_SAMPLE = 'demo.fill-sample';

interface SampleJobDeps {
  db: Database;
  clock: Clock;
  log: Logger;
  accounts: Accounts;
}

const SEED = 20_260_301;
const ACTOR = 'job:sample';
const BATCH_ROWS_MAX = 50;
const BATCH_QUEUE_MAX = 1_000;

export const sampleJobs = {
  [FILL_SAMPLE]: (payload: unknown, deps: SampleJobDeps) =>
    fillSample(Number((payload as { programId: number }).programId), deps),
};

async function fillSample(programId: number, deps: SampleJobDeps): Promise<void> {
  const { db, clock } = deps;
  const sample = await withTransaction(db, async (tx) => {
    const found = await findEmptySample(tx, programId);
    if (!found) return null;
    const acting = { actor: ACTOR, clock };
    const { apiToken } = await regenerateKey(tx, found.workspaceId, programId, acting);
    return { ...found, apiToken };
  });
  if (!sample) return;
  await liveHistory(deps, { programId, apiKey: sample.apiToken, links: sample.links });
  await withTransaction(db, async (tx) => {
    // Counting may have passed by days that were still to be lived.
    await forgetVisits(tx, programId);
    await updateSampleFilled(tx, programId, clock.now());
  });
}

/** Tracks six weeks of visits on a clock of their own. */
async function liveHistory(
  { db, clock, log, accounts }: SampleJobDeps,
  sample: { programId: number; apiKey: string; links: string[] },
): Promise<void> {
  const { publicUrl, secretKey } = accounts.config;
  const start = sampleStart(clock.now());
  const past = new HistoryClock(start);
  const tracking = await createTracking({
    db,
    clock: past,
    log,
    metrics: createMetrics(),
    secretKey,
    batchRowsMax: BATCH_ROWS_MAX,
    batchQueueMax: BATCH_QUEUE_MAX,
    foreignOrigins: 'record',
    geoipDatabase: null,
    publicUrl,
    announce: () => undefined,
  });
  const http = createHttpServer({ log, publicUrl, trustProxy: false });
  tracking.register(http);
  const demo = sampleStory(sample.links);
  const history = new ProgramHistory({
    call: callerOf(http),
    clock: past,
    chance: seededChance(SEED),
    program: {
      program_id: sample.programId,
      name: demo.settings.name,
      api_key: sample.apiKey,
      allowed_origins: [],
      links: [],
    },
    demo,
  });
  for (let day = 0; day < SAMPLE_DAYS; day += 1) await history.liveDay(day, addDays(start, day));
  await http.close();
  await tracking.drain();
}
