// Owns the arguments of a run and what each of them stands for.
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [options]

  --quick            about two minutes: fewer figures, short rounds, 200,000 stored clicks
  --only <names>     comma-separated parts: click, lead, sale, hot, stored, limits, memory
  --seconds <n>      length of one measurement (default 4, quick 2)
  --rounds <n>       how often everything is measured; medians are shown (default 3)
  --stored <n>       clicks in the filled database (default 5000000, quick 200000)
  --connections <l>  comma-separated numbers of connections (default 1,10,50,200; quick 1,50,200)
  --processes <l>    comma-separated numbers of processes (default 1,2; quick 1)
  --dashboard        the calls of the dashboard instead, beside --stored clicks, with their plans
  --no-summary       leave bench/latest.md and bench/dashboard.md as they are`;

const PARTS = ['click', 'lead', 'sale', 'hot', 'stored', 'limits', 'memory'];
const DEFAULTS = { seconds: 4, rounds: 3, stored: 5_000_000 };
const QUICK_DEFAULTS = { seconds: 2, rounds: 3, stored: 200_000 };
const CLICKS_FOR_MEMORY = { full: 200_000, quick: 40_000 };

/**
 * Reads the arguments.
 *
 * @param {string[]} argv
 * @returns {ReturnType<typeof build> | null} null when help was asked for
 */
export function readOptions(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      stored: { type: 'string' },
      connections: { type: 'string' },
      processes: { type: 'string' },
      dashboard: { type: 'boolean', default: false },
      'no-summary': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values.help ? null : build(values);
}

function build(values) {
  const defaults = values.quick ? QUICK_DEFAULTS : DEFAULTS;
  const parts = new Set(values.only?.split(',') ?? PARTS);
  for (const part of parts) {
    if (!PARTS.includes(part)) throw new Error(`--only knows ${PARTS.join(', ')}; not "${part}"`);
  }
  return {
    isQuick: values.quick,
    isDashboard: values.dashboard,
    has: (part) => parts.has(part),
    parts: [...parts],
    seconds: wholeNumber(values.seconds, defaults.seconds),
    rounds: wholeNumber(values.rounds, defaults.rounds),
    storedClicks: wholeNumber(values.stored, defaults.stored),
    connections: list(values.connections, values.quick ? [1, 50, 200] : [1, 10, 50, 200]),
    processCounts: list(values.processes, values.quick ? [1] : [1, 2]),
    memoryClicks: values.quick ? CLICKS_FOR_MEMORY.quick : CLICKS_FOR_MEMORY.full,
    writesSummary: !values['no-summary'],
  };
}

function wholeNumber(text, fallback) {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new Error(`not a whole number: ${text}`);
  return number;
}

function list(text, fallback) {
  return text === undefined ? fallback : text.split(',').map((item) => wholeNumber(item));
}
