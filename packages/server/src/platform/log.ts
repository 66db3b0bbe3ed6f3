// Owns the logger: structured lines on standard output, without secrets or personal data.

import { type Logger, pino, stdSerializers } from 'pino';
import { systemClock } from './clock.js';

export type { Logger } from 'pino';

/** How much is written, from least to most. */
export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

// These fields must not be logged in the first place; the list is the second wall.
const REDACTED_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'api_key',
  'email',
  'customer_email',
  'ip',
].flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Makes the logger of a process. Standard output is for lines of JSON, one per event. */
export function createLogger(options: {
  readonly level: LogLevel;
  readonly destination?: { write(line: string): void };
}): Logger {
  const settings = {
    level: options.level,
    base: { pid: process.pid },
    redact: { paths: REDACTED_FIELDS, censor: '[redacted]' },
    serializers: { err: describeError },
    timestamp: () => `,"time":"${isoNow()}"`,
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

// What else hangs on an error may be anything: PostgreSQL quotes the values of a row in some parts,
// the driver attaches the whole connection.
const ERROR_PARTS = [
  'type',
  'message',
  'stack',
  'code',
  'severity',
  'constraint',
  'table',
  'routine',
];

function describeError(error: Error): object {
  const all = stdSerializers.err(error) as unknown as Record<string, unknown>;
  const shown = ERROR_PARTS.filter((part) => all[part] !== undefined);
  return Object.fromEntries(shown.map((part) => [part, all[part]]));
}

function isoNow(): string {
  return systemClock.now().toISOString();
}
