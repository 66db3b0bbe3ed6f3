// Owns the guarantees of the configuration: safe defaults, and errors that say what is allowed.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CONFIG_VARIABLES, loadConfig } from './config.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-config-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const SECRET_KEY = 'a secret of more than thirty-two characters';

function load(env: Record<string, string>) {
  return loadConfig({ AFFITOR_DATA_DIR: path.join(folder, 'data'), ...env });
}

function problemsOf(env: Record<string, string>): string {
  try {
    load(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

test('an empty environment gives a service for this machine alone', () => {
  const config = load({});
  expect(config).toMatchObject({
    environment: 'production',
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://127.0.0.1:3000',
    databaseUrl: null,
    trustProxy: false,
    processCount: 1,
    databasePoolMax: 10,
    batchRowsMax: 200,
    batchQueueMax: 10_000,
    rateLimits: { clicksPerMinute: 120_000, managementPerMinute: 12_000 },
    geoipDatabase: null,
    signUp: 'invite_only',
    smtpUrl: null,
    showsOutbox: false,
  });
  expect(load({ PORT: '', LOG_LEVEL: ' ' })).toEqual(config);
});

test('kept mails are shown only where the operator says so, or nobody but developers looks', () => {
  const shows = (env: Record<string, string>) => load(env).showsOutbox;
  expect(shows({})).toBe(false);
  expect(shows({ NODE_ENV: 'production', DEV_OUTBOX: 'on' })).toBe(true);
  expect(shows({ NODE_ENV: 'development' })).toBe(true);
  expect(shows({ NODE_ENV: 'development', DEV_OUTBOX: 'off' })).toBe(false);
  expect(shows({ DEV_OUTBOX: 'on', SMTP_URL: 'smtp://mail.example' })).toBe(false);
});

test('the password of the mail server is not repeated, and the sender is one address', () => {
  expect(problemsOf({ SMTP_URL: 'http://user:canary@mail.example' })).toMatch(/SMTP_URL must be/);
  expect(problemsOf({ SMTP_URL: 'http://user:canary@mail.example' })).not.toContain('canary');
  expect(problemsOf({ MAIL_FROM: 'Acme <a@acme.example>' })).toBe('');
  expect(problemsOf({ MAIL_FROM: 'a@acme.example' })).toBe('');
  for (const text of ['Acme', 'a@b <c>', 'Acme <a@b.co>, <c@d.co>', 'a@b.co\r\nBcc: c@d.co']) {
    expect(problemsOf({ MAIL_FROM: text })).toMatch(/MAIL_FROM must be/);
  }
});

test('every default passes its own check', () => {
  for (const { name, default: text } of CONFIG_VARIABLES) {
    if (text !== null) expect([name, problemsOf({ [name]: text })]).toEqual([name, '']);
  }
});

test('all bad variables are named at once, with what is allowed', () => {
  const problems = problemsOf({
    PORT: '70000',
    WEB_CONCURRENCY: 'many',
    PUBLIC_URL: 'shop.example.com',
    LOG_LEVEL: 'loud',
    TRUST_PROXY: '10.0.0.0/33',
  });
  expect(problems.split('\n')).toEqual([
    'The configuration is not valid:',
    '  - PORT must be a whole number from 0 to 65535, not "70000".',
    expect.stringContaining('PUBLIC_URL must be an http or https address'),
    expect.stringContaining('TRUST_PROXY must be true, false, or a list of'),
    '  - WEB_CONCURRENCY must be a whole number from 1 to 64, not "many".',
    expect.stringContaining('LOG_LEVEL must be one of silent, fatal'),
  ]);
});

test('a number of proxies is refused, because a visitor could pose as one of them', () => {
  expect(problemsOf({ TRUST_PROXY: '1' })).toContain('TRUST_PROXY');
  expect(load({ TRUST_PROXY: 'loopback, 10.0.0.0/8,::1' }).trustProxy).toEqual([
    'loopback',
    '10.0.0.0/8',
    '::1',
  ]);
});

test('the secret is generated once for the embedded database, readable by its owner alone', () => {
  const first = load({});
  expect(first.secretKey).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(load({}).secretKey).toBe(first.secretKey);
  expect(fs.readdirSync(first.dataDir)).toEqual(['secret.key']);
  expect(fs.statSync(path.join(first.dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
});

test("a database of one's own needs a secret of one's own in production", () => {
  const DATABASE_URL = 'postgres://affitor:pw@db.example.com/affitor';
  expect(problemsOf({ DATABASE_URL })).toContain('SECRET_KEY must be set');
  expect(problemsOf({ DATABASE_URL, NODE_ENV: 'development' })).toBe('');
  expect(load({ DATABASE_URL, SECRET_KEY })).toMatchObject({
    databaseUrl: DATABASE_URL,
    secretKey: SECRET_KEY,
  });
});

test('a secret can come from a file, and never shows in an error', () => {
  const file = path.join(folder, 'secret');
  fs.writeFileSync(file, `${SECRET_KEY}\n`);
  expect(load({ SECRET_KEY_FILE: file }).secretKey).toBe(SECRET_KEY);
  expect(problemsOf({ SECRET_KEY_FILE: file, SECRET_KEY })).toContain('are both set');
  expect(problemsOf({ SECRET_KEY_FILE: `${file}-gone` })).toContain('cannot be read (ENOENT)');
  expect(problemsOf({ SECRET_KEY: 'short-secret' })).toMatch(
    /^ {2}- SECRET_KEY must be at least 32 characters long\.$/m,
  );
  expect(problemsOf({ DATABASE_URL: 'mysql://root:hunter2@db/affitor' })).not.toContain('hunter2');
});

test('more pooled connections than the embedded database has room for are refused', () => {
  expect(load({ WEB_CONCURRENCY: '16' }).databasePoolMax).toBe(5);
  expect(problemsOf({ WEB_CONCURRENCY: '16', DATABASE_POOL_MAX: '10' })).toContain('is 160');
});

test('the public address ends without a slash and names this machine when HOST is any', () => {
  expect(load({ PUBLIC_URL: 'https://go.example.com/' }).publicUrl).toBe('https://go.example.com');
  expect(load({ HOST: '0.0.0.0', PORT: '8080' }).publicUrl).toBe('http://localhost:8080');
  expect(load({ HOST: '::1' }).publicUrl).toBe('http://[::1]:3000');
});
