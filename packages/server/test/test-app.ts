// Owns a running application for tests: the real one on a test database, with a clock that moves.

import type { LightMyRequestResponse } from 'fastify';
import {
  type Accounts,
  createAccounts,
  createManagementKey,
  createWorkspace,
} from '../src/accounts/index.js';
import { type App, buildApp } from '../src/app.js';
import { type Config, loadConfig } from '../src/config.js';
import { findExpectedMigration } from '../src/database.js';
import { addDays, addMs, type Clock, systemClock } from '../src/platform/clock.js';
import { type Database, withTransaction } from '../src/platform/db/index.js';
import type { Logger } from '../src/platform/log.js';
import { createMetrics } from '../src/platform/metrics.js';
import { type JobDeps, runJob } from '../src/worker.js';
import { createTestDatabase, silentLog } from './harness.js';

/** A clock that stands where a test puts it, or runs with the machine until it is moved. */
export class TestClock implements Clock {
  #offsetMs = 0;
  #stoppedAt: Date | null = null;

  now(): Date {
    return addMs(this.#stoppedAt ?? systemClock.now(), this.#offsetMs);
  }

  /** Stops the clock at a moment. */
  stopAt(moment: Date): void {
    this.#stoppedAt = moment;
    this.#offsetMs = 0;
  }

  /** Lets the clock run with the machine's. */
  run(): void {
    this.#stoppedAt = null;
    this.#offsetMs = 0;
  }

  advanceMs(durationMs: number): void {
    this.#offsetMs += durationMs;
  }

  advanceDays(days: number): void {
    this.#offsetMs += addDays(new Date(0), days).getTime();
  }
}

/** What a call answered. */
export interface Answer {
  status: number;
  /** The machine's name of an error. */
  code: string | undefined;
  // Tests look into bodies of many shapes; their assertions state them.
  body: any;
  /** What the management API wraps in `data`. */
  data: any;
  headers: Record<string, string | string[] | number | undefined>;
}

export interface TestProgram {
  id: number;
  key: string;
}

/** The application under test and the shortest ways to call it. */
export interface TestApp {
  app: App;
  db: Database;
  url: string;
  clock: TestClock;
  accounts: Accounts;
  managementKey: string;
  workspaceId: number;
  /** Calls a route with a JSON body and, where given, a bearer token. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Calls the management API: `manage(key, 'PUT /api/advertiser/api-keys/1', body)`. */
  manage(key: string | null, route: string, body?: unknown): Promise<Answer>;
  click(code: string, body?: object): Promise<string>;
  lead(body: object, key?: string): Promise<Answer>;
  sale(body: object, key?: string): Promise<Answer>;
  refund(body: object, key?: string): Promise<Answer>;
  /** Another workspace, with a key that may do everything in it. */
  createWorkspace(): Promise<{ workspaceId: number; key: string }>;
  createKey(workspaceId: number, options?: KeyOptions): Promise<{ id: number; key: string }>;
  createProgram(body?: object): Promise<TestProgram>;
  /** A program of the workspace of this key, as the API answers it, its own key included. */
  createProgramAs(key: string, body?: object): Promise<Answer['data']>;
  /** A partner with an active link; answers the partner's id. */
  createPartner(programId: number, shortLink: string, body?: object): Promise<number>;
  runJob(name: string, payload?: unknown): Promise<void>;
  close(): Promise<void>;
}

type KeyOptions = Omit<Parameters<typeof createManagementKey>[1], 'workspaceId' | 'now' | 'name'>;

export interface CallOptions {
  body?: unknown;
  key?: string | undefined;
  headers?: Record<string, string>;
}

/** Starts the application on a fresh database; its clock stands at `now`, or runs. */
export async function startTestApp(
  options: { log?: Logger; config?: Partial<Config>; now?: Date } = {},
): Promise<TestApp> {
  const test = await createTestDatabase();
  const log = options.log ?? silentLog;
  const clock = new TestClock();
  if (options.now) clock.stopAt(options.now);
  const config = { ...testConfig(), ...options.config };
  const metrics = createMetrics();
  const accounts = createAccounts({ config, db: test.db, clock, log });
  const app = await buildApp({
    config,
    db: test.db,
    clock,
    log,
    metrics,
    readMetrics: () => metrics.registry.metrics(),
    expectedMigration: findExpectedMigration(),
  });
  await app.http.ready();
  const { managementKey, workspaceId } = await createOwner(test.db, clock);
  const call = caller(app);
  return {
    app,
    db: test.db,
    url: test.url,
    clock,
    managementKey,
    workspaceId,
    call,
    ...trackingCalls(call),
    ...ownerCalls(test.db, clock),
    ...managementCalls(call, managementKey),
    runJob: (name, payload = {}) => runJob(name, payload, { db: test.db, clock, log, accounts }),
    accounts,
    async close() {
      await app.close();
      await test.drop();
    },
  };
}

/** What a job is given that runs in no process of the service. */
export function jobDeps(db: Database): JobDeps {
  const deps = { db, clock: systemClock, log: silentLog };
  return { ...deps, accounts: createAccounts({ config: testConfig(), ...deps }) };
}

/** The configuration of an application that listens nowhere. */
export function testConfig(): Config {
  const config = loadConfig({
    SECRET_KEY: 'a secret for tests that nobody uses in production',
    DATABASE_URL: 'postgres://unused.invalid/affitor',
    PUBLIC_URL: 'http://affitor.test',
    NODE_ENV: 'test',
    DEV_OUTBOX: 'off',
  });
  const off = { clicksPerMinute: 0, leadsPerMinute: 0, salesPerMinute: 0, managementPerMinute: 0 };
  return { ...config, rateLimits: off };
}

/** A workspace of its own with a management key that may do everything in it. */
export async function createOwner(
  db: Database,
  clock: Clock,
): Promise<{ managementKey: string; workspaceId: number }> {
  return withTransaction(db, async (tx) => {
    const now = clock.now();
    const workspaceId = await createWorkspace(tx, { name: 'Test', now });
    const { key } = await createManagementKey(tx, { workspaceId, name: 'test', now });
    return { managementKey: key, workspaceId };
  });
}

function ownerCalls(db: Database, clock: Clock) {
  return {
    async createWorkspace() {
      const { managementKey: key, workspaceId } = await createOwner(db, clock);
      return { workspaceId, key };
    },
    createKey(workspaceId: number, options: KeyOptions = {}) {
      return withTransaction(db, (tx) =>
        createManagementKey(tx, { workspaceId, name: 'Test', now: clock.now(), ...options }),
      );
    },
  };
}

type Caller = TestApp['call'];

function caller(app: App): Caller {
  return async (method, path, { body, key, headers } = {}) => {
    const response = await app.http.inject({
      method: method as 'GET',
      url: path,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      payloadAsStream: true,
    });
    return readAnswer(response);
  };
}

type StreamedResponse = Pick<LightMyRequestResponse, 'statusCode' | 'headers' | 'stream'>;

/** What a response says; a stream of events is closed, for it has no end to wait for. */
export async function readAnswer(response: StreamedResponse): Promise<Answer> {
  const isEndless = String(response.headers['content-type']).startsWith('text/event-stream');
  const chunks: Buffer[] = [];
  if (isEndless) response.stream().destroy();
  else for await (const chunk of response.stream()) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return toAnswer(response.statusCode, response.headers, text);
}

/** What a response says, its body read as its type says. */
export function toAnswer(status: number, headers: Answer['headers'], text: string): Answer {
  const isJson = String(headers['content-type'] ?? '').startsWith('application/json');
  const body = isJson ? JSON.parse(text) : text;
  return {
    status,
    code: headers['x-affitor-error-code'] as string | undefined,
    body,
    data: body?.data,
    headers,
  };
}

// The tool that stands in for a browser here is known as a bot, whose clicks earn nothing.
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

function trackingCalls(call: Caller) {
  const post = (endpoint: string) => (body: object, key?: string) =>
    call('POST', `/api/v1/track/${endpoint}`, { body, key });
  return {
    async click(code: string, body: object = {}): Promise<string> {
      const answer = await call('POST', '/api/v1/track/click', {
        body: {
          affiliate_url: `https://shop.example/?aff=${code}`,
          user_agent: BROWSER,
          ...body,
        },
      });
      if (answer.status !== 200) throw new Error(`click answered ${JSON.stringify(answer.body)}`);
      return answer.body.click_id;
    },
    lead: post('lead'),
    sale: post('sale'),
    refund: post('refund'),
  };
}

export const PROGRAMS = '/api/advertiser/affiliate-programs';

function managementCalls(call: Caller, ownKey: string) {
  const manage: TestApp['manage'] = (key, route, body) => {
    const [method, path] = route.split(' ') as [string, string];
    return call(method, path, { body, key: key ?? undefined });
  };
  const create = async (key: string, path: string, body: object) => {
    const answer = await manage(key, `POST ${path}`, body);
    if (answer.status >= 300) throw new Error(`${path} answered ${JSON.stringify(answer.body)}`);
    return answer.data;
  };
  const createProgramAs = (key: string, body: object = {}) =>
    create(key, PROGRAMS, { name: 'Acme', website_url: 'https://acme.example', ...body });
  let partners = 0;
  return {
    manage,
    createProgramAs,
    async createProgram(body: object = {}): Promise<TestProgram> {
      const created = await createProgramAs(ownKey, body);
      return { id: created.id, key: created.api_token };
    },
    async createPartner(programId: number, shortLink: string, body: object = {}): Promise<number> {
      partners += 1;
      const partner = {
        name: `Partner ${partners}`,
        email: `partner${partners}@example.com`,
        link: { short_link: shortLink },
        ...body,
      };
      return (await create(ownKey, `${PROGRAMS}/${programId}/partners`, partner)).id;
    },
  };
}

/** The statuses of calls that ran at once, in numeric order. */
export function statusesOf(answers: readonly Answer[]): number[] {
  return answers.map((answer) => answer.status).sort((one, other) => one - other);
}
