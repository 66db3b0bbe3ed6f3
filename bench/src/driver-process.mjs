// Owns PostgreSQL's own limits: the service's statements sent by a plain loop, and a tiny commit.
import { createBodyWriter } from './bodies.mjs';
import { connect } from './database.mjs';
import { answerJobs } from './processes.mjs';
import {
  authenticateProgramKeys,
  insertClicks,
  readClickInput,
  readSaleInput,
  runnerOf,
  sha256,
  systemClock,
  withShortTransaction,
} from './server-modules.mjs';
import { clickRowOf, readConfigVersion, recordSalesOf } from './writes.mjs';

answerJobs(drive);

// Apart from the numbers of the HTTP load, whose transaction ids are in the same database.
let nextNumber = 500_000_000_000;

const takeNumber = () => nextNumber++;

/**
 * @param {{ work: 'commit' | 'click' | 'sale', target: object, rows: number, seconds: number }} job
 */
async function drive(job) {
  const db = connect(job.target.url, 1);
  try {
    const step = await STEPS[job.work](db, job);
    return await repeat(step, job);
  } finally {
    await db.close();
  }
}

const STEPS = {
  async commit(db) {
    await db.pool.query('create table if not exists bench_commit (id bigint)');
    return () => db.pool.query('insert into bench_commit (id) values (1)');
  },
  async click(db, { target, rows }) {
    const configVersion = await readConfigVersion(db);
    const writeBody = createBodyWriter({ endpoint: 'click', target });
    const inputs = Array.from({ length: rows }, (_, position) => {
      const { context } = readClickInput(JSON.parse(writeBody(position)), undefined);
      return { target, link: target.links[position % target.links.length], isBot: false, context };
    });
    return () =>
      insertClicks(runnerOf(db), inputs.map(clickRowOf), { configVersion, counting: true });
  },
  async sale(db, { target, rows }) {
    const [owner] = await authenticateProgramKeys(db.kysely, [sha256(target.key)]);
    const writeBody = createBodyWriter({ endpoint: 'sale', target });
    return async () => {
      const items = Array.from({ length: rows }, () => {
        const input = readSaleInput(JSON.parse(writeBody(takeNumber())));
        return { owner, input, requestId: 'bench' };
      });
      const outcomes = await withShortTransaction(db, (tx) =>
        recordSalesOf(tx, items, systemClock),
      );
      const failed = outcomes.find((outcome) => !outcome.ok);
      if (failed) throw failed.error;
    };
  },
};

async function repeat(step, { rows, seconds }) {
  const durationsMs = [];
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  let now = startedAt;
  while (now < endAt) {
    await step();
    const after = performance.now();
    durationsMs.push(after - now);
    now = after;
  }
  durationsMs.sort((left, right) => left - right);
  const at = (share) => durationsMs[Math.floor((durationsMs.length - 1) * share)];
  return {
    perSecond: (durationsMs.length * rows) / ((now - startedAt) / 1_000),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    refusedCount: 0,
  };
}
