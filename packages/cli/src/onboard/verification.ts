// Owns the proof at the end: one synthetic chain, then looks at the gates until they are passed.
import { type CliExit, OPERATIONS, READINESS_GATES } from '@affitor/contract';
import type { Readiness } from '../commands/status.js';
import type { Context } from '../context.js';
import { Failure } from '../platform/failure.js';

const RETRY_MAX_MS = 30_000;
const POLLS_MAX = 6;
const POLL_EVERY_MS = 2000;
/** Gates that a person passes in the dashboard: waiting for them helps nobody. */
const GATES_OF_PEOPLE = ['profile', 'economics', 'payout'];

export interface Verification {
  /** What became of click, lead and sale; null when the chain did not run. */
  verdict: Readonly<Record<string, string>> | null;
  /** The last that the service said; null when it never did. */
  readiness: Readiness | null;
  failure: Failure | null;
  /** Why the chain did not run, where that is no reason to end. */
  chainFailure: Failure | null;
}

/** Runs the chain once and looks at the gates. Nothing is thrown that the service answered. */
export async function verify(context: Context): Promise<Verification> {
  const chain = await attempt(runChain(context));
  const { retryAfterMs = null } = chain.failure ?? {};
  if (chain.failure && isFinal(chain.failure)) {
    return { verdict: null, readiness: null, failure: chain.failure, chainFailure: null };
  }
  if (retryAfterMs !== null) await pause(context, Math.min(retryAfterMs, RETRY_MAX_MS));
  const polled = await poll(context);
  return { ...polled, verdict: chain.value, chainFailure: chain.failure };
}

async function runChain(context: Context): Promise<Readonly<Record<string, string>> | null> {
  const input = { ...context.keyCall(), body: { type: 'chain' } };
  const result = await context.projectApi.call(OPERATIONS.sendCliTestEvent, input);
  return 'verdict' in result ? result.verdict : null;
}

async function poll(context: Context): Promise<Pick<Verification, 'readiness' | 'failure'>> {
  let readiness: Readiness | null = null;
  let failure: Failure | null = null;
  for (let count = 1; ; count += 1) {
    const looked = await attempt(readReadiness(context, count === 1));
    failure = looked.failure;
    readiness = looked.value ?? readiness;
    const isOver = failure ? isFinal(failure) : readiness !== null && isDecided(readiness);
    if (isOver || count === POLLS_MAX) return { readiness, failure };
    await pause(context, POLL_EVERY_MS);
  }
}

/** What the service says of the program of the key. */
export function readReadiness(context: Context, isForced = false): Promise<Readiness> {
  const query = isForced ? { force_recheck: 'true' } : {};
  const input = { ...context.keyCall(), query };
  return context.projectApi.call(OPERATIONS.readOwnReadiness, input);
}

function isDecided(readiness: Readiness): boolean {
  const { integration_verified, gates } = readiness;
  if (integration_verified) return true;
  return GATES_OF_PEOPLE.some((name) => gates[name as keyof typeof gates].status === 'fail');
}

/** A key that is refused stays refused; a service that cannot be reached was tried three times. */
function isFinal({ exit }: Failure): boolean {
  return exit === 'auth' || exit === 'network';
}

async function attempt<Value>(
  work: Promise<Value>,
): Promise<{ value: Value | null; failure: Failure | null }> {
  try {
    return { value: await work, failure: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { value: null, failure: error };
  }
}

function pause({ machine }: Context, durationMs: number): Promise<void> {
  return machine.clock.pause(durationMs, machine.stopped);
}

/** How the command ends after this. A gate that only waits for a look at the site is no fault. */
export function exitOf({ readiness, failure }: Verification): CliExit {
  if (failure && (isFinal(failure) || !readiness)) return failure.exit;
  if (!readiness) return 'other';
  const open = READINESS_GATES.filter((name) => readiness.gates[name].status !== 'pass');
  return open.every((name) => readiness.gates[name].status === 'unknown') ? 'ok' : 'notReady';
}
