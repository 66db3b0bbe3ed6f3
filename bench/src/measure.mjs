// Owns the running of a plan: what is started for it, in which order, how often.
import { createProcesses } from './stage.mjs';

const WARM_UP_SECONDS = 3;
const WARM_UP_CONNECTIONS = 50;

/**
 * Runs every measurement of the plan `rounds` times; each round goes through the whole plan.
 *
 * @returns {Promise<Record<string, object>[]>} the results of each round by the measurement's id
 */
export async function measureRounds({ plan, options, targets, onProgress }) {
  const stage = await createProcesses({ plan, targets });
  try {
    await warmUp(stage, plan);
    const rounds = [];
    for (let number = 1; number <= options.rounds; number += 1) {
      const round = {};
      for (const [index, measurement] of plan.entries()) {
        round[measurement.id] = await stage.run(measurement, options.seconds);
        onProgress({ number, index, measurement, result: round[measurement.id] });
      }
      rounds.push(round);
    }
    return rounds;
  } finally {
    await stage.stop();
  }
}

// Code that has not run yet is interpreted: the first seconds of a process say nothing.
async function warmUp(stage, plan) {
  const seen = new Set();
  for (const measurement of plan) {
    if (measurement.form === 'driver') continue;
    const { form, endpoint, processCount, isFilled } = measurement;
    const key = [form, endpoint, processCount, isFilled].join();
    if (seen.has(key)) continue;
    seen.add(key);
    await stage.run({ ...measurement, connections: WARM_UP_CONNECTIONS }, WARM_UP_SECONDS);
  }
}

/** Resident memory of one service process half-way through the clicks and at their end. */
export async function measureMemory({ clicks, target }) {
  const measurement = {
    form: 'service',
    endpoint: 'click',
    connections: WARM_UP_CONNECTIONS,
    processCount: 1,
  };
  const stage = await createProcesses({ plan: [measurement], targets: { empty: target } });
  try {
    const atStart = stage.readMemory();
    await stage.run({ ...measurement, requestCount: clicks / 2 });
    const atHalf = stage.readMemory();
    await stage.run({ ...measurement, requestCount: clicks / 2 });
    const atEnd = stage.readMemory();
    return { clicks, startMegabytes: atStart, halfMegabytes: atHalf, endMegabytes: atEnd };
  } finally {
    await stage.stop();
  }
}
