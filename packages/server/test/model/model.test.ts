// Owns the proof that the books follow a model of the money, whatever the order of events.
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { assertInvariants } from '../harness.js';
import { startTestApp, type TestApp } from '../test-app.js';
import { stories } from './steps.js';
import { Story } from './story.js';

const RUNS = Number(process.env.AFFITOR_MODEL_RUNS ?? 40);
const SEED = Number(process.env.AFFITOR_MODEL_SEED ?? Date.now() % 2_147_483_647);
const STEPS_MAX = Number(process.env.AFFITOR_MODEL_STEPS ?? 40);
const MS_PER_RUN_MAX = 3_000;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

test(
  `P4: the books follow the model through ${RUNS} stories (seed ${SEED})`,
  async () => {
    process.stdout.write(`model: AFFITOR_MODEL_SEED=${SEED} AFFITOR_MODEL_RUNS=${RUNS}\n`);
    await fc.assert(
      fc.asyncProperty(stories(STEPS_MAX), async (steps) => {
        try {
          await new Story(app).tell(steps);
          await assertInvariants(app.db);
        } catch (error) {
          // Books that are wrong once would also fail the shorter stories that look for the cause.
          await app.close();
          app = await startTestApp();
          throw error;
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  },
  60_000 + RUNS * MS_PER_RUN_MAX,
);
