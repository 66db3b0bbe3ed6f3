// Owns what a run leaves behind: the table on screen, the JSON of the run, and bench/latest.md.
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './goals.mjs';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** The medians of all rounds, one row for each measurement. */
export function summarize(plan, rounds) {
  return plan.map((measurement) => {
    const results = rounds.map((round) => round[measurement.id]);
    const middle = (field) => median(results.map((result) => result[field]));
    const { id, form, endpoint, connections, processCount, isHot, isFilled, rows } = measurement;
    return {
      ...{ id, form, endpoint, connections, processCount, isHot, isFilled, rows },
      perSecond: Math.round(middle('perSecond')),
      p50Ms: round2(middle('p50Ms')),
      p99Ms: round2(middle('p99Ms')),
      refusedCount: Math.max(...results.map((result) => result.refusedCount)),
      loadCpuShare: round2(middle('loadCpuShare')),
    };
  });
}

const round2 = (value) => (value === undefined ? undefined : Math.round(value * 100) / 100);

/** The machine, as far as it explains figures. */
export function describeMachine() {
  const [processor] = os.cpus();
  return {
    node: process.version,
    system: `${os.type()} ${os.arch()}`,
    processor: processor?.model.trim() ?? 'unknown',
    processorCount: os.cpus().length,
    loadAverage: readLoadAverage(),
  };
}

/** How busy the machine was in the last minute; other programs on it distort the figures. */
export function readLoadAverage() {
  return Math.round(os.loadavg()[0] * 10) / 10;
}

/** The report as Markdown, a part of the README; the terminal shows the same text. */
export function renderReport({ options, machine, goals, rows, memory, takenAt }) {
  const lines = [
    `Taken ${takenAt.slice(0, 10)} by \`npm run bench\`: ${options.rounds} rounds of ` +
      `${options.seconds} s per figure, medians; ratios are medians of each round's own ratio. ` +
      `Machine: ${machine.processorCount} × ${machine.processor}, ${machine.system}, Node ` +
      `${machine.node}, load average ${machine.loadAverage} before the run and ` +
      `${machine.loadAverageAfter} at its end. Load generator, service and PostgreSQL share ` +
      'these processors.',
    '',
    '### Goals of speed',
    '',
    '| figure | measured | goal | |',
    '|---|---:|---:|---|',
    ...goals.map(
      ({ name, value, goal, isMost, isReached }) =>
        `| ${name} | ${value.toFixed(2)} | ${isMost ? '≤' : '≥'} ${goal} | ` +
        `${isReached ? 'reached' : 'missed'} |`,
    ),
    '',
    '### All figures',
    '',
    '| form | event | connections | processes | what | per second | p50 ms | p99 ms |',
    '|---|---|---:|---:|---|---:|---:|---:|',
    ...rows.map((row) => renderRow(row, options)),
  ];
  if (memory) lines.push('', renderMemory(memory));
  const refused = rows.filter((row) => row.refusedCount > 0);
  for (const row of refused) lines.push('', `${row.id}: ${row.refusedCount} were not accepted.`);
  return `${lines.join('\n')}\n`;
}

const FORM_NAMES = {
  service: 'service',
  bare: 'bare route, no writing',
  naive: 'transaction per request',
  driver: 'PostgreSQL alone',
};

function renderRow(row, options) {
  const what = [
    row.isHot ? 'one hot link' : '',
    row.isFilled ? `${options.storedClicks} stored clicks` : '',
    row.rows ? `${row.rows} per transaction` : '',
  ].filter(Boolean);
  return (
    `| ${FORM_NAMES[row.form]} | ${row.endpoint} | ${row.connections ?? ''} | ` +
    `${row.processCount ?? ''} | ${what.join(', ')} | ${row.perSecond} | ${row.p50Ms} | ` +
    `${row.p99Ms} |`
  );
}

function renderMemory({ clicks, startMegabytes, halfMegabytes, endMegabytes }) {
  return (
    `Resident memory of the service process: ${startMegabytes} MB after its start, ` +
    `${halfMegabytes} MB after ${clicks / 2} clicks, ${endMegabytes} MB after ${clicks}.`
  );
}

/** Writes the JSON of a run, and the committed summary when it is asked for. */
export async function saveReport(report, text, { writesSummary }) {
  const results = path.join(FOLDER, 'results');
  await mkdir(results, { recursive: true });
  const file = path.join(results, `${report.takenAt.replaceAll(':', '-').slice(0, 19)}.json`);
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  if (writesSummary) await writeFile(path.join(FOLDER, 'latest.md'), text);
  return file;
}
