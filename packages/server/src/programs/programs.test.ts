// Guards programs over HTTP: what a new one is, what may change, and whose key works when.
import { schemas } from '@affitor/contract';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { PROGRAMS, startTestApp, statusesOf } from '../../test/test-app.js';
import { sha256 } from '../platform/crypto.js';
import { withTransaction } from '../platform/db/index.js';
import { authenticateProgramKeys, findOriginListed, findProgramForTracking } from './index.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

function authenticate(...keys: string[]) {
  return withTransaction(api.db, (tx) => authenticateProgramKeys(tx, keys.map(sha256)));
}

async function policyVersions(programId: number): Promise<number[]> {
  const { rows } = await sql<{ version: number }>`
    select version from commission_policy where program_id = ${programId} order by version
  `.execute(api.db.kysely);
  return rows.map((row) => row.version);
}

test('a new program has the documented defaults, a key shown once, and a policy', async () => {
  const { key } = await api.createWorkspace();
  const created = await api.createProgramAs(key, { name: 'Défaut & Söhne' });
  schemas.createdProgram.parse(created);
  expect(created).toMatchObject({
    slug: 'defaut-sohne',
    status: 'draft',
    time_zone: 'UTC',
    currency: 'USD',
    cookie_window_days: 60,
    attribution_window_days: null,
    allowed_origins: ['https://acme.example', 'https://www.acme.example'],
    default_commission_type: 'cps_recurring',
    default_commission_rate: 20,
    default_commission_amount_cents: null,
    default_duration_months: 12,
    default_hold_period_days: 15,
    auto_approve_commissions: false,
    key_rotated_at: null,
  });
  expect(created.api_token).toMatch(/^aff_[A-Za-z0-9]{40}$/);
  const masked = `${created.api_token.slice(0, 12)}****${created.api_token.slice(-4)}`;
  expect(created.api_token_masked).toBe(masked);
  const { api_token: _, ...shown } = created;
  const read = await api.manage(key, `GET ${PROGRAMS}/${created.id}`);
  expect(read.data).toEqual(shown);
  expect((await api.manage(key, `GET ${PROGRAMS}`)).data).toEqual([shown]);
  const groups = await api.manage(key, `GET ${PROGRAMS}/${created.id}/groups`);
  expect(groups.data).toMatchObject([{ name: 'Default', is_default: true, partners_count: 0 }]);
  const policies = `GET ${PROGRAMS}/${created.id}/groups/${groups.data[0].id}/policies`;
  expect((await api.manage(key, policies)).data).toMatchObject([
    { version: 1, type: 'cps_recurring', percent: 20, duration_months: 12, effective_to: null },
  ]);
});

test('every setting that is sent comes back, and no other changes', async () => {
  const { key } = await api.createWorkspace();
  const { id, api_token: _, ...before } = await api.createProgramAs(key);
  const changes: Record<string, unknown> = {
    name: 'Renamed',
    slug: 'renamed-program',
    website_url: 'https://renamed.example/',
    logo_url: 'https://renamed.example/logo.svg',
    tagline: 'Short',
    category: 'Software',
    short_description: 'A',
    long_description: 'B',
    terms_url: 'https://renamed.example/terms',
    resources_url: 'https://renamed.example/kit',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    approval_mode: 'auto_accept',
    allowed_origins: ['http://localhost:3000'],
    cookie_window_days: 30,
    attribution_window_days: 90,
    lead_auth: 'server_required',
    payment_tracking_mode: 's2s',
    payout_threshold_cents: 5000,
    marketplace_visible: true,
    default_commission_rate: 12.34,
    default_duration_months: 6,
    default_hold_period_days: 0,
    auto_approve_commissions: true,
  };
  let expected: Record<string, unknown> = { id, ...before };
  for (const [field, value] of Object.entries(changes)) {
    const answer = await api.manage(key, `PUT ${PROGRAMS}/${id}`, { [field]: value });
    api.clock.advanceMs(10);
    expected = { ...expected, [field]: value };
    expect(answer.data, field).toEqual(expected);
  }
  schemas.program.parse(expected);
  const nulled = await api.manage(key, `PUT ${PROGRAMS}/${id}`, { tagline: null });
  expect(nulled.data).toEqual({ ...expected, tagline: null });
});

test.each([
  { id: 7 },
  { workspace_id: 1 },
  { api_token: 'aff_mine' },
  { api_token_hash: '00' },
  { key_rotated_at: null },
  { deleted_at: null },
  { created_at: '2020-01-01T00:00:00Z' },
  { is_featured: true },
  { status: 'draft' },
  { name: '' },
  { name: 'a\u0000b' },
  { name: '\ud800' },
  { time_zone: 'Mars/Olympus' },
  { time_zone: '+01:00' },
  { currency: 'US' },
  { cookie_window_days: 0 },
  { cookie_window_days: 366 },
  { cookie_window_days: '60' },
  { allowed_origins: ['https://shop.example/path'] },
  { allowed_origins: ['*'] },
  { allowed_origins: ['*.com'] },
  { allowed_origins: ['https://shop.example:99999'] },
  { allowed_origins: ['https://user@shop.example'] },
  { default_commission_rate: 20, default_commission_amount_cents: 100 },
  { default_commission_rate: 100.01 },
  { default_commission_rate: 1.234 },
  { default_commission_rate: null },
  { default_commission_type: 'cpl' },
  { default_commission_type: 'cps_one_time', default_duration_months: 12 },
  { attribution_model: 'linear' },
  { payout_threshold_cents: -1 },
  { __proto__x: 1 },
])('%j is refused by creation and update, and changes nothing', async (settings) => {
  const { key } = await api.createWorkspace();
  const program = await api.createProgramAs(key);
  const base = { name: 'Second', website_url: 'https://second.example' };
  const answers = [
    await api.manage(key, `POST ${PROGRAMS}`, { ...base, ...settings }),
    await api.manage(key, `PUT ${PROGRAMS}/${program.id}`, { tagline: 'x', ...settings }),
  ];
  for (const answer of answers) {
    expect([answer.status, answer.code]).toEqual([400, 'validation_failed']);
    expect(answer.body.error).toMatch(/^[\w.]+: /);
  }
  const { api_token: _, ...before } = program;
  expect((await api.manage(key, `GET ${PROGRAMS}`)).data).toEqual([before]);
});

test('origins are kept in one form and hold from the next request on', async () => {
  const { key } = await api.createWorkspace();
  const program = await api.createProgramAs(key);
  const origins = [
    'HTTPS://Shop.Example:443',
    'https://shop.example',
    'LOCALHOST',
    '*.app.example',
  ];
  const url = `PUT ${PROGRAMS}/${program.id}`;
  const changed = await api.manage(key, url, { allowed_origins: origins });
  const kept = ['*.app.example', 'https://shop.example', 'localhost'];
  expect(changed.data.allowed_origins).toEqual(kept);
  const [owner] = await authenticate(program.api_token);
  expect(owner?.allowedOrigins.sort()).toEqual(kept);
  expect(await findOriginListed(api.db, 'http://localhost:4321')).toBe(true);
  expect(await findOriginListed(api.db, 'https://x.y.app.example')).toBe(true);
  expect(await findOriginListed(api.db, 'https://www.shop.example')).toBe(false);
  await api.manage(key, url, { allowed_origins: [] });
  expect(await findOriginListed(api.db, 'http://localhost:4321')).toBe(false);
});

test('keys are recognised in one query, in order, unknown ones as nobody', async () => {
  const { workspaceId, key } = await api.createWorkspace();
  const first = await api.createProgramAs(key, { time_zone: 'Asia/Tokyo' });
  const second = await api.createProgramAs(key, { attribution_window_days: 30 });
  const owners = await authenticate(second.api_token, 'aff_nobody', first.api_token, key);
  expect(owners.map((owner) => owner?.programId ?? null)).toEqual([
    second.id,
    null,
    first.id,
    null,
  ]);
  expect(owners[0]).toMatchObject({ workspaceId, attributionWindowDays: 30, timeZone: 'UTC' });
  expect(owners[2]).toMatchObject({ timeZone: 'Asia/Tokyo', leadAuth: 'browser_allowed' });
});

test('programs are found for tracking by any number without a failure', async () => {
  const { key } = await api.createWorkspace();
  const program = await api.createProgramAs(key);
  const find = (id: number) => withTransaction(api.db, (tx) => findProgramForTracking(tx, id));
  expect((await find(program.id))?.programId).toBe(program.id);
  for (const id of [0, -1, 2 ** 31, Number.MAX_SAFE_INTEGER, 2 ** 60, 1.5, Number.NaN]) {
    expect(await find(id)).toBeNull();
  }
});

test('a regenerated key works at once and the old one is dead at once', async () => {
  const { key } = await api.createWorkspace();
  const program = await api.createProgramAs(key);
  const regenerate = `POST ${PROGRAMS}/${program.id}/regenerate-api-token`;
  const { data } = await api.manage(key, regenerate);
  schemas.regeneratedToken.parse(data);
  const owners = await authenticate(program.api_token, data.api_token);
  expect(owners.map((owner) => owner?.programId ?? null)).toEqual([null, program.id]);
  const read = await api.manage(key, `GET ${PROGRAMS}/${program.id}`);
  expect(read.data.api_token_masked).toBe(data.api_token_masked);
  expect(read.data.key_rotated_at).toBe(api.clock.now().toISOString());
});

test('of many regenerations at once exactly one key survives', async () => {
  const { key } = await api.createWorkspace();
  const program = await api.createProgramAs(key);
  const regenerate = `POST ${PROGRAMS}/${program.id}/regenerate-api-token`;
  const answers = await Promise.all(Array.from({ length: 8 }, () => api.manage(key, regenerate)));
  const owners = await authenticate(...answers.map((answer) => answer.data.api_token));
  expect(owners.filter((owner) => owner?.programId === program.id)).toHaveLength(1);
});

test('a slug names one program, also when many ask for it at once', async () => {
  const { key } = await api.createWorkspace();
  const body = { name: 'Race', website_url: 'https://race.example', slug: 'the-race' };
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => api.manage(key, `POST ${PROGRAMS}`, body)),
  );
  expect(statusesOf(answers)).toEqual([201, 409, 409, 409, 409, 409]);
  const other = await api.createProgramAs(key, { name: 'Other racer' });
  const rename = await api.manage(key, `PUT ${PROGRAMS}/${other.id}`, { slug: 'the-race' });
  expect([rename.status, rename.code]).toEqual([409, 'slug_taken']);
});

test('programs of one name get slugs of their own, also at once', async () => {
  const { key } = await api.createWorkspace();
  const programs = await Promise.all(
    Array.from({ length: 12 }, () => api.createProgramAs(key, { name: '  同名 Twin  ' })),
  );
  const slugs = programs.map((program) => program.slug as string);
  expect(new Set(slugs).size).toBe(12);
  expect(slugs).toContain('twin');
});

test('draft goes live once; live pauses and resumes; nothing else moves', async () => {
  const { key } = await api.createWorkspace();
  const { id } = await api.createProgramAs(key);
  const put = (status: string) => api.manage(key, `PUT ${PROGRAMS}/${id}`, { status });
  expect((await put('paused')).body.error).toBe(
    'Program status cannot change from draft to paused',
  );
  expect((await put('active')).code).toBe('program_status_conflict');
  const live = `POST ${PROGRAMS}/${id}/go-live`;
  expect((await api.manage(key, live)).data.status).toBe('active');
  const again = await api.manage(key, live);
  expect([again.status, again.code]).toEqual([409, 'program_not_draft']);
  expect((await put('paused')).data.status).toBe('paused');
  expect((await put('active')).data.status).toBe('active');
});

test('a deleted program is missing, its key and origins dead, its slug free', async () => {
  const { key } = await api.createWorkspace();
  const origins = ['https://gone.example'];
  const program = await api.createProgramAs(key, { slug: 'gone', allowed_origins: origins });
  const url = `${PROGRAMS}/${program.id}`;
  const partner = { name: 'A', email: 'a@gone.example', link: { short_link: 'gone' } };
  await api.manage(key, `POST ${url}/partners`, partner);
  expect((await api.manage(key, `DELETE ${url}`)).data).toEqual({ id: program.id, deleted: true });
  expect((await api.manage(key, `GET ${url}`)).code).toBe('program_not_found');
  expect((await api.manage(key, `DELETE ${url}`)).code).toBe('program_not_found');
  expect(await authenticate(program.api_token)).toEqual([null]);
  expect(await findOriginListed(api.db, 'https://gone.example')).toBe(false);
  const { rows } = await sql<{ status: string }>`
    select status from referral_link where short_link = 'gone'
  `.execute(api.db.kysely);
  expect(rows).toEqual([{ status: 'inactive' }]);
  expect((await api.createProgramAs(key, { slug: 'gone' })).slug).toBe('gone');
});

test('a new time zone has the counters rebuilt, the same one does not', async () => {
  const { key } = await api.createWorkspace();
  const { id } = await api.createProgramAs(key);
  const jobs = async () => {
    const { rows } = await sql<{ payload: unknown }>`
      select payload from graphile_worker._private_jobs where key = ${`metrics.rebuild:${id}`}
    `.execute(api.db.kysely);
    return rows.map((row) => row.payload);
  };
  await api.manage(key, `PUT ${PROGRAMS}/${id}`, { time_zone: 'UTC' });
  expect(await jobs()).toEqual([]);
  await api.manage(key, `PUT ${PROGRAMS}/${id}`, { time_zone: 'Europe/Berlin' });
  await api.manage(key, `PUT ${PROGRAMS}/${id}`, { time_zone: 'Asia/Tokyo' });
  expect(await jobs()).toEqual([{ programId: id }]);
});

test('a change of default terms makes a version, the same terms do not', async () => {
  const { key } = await api.createWorkspace();
  const { id } = await api.createProgramAs(key);
  const put = (body: object) => {
    api.clock.advanceMs(10);
    return api.manage(key, `PUT ${PROGRAMS}/${id}`, body);
  };
  await put({ default_commission_rate: 20, default_hold_period_days: 15, tagline: 'x' });
  expect(await policyVersions(id)).toEqual([1]);
  const fixed = await put({ default_commission_type: 'cpl', default_commission_amount_cents: 500 });
  expect(fixed.data).toMatchObject({
    default_commission_type: 'cpl',
    default_commission_rate: null,
    default_commission_amount_cents: 500,
    default_duration_months: null,
  });
  await put({ currency: 'EUR' });
  const once = await put({ default_commission_type: 'cps_one_time', default_commission_rate: 5 });
  expect(once.data).toMatchObject({ default_commission_rate: 5, default_duration_months: 0 });
  const lifetime = await put({ default_duration_months: null });
  expect(lifetime.data.default_commission_type).toBe('cps_lifetime');
  expect(await policyVersions(id)).toEqual([1, 2, 3, 4, 5]);
  await assertInvariants(api.db);
});

test('every write leaves a line in the audit log, and a refused one leaves none', async () => {
  const { workspaceId, key } = await api.createWorkspace();
  const { id } = await api.createProgramAs(key);
  await api.manage(key, `PUT ${PROGRAMS}/${id}`, { tagline: 'x' });
  await api.manage(key, `PUT ${PROGRAMS}/${id}`, { status: 'paused' });
  await api.manage(key, `POST ${PROGRAMS}/${id}/regenerate-api-token`);
  await api.manage(key, `POST ${PROGRAMS}/${id}/go-live`);
  await api.manage(key, `DELETE ${PROGRAMS}/${id}`);
  const { rows } = await sql<{ action: string; program_id: number; details: object }>`
    select action, program_id, details from audit_log
    where workspace_id = ${workspaceId} order by id
  `.execute(api.db.kysely);
  expect(rows.map((row) => row.action)).toEqual([
    'program.created',
    'program.updated',
    'program.key_regenerated',
    'program.went_live',
    'program.deleted',
  ]);
  expect(rows[1]?.details).toEqual({ fields: ['tagline'] });
});
