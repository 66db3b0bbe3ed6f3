// Owns the examination of an integration: what is looked at, in which order, and the verdict.
import { OPERATIONS } from '@affitor/contract';
import type { Context } from '../context.js';
import { Ended, Failure } from '../platform/failure.js';
import { type Check, examinePage } from './doctor-page.js';
import { fetchSite } from './doctor-site.js';

export interface DoctorFlags {
  site?: string;
}

const CLOCK_SKEW_MAX_MS = 60_000;

/** Looks at configuration, key, clock and site; nothing is changed. */
export async function examine(context: Context, flags: DoctorFlags): Promise<void> {
  const { output } = context;
  const checks = await output.progress('Looking', lookAtAll(context, flags));
  const isHealthy = checks.every(({ status }) => status !== 'fail');
  output.document('doctor', { healthy: isHealthy, checks });
  const { colors } = output;
  const marks = {
    ok: colors.green('✔'),
    warn: colors.yellow('!'),
    fail: colors.red('✖'),
    unknown: colors.yellow('…'),
  };
  for (const { name, status, message, fix } of checks) {
    output.info(`${marks[status]} ${name}: ${message}`);
    if (fix) output.info(`  → ${fix}`);
  }
  if (!isHealthy) {
    output.warn('Something is in the way of tracking.');
    throw new Ended('notReady');
  }
  output.success('Nothing is in the way of tracking.');
}

async function lookAtAll(context: Context, flags: DoctorFlags): Promise<Check[]> {
  const { project } = context;
  if (!project) {
    const fix = 'Run `affitor init`, or run this where .affitor/config.json is.';
    return [{ name: 'config', status: 'fail', message: `none in ${context.machine.cwd}`, fix }];
  }
  const config: Check = {
    name: 'config',
    status: 'ok',
    message: `program ${project.program_id} for ${project.domain}`,
    fix: null,
  };
  const key = await examineKey(context, project.program_id);
  const clock = await examineClock(context);
  const site = await fetchSite(flags.site ?? project.domain);
  const apiUrl = context.projectApi.url;
  const known = { programId: project.program_id, apiUrl, domain: project.domain };
  return [config, key, clock, ...(await examinePage(site, known))];
}

async function examineKey(context: Context, programId: string): Promise<Check> {
  const found = context.findKey();
  if (!found) {
    const fix =
      'Set AFFITOR_API_KEY in .affitor/.env; the owner finds it under Settings → API Key.';
    return { name: 'key', status: 'fail', message: 'there is none', fix };
  }
  try {
    const call = { credential: found.key };
    const readiness = await context.projectApi.call(OPERATIONS.readOwnReadiness, call);
    if (String(readiness.program_id) === programId) {
      return { name: 'key', status: 'ok', message: `works (from ${found.source})`, fix: null };
    }
    const message = `from ${found.source}, belongs to program ${readiness.program_id}`;
    const fix = `Use the key of program ${programId}, or correct .affitor/config.json.`;
    return { name: 'key', status: 'fail', message, fix };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const isRefused = error.document.status === 401;
    const fix = isRefused
      ? `Regenerate it under Settings → API Key, and put it into ${found.source}.`
      : 'Check the address of the service (--api-url) and your connection.';
    return { name: 'key', status: isRefused ? 'fail' : 'unknown', message: error.message, fix };
  }
}

async function examineClock(context: Context): Promise<Check> {
  const beforeMs = context.machine.clock.nowMs();
  try {
    const response = await context.projectApi.send(OPERATIONS.checkReadiness);
    const theirsMs = Date.parse(response.headers.get('date') ?? '');
    const skewMs = Math.abs(theirsMs - beforeMs);
    const seconds = Math.round(skewMs / 1000);
    if (Number.isNaN(skewMs)) return clockIs('unknown', 'the service does not tell its time');
    if (skewMs <= CLOCK_SKEW_MAX_MS) return clockIs('ok', `within ${seconds} s of the service`);
    return clockIs('warn', `${seconds} s away from the service`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return clockIs('unknown', error.message);
  }
}

function clockIs(status: Check['status'], message: string): Check {
  const fix = status === 'warn' ? 'Let the system set its time (NTP).' : null;
  return { name: 'clock', status, message, fix };
}
