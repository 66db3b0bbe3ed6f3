// Owns the table of environment variables; the documentation is made from it.

import fs from 'node:fs';
import net from 'node:net';
import { z } from 'zod';
import { LOG_LEVELS } from './platform/log.js';

/** One environment variable, as the documentation shows it. */
export interface ConfigVariable {
  readonly name: string;
  /** The text that stands for an absent variable; null when there is none. */
  readonly default: string | null;
  /** Completes the sentence "NAME must be …". */
  readonly allowed: string;
  readonly meaning: string;
  /** A secret may also come from the file that NAME_FILE names, and is never shown. */
  readonly isSecret: boolean;
}

interface CheckedVariable extends ConfigVariable {
  readonly schema: z.ZodType<unknown, string>;
}

const SECRET_KEY_LENGTH_MIN = 32;

function wholeNumber(min: number, max: number) {
  const isWithin = (text: string) => /^\d{1,12}$/.test(text) && +text >= min && +text <= max;
  return {
    allowed: `a whole number from ${min} to ${max}`,
    schema: z.string().refine(isWithin).transform(Number),
  };
}

function oneOf<const Names extends readonly [string, ...string[]]>(names: Names) {
  return { allowed: `one of ${names.join(', ')}`, schema: z.enum(names) };
}

// The names stand for the private ranges; a number of hops is not offered, because it cannot tell
// a proxy from a visitor who writes the headers of one.
const PROXY_NAMES = ['loopback', 'linklocal', 'uniquelocal'];

function parseProxies(text: string): boolean | string[] | null {
  if (text === 'true' || text === 'false') return text === 'true';
  const ranges = text.split(',').map((range) => range.trim());
  return ranges.every(isProxyRange) ? ranges : null;
}

function isProxyRange(range: string): boolean {
  if (PROXY_NAMES.includes(range)) return true;
  const [address = '', bits = '0', ...rest] = range.split('/');
  const bitsMax = net.isIP(address) === 6 ? 128 : 32;
  return net.isIP(address) !== 0 && /^\d+$/.test(bits) && +bits <= bitsMax && rest.length === 0;
}

function parseUrl(text: string, protocols: readonly string[]): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return protocols.includes(url.protocol) ? url : null;
}

const TABLE: readonly (Omit<CheckedVariable, 'isSecret'> & { isSecret?: boolean })[] = [
  {
    name: 'PORT',
    default: '3000',
    meaning: 'The port to listen on; 0 takes any free one.',
    ...wholeNumber(0, 65_535),
  },
  {
    name: 'HOST',
    default: '127.0.0.1',
    allowed: 'an IP address or a host name',
    meaning: 'The address to listen on. In a container: 0.0.0.0.',
    schema: z.string().regex(/^[0-9a-z.:-]{1,253}$/i),
  },
  {
    name: 'PUBLIC_URL',
    default: null,
    allowed: 'an http or https address without query or fragment',
    meaning: 'Where the outside reaches the service; by default made from HOST and PORT.',
    schema: z
      .string()
      .refine((text) => {
        const url = parseUrl(text, ['http:', 'https:']);
        return url !== null && url.search === '' && url.hash === '' && url.username === '';
      })
      .transform((text) => text.replace(/\/+$/, '')),
  },
  {
    name: 'DATABASE_URL',
    default: null,
    allowed: 'an address like postgres://user:password@host:5432/database',
    meaning: 'A PostgreSQL server of your own (15 or newer); without it the embedded one is used.',
    isSecret: true,
    schema: z.string().refine((text) => parseUrl(text, ['postgres:', 'postgresql:']) !== null),
  },
  {
    name: 'AFFITOR_DATA_DIR',
    default: '.affitor-data',
    allowed: 'the path of a folder',
    meaning: 'The folder of the embedded database, its password and the generated secret.',
    schema: z.string().min(1),
  },
  {
    name: 'SECRET_KEY',
    default: null,
    allowed: `at least ${SECRET_KEY_LENGTH_MIN} characters long`,
    meaning:
      'The secret that sessions, two-factor secrets and email digests depend on. Generated into ' +
      'the data folder when absent; required with DATABASE_URL in production. Changing it signs ' +
      'everybody out, and breaks two-factor sign-in and email look-ups.',
    isSecret: true,
    schema: z.string().min(SECRET_KEY_LENGTH_MIN),
  },
  {
    name: 'TRUST_PROXY',
    default: 'false',
    allowed: 'true, false, or a list of loopback, linklocal, uniquelocal, IP addresses and ranges',
    meaning: 'Which proxies in front of the service may tell the address of a visitor.',
    schema: z
      .string()
      .transform(parseProxies)
      .refine((value) => value !== null),
  },
  {
    name: 'WEB_CONCURRENCY',
    default: '1',
    meaning: 'How many processes serve requests; they share the port and the database.',
    ...wholeNumber(1, 64),
  },
  {
    name: 'FOREIGN_ORIGINS',
    default: 'record',
    meaning:
      'What becomes of clicks and browser leads from pages whose origin the program does not ' +
      'list: recorded, with an answer that the page cannot read, or refused with 403.',
    ...oneOf(['record', 'refuse']),
  },
  { name: 'LOG_LEVEL', default: 'info', meaning: 'How much is logged.', ...oneOf(LOG_LEVELS) },
  ...(
    [
      ['CLICKS', 120_000, 'clicks of one address'],
      ['LEADS', 60_000, 'leads of one key, or else of one address,'],
      ['SALES', 120_000, 'sales and refunds of one key'],
      ['MANAGEMENT', 12_000, 'management requests of one key'],
    ] as const
  ).map(([name, limit, what]) => ({
    name: `RATE_LIMIT_${name}_PER_MINUTE`,
    default: String(limit),
    meaning: `How many ${what} each process takes in a minute; 0 means no limit.`,
    ...wholeNumber(0, 100_000_000),
  })),
  {
    name: 'DATABASE_POOL_MAX',
    default: null,
    meaning: 'Database connections per process; by default 10, or fewer with many processes.',
    ...wholeNumber(1, 500),
  },
  {
    name: 'BATCH_ROWS_MAX',
    default: '200',
    meaning: 'How many waiting events one transaction takes together.',
    ...wholeNumber(1, 10_000),
  },
  {
    name: 'BATCH_QUEUE_MAX',
    default: '10000',
    meaning: 'How many events may wait in a process before it answers 503.',
    ...wholeNumber(1, 1_000_000),
  },
  {
    name: 'SHUTDOWN_TIMEOUT_MS',
    default: '30000',
    meaning: 'How long a stop waits for requests under way, in milliseconds.',
    ...wholeNumber(0, 600_000),
  },
  {
    name: 'SIGN_UP',
    default: 'invite_only',
    meaning: 'Who may make an account: everybody who confirms an address, or invited people.',
    ...oneOf(['open', 'invite_only']),
  },
  {
    name: 'SMTP_URL',
    default: null,
    allowed: 'a URL that begins with smtp:// or smtps://',
    meaning: 'The server that mails are handed to; without it they are kept in the database.',
    isSecret: true,
    schema: z.string().refine((text) => parseUrl(text, ['smtp:', 'smtps:']) !== null),
  },
  {
    name: 'MAIL_FROM',
    default: 'Affitor <affitor@localhost>',
    allowed: 'an email address, alone or as Name <address>',
    meaning: 'Whom mails come from.',
    schema: z.string().regex(/^(?:[^<>@\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/),
  },
  {
    name: 'DEV_OUTBOX',
    default: 'auto',
    meaning:
      'Whether the page /dev/outbox shows the mails that are kept without SMTP_URL, to everybody ' +
      'who can reach the service; auto means on, except in production.',
    ...oneOf(['auto', 'on', 'off']),
  },
  {
    name: 'GEOIP_DATABASE',
    default: null,
    allowed: 'the path of a readable .mmdb file',
    meaning: 'A MaxMind database that tells the country of a click; without it none is kept.',
    schema: z.string().refine((file) => file.endsWith('.mmdb') && fs.existsSync(file)),
  },
  {
    name: 'SITE_CHECK_PRIVATE_HOSTS',
    default: null,
    allowed: 'a list of host names, each with or without a port, such as localhost,shop.lan:8080',
    meaning:
      'Hosts that are not on the public internet and may be read all the same when the tracking ' +
      'gate of readiness looks for the script tag. Name only hosts of your own.',
    schema: z
      .string()
      .transform((text) => text.split(',').map((host) => host.trim().toLowerCase()))
      .refine((hosts) => hosts.every((host) => /^[a-z0-9.-]{1,253}(?::\d{1,5})?$/.test(host))),
  },
  {
    name: 'STOREFRONT_PORT',
    default: '4400',
    meaning: 'Where npm run demo opens its example shop; when it is taken, on any free port.',
    ...wholeNumber(0, 65_535),
  },
  {
    name: 'NODE_ENV',
    default: 'production',
    meaning: 'What the process is for.',
    ...oneOf(['production', 'development', 'test']),
  },
];

const CHECKED: readonly CheckedVariable[] = TABLE.map((row) => ({ isSecret: false, ...row }));

/** Every variable that the service reads, in the order of the documentation. */
export const CONFIG_VARIABLES: readonly ConfigVariable[] = CHECKED;

/** The variable of this name, with its check. */
export function findVariable(name: string): CheckedVariable {
  const found = CHECKED.find((variable) => variable.name === name);
  if (found === undefined) throw new Error(`there is no variable ${name}`);
  return found;
}
