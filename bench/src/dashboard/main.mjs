// Owns `npm run bench -- --dashboard`: how fast pages are answered beside a year of events.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { asAdmin, startPostgres } from '../database.mjs';
import { startService } from '../processes.mjs';
import { describeMachine } from '../report.mjs';
import { systemClock } from '../server-modules.mjs';
import { listCalls } from './calls.mjs';
import { seedHistory } from './history.mjs';
import { explainCalls, rawScansOf, renderPlan } from './plans.mjs';

const FOLDER = fileURLToPath(new URL('../..', import.meta.url));
const INVARIANTS = fileURLToPath(
  new URL('../../../packages/server/test/invariants.sql', import.meta.url),
);
// Beyond that the recount of everything takes longer than what is measured.
const CHECKED_CLICKS_MAX = 50_000;
const REPEATS = 15;
const CALL_TIMEOUT_MS = 60_000;

/**
 * Fills a database, measures every call, and looks at its plans.
 *
 * @param {{ clicks: number, writesSummary: boolean }} options
 * @returns {Promise<number>} 0, or 1 when a call was not answered or the history is impossible
 */
export async function measureDashboard({ clicks, writesSummary }) {
  const takenAt = systemClock.now().toISOString();
  const postgres = await startPostgres();
  try {
    const database = await postgres.createDatabase('bench_dashboard');
    // The service brings its own schema at its first start.
    await (await startService({ databaseUrl: database.url, processCount: 1 })).stop();
    const onProgress = (step) => console.log(`history: ${step}`);
    const target = { ...database, ...(await seedHistory({ ...database, clicks, onProgress })) };
    if (clicks <= CHECKED_CLICKS_MAX) await refuseImpossible(target);
    const calls = await listCalls(target);
    onProgress('done');
    const timings = await timeCalls(target, calls);
    const explained = await explainCalls({ ...target, calls });
    const rows = calls.map(({ name }) => describe(name, timings.get(name), explained.get(name)));
    const sizes = await countRows(target);
    const text = render({ rows, sizes, machine: describeMachine(), takenAt });
    const file = await save({ text, calls, explained, takenAt, writesSummary });
    console.log(`\n${text}\nThe plans of all calls: ${file}`);
    return rows.every(({ status }) => status === 200) ? 0 : 1;
  } finally {
    await postgres.stop();
  }
}

// Figures of a history that could not have happened would say nothing about one that could.
async function refuseImpossible({ adminUrl }) {
  const text = await readFile(INVARIANTS, 'utf8');
  const results = await asAdmin(adminUrl, (admin) => admin.query(text));
  const violations = [results].flat().flatMap(({ rows }) => rows);
  if (violations.length === 0) return;
  const [{ name, detail }] = violations;
  throw new Error(`the history breaks ${violations.length} rules, such as ${name}: ${detail}`);
}

async function timeCalls({ url, key }, calls) {
  const service = await startService({ databaseUrl: url, processCount: 1 });
  try {
    const timings = new Map();
    for (const { name, path: address } of calls) {
      const timesMs = [];
      let bytes = 0;
      for (let repeat = 0; repeat <= REPEATS; repeat += 1) {
        const startedAtMs = performance.now();
        const answer = await fetch(`${service.url}${address}`, {
          headers: { authorization: `Bearer ${key}` },
          signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
        });
        bytes = (await answer.arrayBuffer()).byteLength;
        // The first call warms caches that every later one of a page finds warm.
        if (repeat > 0) timesMs.push(performance.now() - startedAtMs);
      }
      timesMs.sort((left, right) => left - right);
      timings.set(name, { medianMs: timesMs[REPEATS >> 1], worstMs: timesMs.at(-1), bytes });
      console.log(`${name}: ${timesMs[REPEATS >> 1].toFixed(1)} ms`);
    }
    return timings;
  } finally {
    await service.stop();
  }
}

function describe(name, timing, { status, plans }) {
  const scans = rawScansOf(plans);
  const rowsRead = scans.reduce((sum, { rows }) => sum + rows, 0);
  const walked = scans
    .filter(({ how, rows }) => how === 'Seq Scan' && rows > 0)
    .map(({ table }) => table);
  return { name, status, ...timing, statements: plans.length, rowsRead, walked };
}

async function countRows({ adminUrl }) {
  const { rows } = await asAdmin(adminUrl, (admin) =>
    admin.query(`select (select count(*) from click) as clicks,
      (select count(*) from customer where status <> 'click') as customers,
      (select count(*) from customer where status = 'click') as visitors,
      (select count(*) from sale) as sales`),
  );
  return rows[0];
}

function render({ rows, sizes, machine, takenAt }) {
  const { clicks, customers, visitors, sales } = sizes;
  return [
    `Taken ${takenAt.slice(0, 10)} by \`npm run bench -- --dashboard\`: ${clicks} clicks, ` +
      `${customers} customers, ${visitors} visitors, ${sales} sales of one year and 200 ` +
      `partners in one program. ${REPEATS} calls one after the other over HTTP; "rows read" ` +
      'counts the rows of clicks, customers, leads, sales, refunds, commissions, decisions and ' +
      'ledger lines that PostgreSQL looked at for one call. Machine: ' +
      `${machine.processorCount} × ${machine.processor}, load average ${machine.loadAverage}.`,
    '',
    '| call | median ms | worst ms | bytes | statements | raw rows read | walks through |',
    '|---|---:|---:|---:|---:|---:|---|',
    ...rows.map(
      (row) =>
        `| ${row.name}${row.status === 200 ? '' : ` (${row.status})`} | ` +
        `${row.medianMs.toFixed(1)} | ${row.worstMs.toFixed(1)} | ${row.bytes} | ` +
        `${row.statements} | ${row.rowsRead} | ${[...new Set(row.walked)].join(', ')} |`,
    ),
    '',
  ].join('\n');
}

async function save({ text, calls, explained, takenAt, writesSummary }) {
  const results = path.join(FOLDER, 'results');
  await mkdir(results, { recursive: true });
  const stamp = takenAt.replaceAll(':', '-').slice(0, 19);
  const file = path.join(results, `${stamp}-dashboard-plans.txt`);
  const plans = calls.flatMap(({ name }) => [
    name,
    ...explained.get(name).plans.flatMap(renderPlan),
    '',
  ]);
  await writeFile(file, `${plans.join('\n')}\n`);
  if (writesSummary) await writeFile(path.join(FOLDER, 'dashboard.md'), text);
  return file;
}
