// Owns people for tests: browsers that keep cookies, accounts, members, and the mails they get.
import { createHmac } from 'node:crypto';
import type { Role } from '@affitor/contract';
import { createUser } from '../src/accounts/service-sign-up.js';
import { insertMember } from '../src/accounts/store-members.js';
import { randomAlphanumeric } from '../src/platform/ids.js';
import { type Answer, readAnswer, type TestApp } from './test-app.js';

export const PASSWORD = 'correct horse battery';
export const ORIGIN = 'http://affitor.test';

/** What a call of a browser may differ in. */
export interface BrowserCall {
  body?: unknown;
  headers?: Record<string, string | undefined>;
}

/** A browser on a page of ours: it keeps cookies and says where it is. */
export class Browser {
  readonly cookies = new Map<string, string>();
  /** Sent with every call, once set. */
  workspaceId: number | null = null;

  constructor(
    readonly app: TestApp,
    readonly address = '198.51.100.7',
  ) {}

  /** Calls a route: `browser.call('POST /api/account/sign-in', { body })`. */
  async call(route: string, { body, headers }: BrowserCall = {}): Promise<Answer> {
    const [method, url] = route.split(' ') as ['GET', string];
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent: Record<string, string | undefined> = {
      origin: ORIGIN,
      'sec-fetch-site': 'same-origin',
      'user-agent': 'Firefox',
      ...(cookie === '' ? {} : { cookie }),
      ...(this.workspaceId === null ? {} : { 'x-affitor-workspace': String(this.workspaceId) }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    };
    const known = Object.entries(sent).filter(([, value]) => value !== undefined);
    const response = await this.app.app.http.inject({
      method,
      url,
      remoteAddress: this.address,
      headers: Object.fromEntries(known),
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      payloadAsStream: true,
    });
    for (const { name, value, maxAge } of response.cookies) {
      if (maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, encodeURIComponent(value));
    }
    return readAnswer(response);
  }

  post(path: string, body: unknown = {}): Promise<Answer> {
    return this.call(`POST ${path}`, { body });
  }

  signIn(email: string, password = PASSWORD): Promise<Answer> {
    return this.post('/api/account/sign-in', { email, password });
  }
}

export interface TestPerson {
  userId: number;
  email: string;
  browser: Browser;
}

/** An address that nobody has. */
export function newAddress(): string {
  return `p${randomAlphanumeric(12).toLowerCase()}@acme.example`;
}

/** Makes a confirmed account and signs it in; with a workspace, as a member of it. */
export async function createPerson(
  app: TestApp,
  membership: { workspaceId: number; role: Role } | null = null,
): Promise<TestPerson> {
  const email = newAddress();
  const { accounts } = app;
  const userId = await accounts.transaction(async (tx) => {
    const user = { name: 'Robin', email, password: PASSWORD, isVerified: true };
    const id = await createUser(accounts, user);
    if (membership) {
      const { workspaceId, role } = membership;
      await insertMember(tx, workspaceId, { userId: id, role, now: app.clock.now() });
    }
    return id;
  });
  const browser = new Browser(app);
  const answer = await browser.signIn(email);
  if (answer.status !== 200) throw new Error(`sign-in answered ${JSON.stringify(answer.body)}`);
  if (membership) browser.workspaceId = membership.workspaceId;
  return { userId, email, browser };
}

/** A workspace with its owner, and a key that may do everything in it. */
export async function createTeam(
  app: TestApp,
): Promise<{ workspaceId: number; key: string; owner: TestPerson }> {
  const { workspaceId, key } = await app.createWorkspace();
  return { workspaceId, key, owner: await createPerson(app, { workspaceId, role: 'owner' }) };
}

/** A mail that left, as the outbox keeps it. */
export interface ReceivedMail {
  subject: string;
  /** The token of its link, if it has one. */
  token: string | undefined;
}

/** Runs the jobs that decide about mails and deliver them, and gives the mails to an address. */
export async function mailsTo(app: TestApp, email: string): Promise<ReceivedMail[]> {
  for (const name of ['accounts.mail-link', 'mail.deliver']) {
    for (const payload of await takeJobs(app, name)) await app.runJob(name, payload);
  }
  const mails = await app.accounts.mailer.listKept();
  return mails
    .filter(({ to }) => to === email)
    .map(({ subject, action }) => ({ subject, token: tokenOf(action?.url) }));
}

function tokenOf(url: string | undefined): string | undefined {
  const token = url?.split('#token=')[1];
  return token === undefined ? undefined : decodeURIComponent(token);
}

// The queue's workers are not running here: what they would take is taken by hand.
async function takeJobs(app: TestApp, name: string): Promise<unknown[]> {
  const { rows } = await app.db.pool.query<{ payload: unknown }>(
    `delete from graphile_worker._private_jobs where task_id =
       (select id from graphile_worker._private_tasks where identifier = $1) returning payload`,
    [name],
  );
  return rows.map((row) => row.payload);
}

/** The newest link that an address was mailed. */
export async function lastTokenTo(app: TestApp, email: string): Promise<string> {
  const token = (await mailsTo(app, email))[0]?.token;
  if (token === undefined) throw new Error(`no link was mailed to ${email}`);
  return token;
}

const PERIOD_SECONDS = 30;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code that an app shows now, after it has read the QR code (RFC 6238). */
export function totpOf(totpUri: string): string {
  const text = new URL(totpUri).searchParams.get('secret') ?? '';
  const bits = Array.from(text, (one) => BASE32.indexOf(one).toString(2).padStart(5, '0')).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / PERIOD_SECONDS)));
  const digest = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const start = (digest.at(-1) as number) & 0xf;
  return String((digest.readUInt32BE(start) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
