// Owns a run from its arguments to its report.
import { measureDashboard } from './dashboard/main.mjs';
import { startPostgres } from './database.mjs';
import { judge } from './goals.mjs';
import { measureMemory, measureRounds } from './measure.mjs';
import { readOptions, USAGE } from './options.mjs';
import { planRound } from './plan.mjs';
import { startService } from './processes.mjs';
import {
  describeMachine,
  readLoadAverage,
  renderReport,
  saveReport,
  summarize,
} from './report.mjs';
import { seedDatabase } from './seed.mjs';
import { systemClock } from './server-modules.mjs';

/** Runs the bench; answers the exit code. Missed goals are shown and are no failure. */
export async function main(argv) {
  const options = readOptions(argv);
  if (!options) {
    console.log(USAGE);
    return 0;
  }
  if (options.isDashboard) {
    const { storedClicks: clicks, writesSummary } = options;
    return measureDashboard({ clicks, writesSummary });
  }
  const takenAt = systemClock.now().toISOString();
  const machineBefore = describeMachine();
  const postgres = await startPostgres();
  try {
    const plan = planRound(options);
    const targets = await createTargets(postgres, options);
    const rounds = await measureRounds({ plan, options, targets, onProgress: showProgress(plan) });
    const memory = options.has('memory')
      ? await measureMemory({ clicks: options.memoryClicks, target: targets.empty })
      : null;
    const machine = { ...machineBefore, loadAverageAfter: readLoadAverage() };
    const goals = judge(rounds, memory);
    const rows = summarize(plan, rounds);
    const text = renderReport({ options, machine, goals, rows, memory, takenAt });
    const file = await saveReport(
      { takenAt, machine, options, goals, rows, memory, rounds },
      text,
      {
        writesSummary: options.writesSummary,
      },
    );
    console.log(`\n${text}\nThe figures of all rounds: ${file}`);
    return 0;
  } finally {
    await postgres.stop();
  }
}

async function createTargets(postgres, options) {
  const targets = { empty: await createTarget(postgres, 'bench_empty', 0) };
  if (options.has('stored')) {
    console.log(`Storing ${options.storedClicks} clicks …`);
    targets.filled = await createTarget(postgres, 'bench_filled', options.storedClicks);
  }
  return targets;
}

// The service brings its own schema at its first start.
async function createTarget(postgres, name, storedClicks) {
  const database = await postgres.createDatabase(name);
  const service = await startService({ databaseUrl: database.url, processCount: 1 });
  await service.stop();
  return seedDatabase({ name, storedClicks, ...database });
}

function showProgress(plan) {
  return ({ number, index, measurement, result }) => {
    const place = `round ${number}, ${index + 1}/${plan.length}`;
    const figures = `${Math.round(result.perSecond)}/s, p99 ${result.p99Ms.toFixed(2)} ms`;
    const load = result.loadCpuShare ? `, load ${Math.round(result.loadCpuShare * 100)} %` : '';
    const refused = result.refusedCount > 0 ? `, ${JSON.stringify(result.statuses)}` : '';
    console.log(`${place}: ${measurement.id} ${figures}${load}${refused}`);
  };
}
