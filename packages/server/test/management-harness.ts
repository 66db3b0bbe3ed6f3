// Owns a management API for tests: the real routes on a real database, with keys to call them by.
import type { FastifyInstance, HTTPMethods } from 'fastify';
import {
  createManagementKey,
  createWorkspace,
  registerAccountRoutes,
} from '../src/accounts/index.js';
import { registerLinkRoutes, registerPartnerRoutes } from '../src/partners/index.js';
import { addMs, type Clock, fromUnixMs } from '../src/platform/clock.js';
import { type Database, withTransaction } from '../src/platform/db/index.js';
import { createHttpServer } from '../src/platform/http/server.js';
import { registerGroupRoutes, registerProgramRoutes } from '../src/programs/index.js';
import { createTestDatabase, silentLog, type TestDatabase } from './harness.js';

type KeyOptions = Omit<Parameters<typeof createManagementKey>[1], 'workspaceId' | 'now' | 'name'>;

/** What a call answered. */
export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: { data?: never; error?: string; meta?: { next_cursor: string | null } };
  // Tests read answers of many shapes; the contract's schemas check those shapes elsewhere.
  readonly data: any;
}

/** A clock that only tests move. */
export interface TestClock extends Clock {
  advance(durationMs: number): void;
}

const START_UNIX_MS = Date.UTC(2026, 2, 1, 12);

/** Makes a clock that stands still until it is moved. */
export function createTestClock(): TestClock {
  let now = fromUnixMs(START_UNIX_MS);
  return {
    now: () => now,
    advance: (durationMs) => {
      now = addMs(now, durationMs);
    },
  };
}

/** The management API of one test file. */
export class ManagementHarness {
  readonly clock = createTestClock();
  readonly app: FastifyInstance;
  readonly db: Database;

  private constructor(private readonly database: TestDatabase) {
    this.db = database.db;
    this.app = createHttpServer({
      log: silentLog,
      publicUrl: 'http://localhost:3000',
      trustProxy: false,
    });
    const deps = { db: this.db, clock: this.clock };
    registerAccountRoutes(this.app, deps);
    registerProgramRoutes(this.app, deps);
    registerGroupRoutes(this.app, deps);
    registerPartnerRoutes(this.app, deps);
    registerLinkRoutes(this.app, deps);
  }

  static async start(): Promise<ManagementHarness> {
    const harness = new ManagementHarness(await createTestDatabase());
    await harness.app.ready();
    return harness;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }

  /** Makes a workspace with a key that may do everything. */
  async createWorkspace(): Promise<{ workspaceId: number; key: string }> {
    const workspaceId = await withTransaction(this.db, (tx) =>
      createWorkspace(tx, { name: 'Test', now: this.clock.now() }),
    );
    return { workspaceId, key: (await this.createKey(workspaceId)).key };
  }

  async createKey(
    workspaceId: number,
    options: KeyOptions = {},
  ): Promise<{ id: number; key: string }> {
    return withTransaction(this.db, (tx) =>
      createManagementKey(tx, { workspaceId, name: 'Test', now: this.clock.now(), ...options }),
    );
  }

  /** Calls the API: `call(key, 'POST /api/advertiser/affiliate-programs', body)`. */
  async call(key: string | null, route: string, body?: unknown): Promise<Answer> {
    const [method, url] = route.split(' ') as [HTTPMethods, string];
    const response = await this.app.inject({
      method,
      url,
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { payload: body as object }),
    });
    const parsed = response.json();
    return {
      status: response.statusCode,
      code: response.headers['x-affitor-error-code'] as string | undefined,
      body: parsed,
      data: parsed.data,
    };
  }

  /** Makes a program by its API and gives it, its key included. */
  async createProgram(key: string, body: Record<string, unknown> = {}): Promise<Answer['data']> {
    const answer = await this.call(key, `POST ${PROGRAMS}`, {
      name: 'Acme Analytics',
      website_url: 'https://acme.example',
      ...body,
    });
    if (answer.status !== 201) throw new Error(`no program: ${JSON.stringify(answer.body)}`);
    return answer.data;
  }
}

export const PROGRAMS = '/api/advertiser/affiliate-programs';

/** The statuses of calls that ran at once, in numeric order. */
export function statusesOf(answers: readonly Answer[]): number[] {
  return answers.map((answer) => answer.status).sort((one, other) => one - other);
}
