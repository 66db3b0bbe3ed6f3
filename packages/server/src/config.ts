// Owns the settings of the service: the only reader of the environment.

import fs from 'node:fs';
import path from 'node:path';
import { CONFIG_VARIABLES, type ConfigVariable, findVariable } from './config-variables.js';
import { ensureSecretKey } from './platform/crypto.js';
import type { LogLevel } from './platform/log.js';
import { StartupError } from './platform/startup-error.js';

export { CONFIG_VARIABLES } from './config-variables.js';

/** The settings of a process, checked. */
export interface Config {
  readonly environment: 'production' | 'development' | 'test';
  readonly host: string;
  readonly port: number;
  /** Where the outside reaches us; without a slash at the end. */
  readonly publicUrl: string;
  /** A database of the operator's own; null means the embedded one. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly secretKey: string;
  readonly trustProxy: boolean | string[];
  readonly processCount: number;
  /** What becomes of browser calls from pages that their program does not list. */
  readonly foreignOrigins: 'record' | 'refuse';
  readonly logLevel: LogLevel;
  readonly rateLimits: {
    readonly clicksPerMinute: number;
    readonly leadsPerMinute: number;
    readonly salesPerMinute: number;
    readonly managementPerMinute: number;
  };
  readonly signUp: 'open' | 'invite_only';
  /** Null keeps mails in the database. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** Whether kept mails are shown on a page. */
  readonly showsOutbox: boolean;
  readonly databasePoolMax: number;
  readonly batchRowsMax: number;
  readonly batchQueueMax: number;
  readonly shutdownTimeoutMs: number;
  readonly geoipDatabase: string | null;
  /** Hosts that the site check may read although they are not public. */
  readonly siteCheckPrivateHosts: readonly string[];
  /** Where `npm run demo` opens the example shop. */
  readonly storefrontPort: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

// The embedded server takes 100 connections; the rest is for jobs, migrations and a person.
const EMBEDDED_POOLED_CONNECTIONS_MAX = 80;
const POOL_MAX = 10;

/**
 * Reads and checks the environment. Every bad variable is named in one error, with what is
 * allowed. Without SECRET_KEY a secret is generated once and kept in the data folder, except in
 * production with a database of one's own, where it would be lost with the container.
 */
export function loadConfig(env: Environment = process.env): Config {
  const problems: string[] = [];
  const values = readValues(env, problems);
  checkTogether(values, problems);
  if (problems.length > 0) {
    const list = problems.map((problem) => `  - ${problem}`).join('\n');
    throw new StartupError(`The configuration is not valid:\n${list}`);
  }
  return build(values);
}

type Values = ReadonlyMap<string, unknown>;

function readValues(env: Environment, problems: string[]): Values {
  const values = new Map<string, unknown>();
  for (const variable of CONFIG_VARIABLES) {
    const text = readText(variable, { env, problems }) ?? variable.default;
    if (text === null) continue;
    const parsed = findVariable(variable.name).schema.safeParse(text);
    if (parsed.success) values.set(variable.name, parsed.data);
    else problems.push(describeProblem(variable, text));
  }
  return values;
}

/** A variable's text: its own, or for a secret that of the file which NAME_FILE names. */
function readText(
  variable: ConfigVariable,
  { env, problems }: { env: Environment; problems: string[] },
): string | null {
  const own = env[variable.name]?.trim() || null;
  if (!variable.isSecret) return own;
  const fileVariable = `${variable.name}_FILE`;
  const file = env[fileVariable]?.trim();
  if (file === undefined || file === '') return own;
  if (own !== null) {
    problems.push(`${variable.name} and ${fileVariable} are both set; set only one of them.`);
    return null;
  }
  try {
    return fs.readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    problems.push(`${fileVariable} names the file ${file}, which cannot be read (${code}).`);
    return null;
  }
}

function describeProblem(variable: ConfigVariable, text: string): string {
  // The value of a secret must not reach the log through the error about it.
  const given = variable.isSecret ? '' : `, not "${text}"`;
  return `${variable.name} must be ${variable.allowed}${given}.`;
}

function checkTogether(values: Values, problems: string[]): void {
  const hasOwnDatabase = values.has('DATABASE_URL');
  const isProduction = values.get('NODE_ENV') === 'production';
  if (hasOwnDatabase && isProduction && !values.has('SECRET_KEY')) {
    const isReported = problems.some((problem) => problem.startsWith('SECRET_KEY'));
    if (!isReported) {
      problems.push(
        'SECRET_KEY must be set when DATABASE_URL is: every process and every later start needs ' +
          'the same one. Make one with: openssl rand -hex 32',
      );
    }
  }
  const pooled = Number(values.get('DATABASE_POOL_MAX')) * Number(values.get('WEB_CONCURRENCY'));
  if (!hasOwnDatabase && pooled > EMBEDDED_POOLED_CONNECTIONS_MAX) {
    problems.push(
      `DATABASE_POOL_MAX times WEB_CONCURRENCY is ${pooled}; the embedded database has room for ` +
        `${EMBEDDED_POOLED_CONNECTIONS_MAX}.`,
    );
  }
}

function build(values: Values): Config {
  const host = values.get('HOST') as string;
  const port = values.get('PORT') as number;
  const processCount = values.get('WEB_CONCURRENCY') as number;
  const dataDir = path.resolve(values.get('AFFITOR_DATA_DIR') as string);
  return {
    environment: values.get('NODE_ENV') as Config['environment'],
    host,
    port,
    publicUrl: (values.get('PUBLIC_URL') as string | undefined) ?? defaultPublicUrl(host, port),
    databaseUrl: (values.get('DATABASE_URL') as string | undefined) ?? null,
    dataDir,
    secretKey: (values.get('SECRET_KEY') as string | undefined) ?? ensureSecretKey(dataDir),
    trustProxy: values.get('TRUST_PROXY') as Config['trustProxy'],
    processCount,
    foreignOrigins: values.get('FOREIGN_ORIGINS') as Config['foreignOrigins'],
    logLevel: values.get('LOG_LEVEL') as LogLevel,
    rateLimits: {
      clicksPerMinute: values.get('RATE_LIMIT_CLICKS_PER_MINUTE') as number,
      leadsPerMinute: values.get('RATE_LIMIT_LEADS_PER_MINUTE') as number,
      salesPerMinute: values.get('RATE_LIMIT_SALES_PER_MINUTE') as number,
      managementPerMinute: values.get('RATE_LIMIT_MANAGEMENT_PER_MINUTE') as number,
    },
    signUp: values.get('SIGN_UP') as Config['signUp'],
    smtpUrl: (values.get('SMTP_URL') as string | undefined) ?? null,
    mailFrom: values.get('MAIL_FROM') as string,
    showsOutbox: !values.has('SMTP_URL') && isOutboxAllowed(values),
    databasePoolMax:
      (values.get('DATABASE_POOL_MAX') as number | undefined) ?? defaultPoolMax(processCount),
    batchRowsMax: values.get('BATCH_ROWS_MAX') as number,
    batchQueueMax: values.get('BATCH_QUEUE_MAX') as number,
    shutdownTimeoutMs: values.get('SHUTDOWN_TIMEOUT_MS') as number,
    storefrontPort: values.get('STOREFRONT_PORT') as number,
    geoipDatabase: (values.get('GEOIP_DATABASE') as string | undefined) ?? null,
    siteCheckPrivateHosts:
      (values.get('SITE_CHECK_PRIVATE_HOSTS') as readonly string[] | undefined) ?? [],
  };
}

function isOutboxAllowed(values: Values): boolean {
  const choice = values.get('DEV_OUTBOX');
  return choice === 'on' || (choice === 'auto' && values.get('NODE_ENV') !== 'production');
}

function defaultPublicUrl(host: string, port: number): string {
  // A service that listens on every address is reached from its own machine by this name.
  const isEveryAddress = host === '0.0.0.0' || host === '::';
  const name = isEveryAddress ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function defaultPoolMax(processCount: number): number {
  const share = Math.floor(EMBEDDED_POOLED_CONNECTIONS_MAX / processCount);
  return Math.max(1, Math.min(POOL_MAX, share));
}
