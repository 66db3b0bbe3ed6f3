// Guards sample data: marked, filled by the functions of real calls, apart from every real figure,
// and gone when it is removed.
import { OPERATIONS } from '@affitor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { PROGRAMS, startTestApp, type TestApp } from '../../test/test-app.js';

const SAMPLE = '/api/advertiser/sample-program';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const manage = (route: string, body?: unknown) => app.manage(app.managementKey, route, body);

async function figuresOf(programId: number) {
  const { body } = await manage(
    `GET ${OPERATIONS.readPerformance.path.replace(':programId', String(programId))}?period=all`,
  );
  const { totalClicks, totalLeads, totalSales, totalPartnersCommission } = body.metrics;
  return { totalClicks, totalLeads, totalSales, totalPartnersCommission };
}

async function fill(programId: number): Promise<void> {
  await app.runJob('demo.fill-sample', { programId });
}

test('a sample has weeks of history, no real figure changes, and removing it leaves nothing to see', async () => {
  const real = await app.createProgram();
  await app.createPartner(real.id, 'real');
  await app.click('real');
  const before = await figuresOf(real.id);
  const made = (await manage(`POST ${SAMPLE}`)).data;
  expect(made).toMatchObject({ sample: 'filling', status: 'active' });
  const again = await Promise.all([manage(`POST ${SAMPLE}`), manage(`POST ${SAMPLE}`)]);
  expect(again.map(({ data }) => data.id)).toEqual([made.id, made.id]);

  await fill(made.id);
  const { data: filled } = await manage(`GET ${PROGRAMS}/${made.id}`);
  expect(filled.sample).toBe('filled');
  const figures = await figuresOf(made.id);
  expect(figures.totalClicks).toBeGreaterThan(300);
  expect(Math.min(figures.totalLeads, figures.totalSales)).toBeGreaterThan(5);
  expect(figures.totalPartnersCommission).toBeGreaterThan(0);
  expect(await figuresOf(real.id)).toEqual(before);
  // A second run of the job finds nothing to do.
  await fill(made.id);
  expect(await figuresOf(made.id)).toEqual(figures);
  await assertInvariants(app.db);

  expect((await manage(`DELETE ${PROGRAMS}/${made.id}`)).status).toBe(200);
  const { data: left } = await manage(`GET ${PROGRAMS}`);
  expect(left.map(({ id, sample }: { id: number; sample: unknown }) => [id, sample])).toEqual([
    [real.id, null],
  ]);
  expect((await manage(`GET ${PROGRAMS}/${made.id}/partners`)).status).toBe(404);
  const next = (await manage(`POST ${SAMPLE}`)).data;
  expect(next.id).not.toBe(made.id);
}, 60_000);

test('each workspace has a sample of its own, which others cannot see', async () => {
  const other = await app.createWorkspace();
  const { data: mine } = await manage(`POST ${SAMPLE}`);
  const { data: theirs } = await app.manage(other.key, `POST ${SAMPLE}`);
  expect(theirs.id).not.toBe(mine.id);
  expect((await app.manage(other.key, `GET ${PROGRAMS}/${mine.id}`)).status).toBe(404);
});

test('the sample of a program that was removed meanwhile is not filled', async () => {
  const { data: made } = await manage(`POST ${SAMPLE}`);
  await manage(`DELETE ${PROGRAMS}/${made.id}`);
  await fill(made.id);
  const { rows } = await app.db.pool.query('select count(*) from click where program_id = $1', [
    made.id,
  ]);
  expect(rows).toEqual([{ count: 0n }]);
});
