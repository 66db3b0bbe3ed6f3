// Owns the load: a process of its own that drives one endpoint and times every answer.
import autocannon from 'autocannon';
import { createBodyWriter, pathOf } from './bodies.mjs';
import { answerJobs } from './processes.mjs';

answerJobs(measure);

// Numbers are never used twice in a database, so that no two requests ask for the same thing. The
// bare route stores nothing, and would use up the visitors that leads need.
const numbers = new Map();

function createNumbering({ endpoint, form, target }) {
  const space = [endpoint, form === 'bare', target.url].join();
  return () => {
    const number = (numbers.get(space) ?? 0) + 1;
    numbers.set(space, number);
    return number;
  };
}

/**
 * @param {{ endpoint: string, form: string, url: string, target: object, isHot?: boolean,
 *   connections: number,
 *   seconds: number, requestCount?: number }} job
 */
async function measure(job) {
  const writeBody = createBodyWriter(job);
  const takeNumber = createNumbering(job);
  const durationsMs = [];
  const statuses = {};
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  const run = autocannon({
    url: job.url,
    connections: job.connections,
    ...(job.requestCount ? { amount: job.requestCount } : { duration: job.seconds }),
    requests: [
      {
        method: 'POST',
        path: pathOf(job.endpoint),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${job.target.key}` },
        body: writeBody(0),
      },
    ],
    setupClient: (client) => rewriteBodies(client, { writeBody, takeNumber }),
  });
  run.on('response', (_client, status, _bytes, durationMs) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
    durationsMs.push(durationMs);
  });
  const summary = await run;
  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(startedCpu);
  const acceptedCount = statuses[200] ?? 0;
  return {
    perSecond: acceptedCount / (elapsedMs / 1_000),
    ...percentiles(durationsMs),
    refusedCount: durationsMs.length - acceptedCount + summary.errors,
    statuses,
    loadCpuShare: (user + system) / 1_000 / elapsedMs,
  };
}

// A connection has one request under way, so its buffer is free once the answer is there: writing
// the next body into it costs the load a fraction of building a request.
function rewriteBodies(client, { writeBody, takeNumber }) {
  const requests = client.requestIterator;
  const { requestBuffer } = requests.currentRequest;
  const request = { ...requests.currentRequest, requestBuffer: Buffer.from(requestBuffer) };
  const bodyLength = Buffer.byteLength(writeBody(0));
  const bodyStart = requestBuffer.length - bodyLength;
  const rewrite = () => {
    const written = request.requestBuffer.write(writeBody(takeNumber()), bodyStart, 'latin1');
    if (written !== bodyLength) throw new Error('the bodies of a load differ in length');
    requests.currentRequest = request;
    return request;
  };
  requests.nextRequest = rewrite;
  rewrite();
}

function percentiles(durationsMs) {
  const sorted = Float64Array.from(durationsMs).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50Ms: at(0.5), p99Ms: at(0.99), maxMs: sorted.at(-1) ?? 0 };
}
