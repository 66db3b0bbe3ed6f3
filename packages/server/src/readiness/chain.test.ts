// Guards synthetic chains: they prove the real functions, and leave no trace in what counts.
import { OPERATIONS, type Operation, operations } from '@affitor/contract';
import { afterAll, expect, test } from 'vitest';
import { fillPath } from '../../test/access-world.js';
import { assertInvariants } from '../../test/harness.js';
import { Browser, createPerson, createTeam, PASSWORD } from '../../test/people.js';
import { select, withFault } from '../../test/programs-fixture.js';
import { PROGRAMS, startTestApp, statusesOf, type TestProgram } from '../../test/test-app.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

const CHAIN = '/api/v1/cli/test-event';
const runChain = ({ key }: TestProgram, body: object = { type: 'chain' }) =>
  api.call('POST', CHAIN, { key, body });

test('a chain is attributed step by step, by the policy in force', async () => {
  const program = await api.createProgram({ default_commission_rate: 20 });
  const answer = await runChain(program);
  expect(answer.status).toBe(200);
  const data = OPERATIONS.sendCliTestEvent.response.parse(answer.body).data;
  expect(data).toMatchObject({
    type: 'chain',
    short_code: `afftest${program.id}`,
    verdict: { click: 'attributed', lead: 'attributed', sale: 'attributed' },
    attributed: true,
    commission: { amount_cents: 980, currency: 'USD' },
    refund: 'reversed',
  });
  expect(answer.data.customer_key).toMatch(
    new RegExp(`^aff_test_ck_${program.id}_\\d{13}_[a-z0-9]{6}$`),
  );
  const url = `PUT ${PROGRAMS}/${program.id}`;
  api.clock.advanceMs(1_000);
  await api.manage(api.managementKey, url, { default_commission_rate: 35 });
  api.clock.advanceMs(1_000);
  expect((await runChain(program)).data.commission).toEqual({
    amount_cents: 1715,
    currency: 'USD',
  });
  api.clock.advanceMs(1_000);
  const fixed = { default_commission_rate: null, default_commission_amount_cents: 700 };
  await api.manage(api.managementKey, url, { ...fixed, currency: 'EUR' });
  api.clock.advanceMs(1_000);
  expect((await runChain(program)).data.commission).toEqual({ amount_cents: 700, currency: 'EUR' });
});

/** Everything that the management API says about a program, by path. */
async function readEverything(ids: Record<string, string>, key: string) {
  const isReading = ({ auth, method, contentType, scope }: Operation) =>
    auth === 'management' && method === 'GET' && scope && contentType !== 'text/event-stream';
  const said: Record<string, unknown> = {};
  for (const operation of operations.filter(isReading)) {
    // Readiness and the state of the set-up are what a chain is meant to change.
    if (/readiness|tracking\/status/.test(operation.path)) continue;
    const url = fillPath(operation.path, ids);
    const { status, body } = await api.manage(key, `GET ${url}`);
    // The position in the feed is one of the whole database.
    delete body.meta?.position;
    said[url] = { status, body };
  }
  return said;
}

test('no figure, balance, list or counter of the program moves, however many chains run', async () => {
  const team = await createTeam(api);
  const created = await api.createProgramAs(team.key, { default_hold_period_days: 0 });
  const program = { id: created.id as number, key: created.api_token as string };
  const partner = await api.manage(team.key, `POST ${PROGRAMS}/${program.id}/partners`, {
    name: 'Real',
    email: 'real@blog.example',
    link: { short_link: 'REAL' },
  });
  const clickId = await api.click('REAL');
  await api.lead({ click_id: clickId, customer_key: 'real' }, program.key);
  const sale = await api.sale(
    { transaction_id: 'real-1', amount_cents: 10_000, customer_key: 'real' },
    program.key,
  );
  const customers = await api.manage(team.key, `GET ${PROGRAMS}/${program.id}/customers`);
  const groups = await api.manage(team.key, `GET ${PROGRAMS}/${program.id}/groups`);
  const ids = {
    programId: String(program.id),
    partnerId: String(partner.data.id),
    linkId: String(partner.data.first_link.id),
    groupId: String(groups.data[0].id),
    commissionId: String(sale.body.commission_id),
    saleId: String(sale.body.sale_id),
    customerId: String(customers.data[0].id),
    clickId,
    id: '1',
    memberId: '1',
    invitationId: '1',
  };
  const work = async () => {
    await api.runJob('commissions.release-holds');
    await api.runJob('metrics.roll-up-visits');
    await api.runJob('metrics.reconcile');
  };
  await work();
  const before = await readEverything(ids, team.key);
  expect(
    Object.values(before).filter((one) => (one as { status: number }).status === 200).length,
  ).toBeGreaterThan(20);
  for (let count = 0; count < 10; count += 1) {
    expect((await runChain(program)).data.attributed).toBe(true);
  }
  await work();
  expect(await readEverything(ids, team.key)).toEqual(before);
  await assertInvariants(api.db);
  // What the chains earned was taken back, so that nothing of it could ever be paid.
  const left = await select(
    api.db,
    `select sum(posting.amount_cents) as amount from ledger_posting posting
     join ledger_account account on account.id = posting.account_id
     join program on program.id = account.program_id
     where program.rehearsal_of = $1 group by account.id`,
    [program.id],
  );
  expect(left.map((row) => Number(row.amount))).toEqual(left.map(() => 0));
  expect(left.length).toBeGreaterThan(1);
});

test('a rehearsal is found by nobody: not by people, not by keys, not by its own id', async () => {
  const { key, owner, workspaceId } = await createTeam(api);
  const created = await api.createProgramAs(key);
  await runChain({ id: created.id, key: created.api_token });
  const [rehearsal] = await select<{ id: number }>(
    api.db,
    'select id from program where rehearsal_of = $1',
    [created.id],
  );
  const url = `${PROGRAMS}/${rehearsal?.id}`;
  expect((await api.manage(key, `GET ${url}`)).status).toBe(404);
  expect((await owner.browser.call(`GET ${url}`)).status).toBe(404);
  owner.browser.workspaceId = null;
  expect((await owner.browser.call(`GET ${url}`)).status).toBe(404);
  const listed = await api.manage(key, `GET ${PROGRAMS}`);
  expect(listed.data.map((one: { id: number }) => one.id)).toEqual([created.id]);
  const scoped = await api.manage(key, 'POST /api/advertiser/api-keys', { name: 'x' });
  expect([scoped.status, workspaceId > 0]).toEqual([403, true]);
});

test('the first owner takes over workspaces from the command line, and no rehearsal', async () => {
  const fresh = await startTestApp();
  const { key } = await fresh.createProgram();
  await fresh.call('POST', CHAIN, { key, body: { type: 'chain' } });
  const browser = new Browser(fresh);
  const person = { name: 'First', email: 'first@acme.example', password: PASSWORD };
  const owner = { ...person, workspace_name: 'Acme Inc.' };
  expect((await browser.post('/api/account/setup', owner)).status).toBe(201);
  const { data } = await browser.call('GET /api/account/session');
  const ids = data.workspaces.map((one: { id: number }) => one.id);
  expect(ids).toEqual([fresh.workspaceId]);
  await fresh.close();
});

test('of many chains at once ten run, in all processes together; then the hour is waited for', async () => {
  const program = await api.createProgram();
  const answers = await Promise.all(Array.from({ length: 14 }, () => runChain(program)));
  expect(statusesOf(answers)).toEqual([...Array(10).fill(200), ...Array(4).fill(429)]);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.body).toEqual({
    error: {
      status: 429,
      code: 'rate_limited',
      message: 'Too many synthetic chains (max 10/program/hour).',
      retry_after_seconds: 3600,
    },
  });
  expect(refused?.headers['retry-after']).toBe('3600');
  api.clock.advanceMs(1_800_000);
  const twin = await api.manage(api.managementKey, `POST ${PROGRAMS}/${program.id}/test-events`, {
    type: 'chain',
  });
  expect([twin.status, twin.headers['retry-after']]).toEqual([429, '1800']);
  expect(twin.body).toEqual({ error: 'Too many synthetic chains (max 10/program/hour).' });
  api.clock.advanceMs(1_800_000);
  expect((await runChain(program)).status).toBe(200);
  // Other programs have their own ten.
  expect((await runChain(await api.createProgram())).status).toBe(200);
});

test('the first chains of a workspace, at once, share one rehearsal each', async () => {
  const { key } = await createTeam(api);
  const programs = await Promise.all([api.createProgramAs(key), api.createProgramAs(key)]);
  const answers = await Promise.all(
    [...programs, ...programs].map((one) => runChain({ id: one.id, key: one.api_token })),
  );
  expect(answers.map(({ data }) => data.attributed)).toEqual([true, true, true, true]);
});

test('a sale whose commission could not be made leaves its verdict open', async () => {
  const program = await api.createProgram();
  await runChain(program);
  const { data } = await withFault(api.db, { table: 'commission' }, () => runChain(program));
  expect(data.verdict).toEqual({ click: 'attributed', lead: 'attributed', sale: 'pending' });
  expect([data.attributed, data.refund]).toEqual([false, null]);
});

test('the steps of a chain appear among the test events of the program, and only there', async () => {
  const program = await api.createProgram();
  const { data } = await runChain(program);
  const list = (mode: string) =>
    api.manage(api.managementKey, `GET ${PROGRAMS}/${program.id}/events?mode=${mode}`);
  const seen = (await list('test')).data as { kind: string; is_test: boolean; details: object }[];
  expect(seen.map(({ kind }) => kind).sort()).toEqual(['click', 'lead', 'refund', 'sale']);
  expect(seen.every((one) => one.is_test)).toBe(true);
  expect(seen.find(({ kind }) => kind === 'sale')?.details).toMatchObject({
    source: 'synthetic_chain',
    transaction_id: data.transaction_id,
    verdict: 'attributed',
  });
  expect((await list('live')).data).toEqual([]);
});

test('single test events are recorded and credited to nobody', async () => {
  const program = await api.createProgram();
  for (const type of ['click', 'lead', 'sale'] as const) {
    const body = { program_id: String(program.id), event_type: type };
    const { status, data } = await runChain(program, body);
    expect({ status, data }).toEqual({
      status: 200,
      data: {
        event_type: type,
        event_id: expect.stringMatching(/^\d+$/),
        received: true,
        attributed: false,
        message: expect.any(String),
      },
    });
  }
  const url = `POST ${PROGRAMS}/${program.id}/test-events`;
  const refund = await api.manage(api.managementKey, url, { type: 'refund' });
  expect(refund.data).toMatchObject({ event_type: 'refund', received: true, attributed: false });
});

test('a body that asks for nothing, for both, or for another program is refused', async () => {
  const program = await api.createProgram();
  const other = await api.createProgram();
  for (const body of [
    {},
    { type: 'x' },
    { type: 'chain', event_type: 'click' },
    { event_type: 1 },
  ]) {
    expect((await runChain(program, body)).status).toBe(400);
  }
  const foreign = await runChain(program, { event_type: 'click', program_id: other.id });
  expect([foreign.status, foreign.code]).toEqual([403, 'program_id_mismatch']);
});

test('who may only look cannot run a chain; who changes settings can', async () => {
  const { workspaceId, key } = await createTeam(api);
  const { id } = await api.createProgramAs(key);
  const path = `POST /api/tracking/run-verification/${id}`;
  const reader = await createPerson(api, { workspaceId, role: 'read_only' });
  expect((await reader.browser.call(path)).code).toBe('permission_missing');
  const member = await createPerson(api, { workspaceId, role: 'member' });
  expect((await member.browser.call(path)).data.attributed).toBe(true);
});

test('the books are sound after all of this', () => assertInvariants(api.db));
