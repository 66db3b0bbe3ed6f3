// Owns the programs that tests of the tracking API share: A and B, their partners and links.
import { ERRORS, type ErrorCode } from '@affitor/contract';
import { expect } from 'vitest';
import type { Config } from '../src/config.js';
import type { Database } from '../src/platform/db/index.js';
import type { Logger } from '../src/platform/log.js';
import { type Answer, startTestApp, type TestApp, type TestProgram } from './test-app.js';

export const LISTED_ORIGIN = 'http://localhost:5173';

/** The application with two programs; links `p1` and `p2` belong to A, `p3` to B. */
export interface TwoPrograms extends TestApp {
  a: TestProgram;
  b: TestProgram;
  /** The partners behind the links. */
  p1: number;
  p2: number;
  p3: number;
}

/** Starts the application with programs A (which lists one origin) and B. */
export async function startTwoPrograms(
  options: { log?: Logger; config?: Partial<Config>; terms?: object } = {},
): Promise<TwoPrograms> {
  const { terms, ...appOptions } = options;
  const test = await startTestApp(appOptions);
  const origins = { allowed_origins: [LISTED_ORIGIN] };
  const a = await test.createProgram({ name: 'A', ...origins, ...terms });
  const b = await test.createProgram({ name: 'B', allowed_origins: [] });
  return {
    ...test,
    a,
    b,
    p1: await addPartner(test, a.id, 'p1'),
    p2: await addPartner(test, a.id, 'p2'),
    p3: await addPartner(test, b.id, 'p3'),
  };
}

/** A partner with an enrollment in the program's Default group and an active link. */
export async function addPartner(
  { db, workspaceId }: TestApp,
  programId: number,
  code: string,
): Promise<number> {
  const { rows } = await db.pool.query<{ partner_id: number }>(
    `with added as (
       insert into partner (workspace_id, name, email, created_at)
       values ($1, $3, $3 || '@partners.example', now()) returning id
     ), enrolled as (
       insert into enrollment
         (workspace_id, program_id, partner_id, group_id, status, joined_at, created_at)
       select $1, $2, added.id, partner_group.id, 'active', now(), now()
       from added, partner_group where program_id = $2 and is_default
       returning id, partner_id
     )
     insert into referral_link (program_id, partner_id, enrollment_id, short_link, created_at)
     select $2, partner_id, id, $3, now() from enrolled returning partner_id`,
    [workspaceId, programId, code],
  );
  return (rows[0] as { partner_id: number }).partner_id;
}

/** Makes a table fail, as a broken disk or a wrong migration would, while `work` runs. */
export async function withFault<Result>(
  db: Database,
  fault: { table: string; on?: 'insert' | 'update' | 'insert or update'; message?: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const { table, on = 'insert', message = 'a fault of the test' } = fault;
  await db.pool.query(`
    create or replace function raise_fault() returns trigger language plpgsql as $$
    begin raise exception '%', tg_argv[0]; end $$;
    create trigger test_fault before ${on} on ${table}
      for each statement execute function raise_fault('${message}')`);
  try {
    return await work();
  } finally {
    await db.pool.query(`drop trigger test_fault on ${table}`);
  }
}

/** The rows of a query. */
export async function select<Row extends object = Record<string, unknown>>(
  db: Database,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await db.pool.query<Row>(text, values)).rows;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Expects exactly `{"error": message}`, and the headers that machines read. */
export function expectError(answer: Answer, status: number, message: string): void {
  const { body } = answer;
  expect({ status: answer.status, body }).toEqual({ status, body: { error: message } });
  expect(answer.headers['content-type']).toMatch(/^application\/json/);
  expect(answer.headers['x-request-id']).toMatch(UUID);
  const code = answer.headers['x-affitor-error-code'] as ErrorCode;
  expect(messagePattern(ERRORS[code].message).test(message), `${code}: ${message}`).toBe(true);
  expect(ERRORS[code].status).toBe(status);
  expect(answer.headers.link).toBe(`<http://affitor.test/docs/errors#${code}>; rel="help"`);
}

/** What a message of the catalogue can look like once its placeholders are filled in. */
export function messagePattern(message: string): RegExp {
  const literal = message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll(/<[a-z]+>/g, '[\\s\\S]+')}$`);
}

/** The ids of a sale that was recorded with its commission. */
export function expectSale(answer: Answer): { saleId: number; commissionId: number } {
  expect({ status: answer.status, body: answer.body }).toEqual({
    status: 200,
    body: {
      success: true,
      sale_id: expect.any(Number),
      commission_id: expect.any(Number),
      message: 'Sale tracked successfully',
    },
  });
  return { saleId: answer.body.sale_id, commissionId: answer.body.commission_id };
}

/** Expects a recorded, attributed lead. */
export function expectLead(answer: Answer): void {
  const body = { success: true, message: 'Lead tracked successfully' };
  expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body });
}

/** Expects a recorded lead that no partner is credited with. */
export function expectUnattributedLead(answer: Answer): void {
  const body = { success: true, message: 'Lead tracked successfully', attributed: false };
  expect({ status: answer.status, body: answer.body }).toEqual({ status: 200, body });
}

let serial = 0;

/** A transaction id or customer key that no other test uses. */
export function unique(prefix = 'txn'): string {
  serial += 1;
  return `${prefix}_${serial}`;
}

/** A customer of a link that has signed up from the brand's server. */
export async function signUp(
  test: TwoPrograms,
  link: 'p1' | 'p2' | 'p3' = 'p1',
): Promise<{ clickId: string; key: string }> {
  const key = unique('user');
  const clickId = await test.click(link);
  expectLead(await test.lead({ click_id: clickId, customer_key: key }, keyOf(test, link)));
  return { clickId, key };
}

/** The API key of the program that a link belongs to. */
export function keyOf(test: TwoPrograms, link: 'p1' | 'p2' | 'p3'): string {
  return link === 'p3' ? test.b.key : test.a.key;
}
