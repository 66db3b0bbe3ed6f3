// Guards the command line's endpoints: who gets a token, once, and what it may do.
import { OPERATIONS } from '@affitor/contract';
import { afterAll, expect, test } from 'vitest';
import { assertInvariants } from '../../test/harness.js';
import { createPerson, createTeam, type TestPerson } from '../../test/people.js';
import { select } from '../../test/programs-fixture.js';
import { startTestApp, statusesOf } from '../../test/test-app.js';

const api = await startTestApp({ now: new Date('2026-03-01T12:00:00Z') });
afterAll(() => api.close());

const CLI = '/api/v1/cli';

const INIT_BODY = {
  name: 'Acme',
  domain: 'acme.example',
  commission_type: 'percent',
  commission_rate: 20,
  cookie_duration: 60,
};

async function start(address?: string) {
  const response = await api.app.http.inject({
    method: 'POST',
    url: `${CLI}/auth/start`,
    remoteAddress: address ?? '198.51.100.9',
    headers: { 'user-agent': 'affitor-cli/0.2.0' },
  });
  expect(response.statusCode).toBe(200);
  const { data } = OPERATIONS.startCliLogin.response.parse(response.json());
  return { ...data, request: new URL(data.auth_url).searchParams.get('request') ?? '' };
}

async function poll(state: string) {
  const answer = await api.call('GET', `${CLI}/auth/poll?state=${encodeURIComponent(state)}`);
  expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store']);
  return OPERATIONS.pollCliLogin.response.parse(answer.body).data;
}

const decide = ({ browser }: TestPerson, body: object) =>
  browser.post('/api/account/cli-logins/decide', body);

/** A command line that is signed in as a person. */
async function logIn(person: TestPerson, workspaceId?: number): Promise<string> {
  const { state, request } = await start();
  await decide(person, { request, decision: 'approve', workspace_id: workspaceId });
  const { token } = await poll(state);
  if (token === undefined) throw new Error('no token was handed out');
  return token;
}

const listWith = (key: string) => api.call('GET', `${CLI}/programs`, { key });

test('a command line is approved in the browser, and gets its token once', async () => {
  const { owner, workspaceId } = await createTeam(api);
  const { state, request, auth_url, poll_url, user_code, expires_at } = await start();
  expect(auth_url).toContain('http://affitor.test/app/cli/approve?request=');
  expect(poll_url).toBe(`http://affitor.test${CLI}/auth/poll?state=${state}`);
  expect([request === state, expires_at]).toEqual([false, '2026-03-01T12:10:00.000Z']);
  expect(await poll(state)).toEqual({ status: 'pending' });
  const preview = await owner.browser.post('/api/account/cli-logins/preview', { request });
  expect(preview.data).toMatchObject({
    user_code,
    user_agent: 'affitor-cli/0.2.0',
    network: '198.51.100.0/24',
    workspaces: [{ id: workspaceId, role: 'owner' }],
  });
  expect((await decide(owner, { request, decision: 'approve' })).status).toBe(200);
  const done = await poll(state);
  expect(done).toMatchObject({
    status: 'complete',
    email: owner.email,
    advertiser_id: workspaceId,
    token_expires_at: '2026-05-30T12:00:00.000Z',
  });
  expect(await poll(state)).toEqual({ status: 'consumed' });
  expect((await listWith(done.token as string)).status).toBe(200);
  // Neither the token nor the secrets of the sign-in are kept.
  const rows = await select(api.db, 'select cli_login::text as a from cli_login');
  const tokens = await select(api.db, 'select cli_token::text as a from cli_token');
  const kept = JSON.stringify([rows, tokens]);
  for (const secret of [done.token as string, state, request]) expect(kept).not.toContain(secret);
});

test('of many who poll an approved sign-in at once, one gets a token', async () => {
  const { owner } = await createTeam(api);
  const { state, request } = await start();
  await decide(owner, { request, decision: 'approve' });
  const polls = await Promise.all(Array.from({ length: 12 }, () => poll(state)));
  expect(polls.filter(({ status }) => status === 'complete').length).toBe(1);
  expect(polls.filter(({ status }) => status === 'consumed').length).toBe(11);
  const [count] = await select<{ count: number }>(
    api.db,
    'select count(*)::int from cli_token where user_id = $1',
    [owner.userId],
  );
  expect(count?.count).toBe(1);
});

test('of many decisions at once, one counts', async () => {
  const { owner } = await createTeam(api);
  const { request } = await start();
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      decide(owner, { request, decision: index % 2 === 0 ? 'approve' : 'deny' }),
    ),
  );
  expect(statusesOf(answers)).toEqual([200, ...Array(7).fill(404)]);
});

test('a denied, an expired and an unknown sign-in yield nothing', async () => {
  const { owner } = await createTeam(api);
  const denied = await start();
  await decide(owner, { request: denied.request, decision: 'deny' });
  expect(await poll(denied.state)).toEqual({ status: 'expired', denied: true });
  expect(await poll('unknown')).toEqual({ status: 'expired' });
  // Whoever knows only the address that was opened cannot poll.
  const approved = await start();
  await decide(owner, { request: approved.request, decision: 'approve' });
  expect(await poll(approved.request)).toEqual({ status: 'expired' });
  const late = await start();
  api.clock.advanceMs(600_000);
  expect(await poll(approved.state)).toEqual({ status: 'expired' });
  const answer = await decide(owner, { request: late.request, decision: 'approve' });
  expect([answer.status, answer.code]).toEqual([404, 'cli_login_not_found']);
});

test('nobody is signed in to a workspace that they do not belong to', async () => {
  const { owner } = await createTeam(api);
  const other = await createTeam(api);
  const { request, state } = await start();
  const body = { request, decision: 'approve', workspace_id: other.workspaceId };
  expect((await decide(owner, body)).code).toBe('workspace_not_found');
  expect(await poll(state)).toEqual({ status: 'pending' });
});

test('a token dies with its time, with a membership, and when it is revoked', async () => {
  const { owner, workspaceId } = await createTeam(api);
  const member = await createPerson(api, { workspaceId, role: 'member' });
  const [revoked, own, gone, old] = [
    await logIn(owner),
    await logIn(owner),
    await logIn(member),
    await logIn(owner),
  ];
  const list = await owner.browser.call('GET /api/account/cli-tokens');
  expect(list.data.length).toBe(3);
  const oldest = list.data.at(-1).id;
  // Somebody else's token counts as none.
  const foreign = await member.browser.post('/api/account/cli-tokens/revoke', { token_id: oldest });
  expect(foreign.data).toEqual({ revoked: 0 });
  await owner.browser.post('/api/account/cli-tokens/revoke', { token_id: oldest });
  expect((await listWith(revoked)).code).toBe('cli_token_invalid');
  expect((await api.call('POST', `${CLI}/auth/revoke`, { key: own })).data).toEqual({ revoked: 1 });
  expect((await listWith(own)).status).toBe(401);
  await api.db.pool.query('delete from member where user_id = $1', [member.userId]);
  expect((await listWith(gone)).status).toBe(401);
  expect((await listWith(old)).status).toBe(200);
  api.clock.advanceDays(90);
  expect((await listWith(old)).status).toBe(401);
});

test('only a token opens these doors, and only for what its role may do', async () => {
  const { key, workspaceId } = await createTeam(api);
  const program = await api.createProgramAs(key);
  for (const wrong of [undefined, 'affc_unknown', key, program.api_token]) {
    for (const [method, path] of [
      ['GET', 'programs'],
      ['POST', 'init'],
      ['POST', 'auth/revoke'],
    ]) {
      const answer = await api.call(method as string, `${CLI}/${path}`, { key: wrong });
      expect([answer.status, answer.code]).toEqual([401, 'cli_token_invalid']);
    }
  }
  const reader = await createPerson(api, { workspaceId, role: 'member' });
  const token = await logIn(reader);
  const answer = await api.call('POST', `${CLI}/init`, { key: token, body: INIT_BODY });
  expect([answer.status, answer.code]).toEqual([403, 'permission_missing']);
  expect((await listWith(token)).data.map((one: { id: number }) => one.id)).toEqual([program.id]);
});

test.each([
  ['recurring_percent', 20, undefined, '20% of each payment for 12 months'],
  ['recurring_percent', 12.5, 6, '12.5% of each payment for 6 months'],
  ['recurring_percent', 40, 0, '40% of each payment'],
  ['percent', 30, undefined, '30% of the first payment'],
  ['percent', 30, 0, '30% of the first payment'],
  ['fixed', 20.55, undefined, '20.55 USD for the first payment'],
  ['recurring_fixed', 5, 0, '5.00 USD for each payment'],
] as const)('init makes a program of %s %s for %s months', async (type, rate, months, words) => {
  const { owner, workspaceId } = await createTeam(api);
  const token = await logIn(owner);
  const answer = await api.call('POST', `${CLI}/init`, {
    key: token,
    body: {
      name: 'Acme',
      domain: 'https://Acme.example/',
      commission_type: type,
      commission_rate: rate,
      cookie_duration: 45,
      ...(months !== undefined && { duration_months: months }),
      // Never believed: the token says whose it is.
      advertiser_id: '1',
    },
  });
  expect(answer.status).toBe(201);
  const { data } = OPERATIONS.initCliProgram.response.parse(answer.body);
  expect(data.domain).toBe('acme.example');
  const listed = OPERATIONS.listCliPrograms.response.parse((await listWith(token)).body).data;
  expect(listed).toMatchObject([{ domain: 'acme.example', commission: words, partners: 0 }]);
  const [row] = await select(
    api.db,
    `select workspace_id, cookie_window_days, payment_tracking_mode from program where id = $1`,
    [Number(data.program_id)],
  );
  expect(row).toEqual({
    workspace_id: workspaceId,
    cookie_window_days: 45,
    payment_tracking_mode: 's2s',
  });
  const status = await api.call('GET', `${CLI}/status?program_id=${data.program_id}`, {
    key: data.api_key,
  });
  expect(OPERATIONS.readCliStatus.response.parse(status.body).data).toMatchObject({
    program_id: data.program_id,
    stripe_connected: false,
    recent_events: { clicks_24h: 0, leads_24h: 0, sales_24h: 0 },
  });
});

test('init refuses what makes no program, and names the field', async () => {
  const { owner } = await createTeam(api);
  const key = await logIn(owner);
  for (const [field, value] of [
    ['name', ''],
    ['domain', 'no domain'],
    ['domain', 'user@evil.example'],
    ['commission_type', 'cpc'],
    ['commission_rate', 0],
    ['commission_rate', 101],
    ['cookie_duration', 366],
    ['duration_months', -1],
  ] as const) {
    const body = { ...INIT_BODY, [field]: value };
    const answer = await api.call('POST', `${CLI}/init`, { key, body });
    expect([answer.status, answer.body.error.split(':')[0]]).toEqual([400, field]);
  }
});

test('Stripe is connected to the program of the key, and the status says so', async () => {
  const program = await api.createProgram();
  const body = {
    program_id: String(program.id),
    stripe_user_id: 'acct_1',
    webhook_endpoint_id: 'we_1',
    webhook_secret: 'whsec_1',
  };
  const post = (sent: object) =>
    api.call('POST', `${CLI}/stripe-connect`, { key: program.key, body: sent });
  expect((await post({ ...body, program_id: `1${program.id}` })).code).toBe('program_id_mismatch');
  const status = async () => (await api.call('GET', `${CLI}/status`, { key: program.key })).data;
  expect((await status()).stripe_connected).toBe(false);
  expect((await post(body)).status).toBe(200);
  expect(OPERATIONS.readCliStatus.response.parse({ data: await status() }).data).toMatchObject({
    stripe_connected: true,
    stripe_charges_enabled: false,
    stripe_account_id: 'acct_1',
    stripe_livemode: true,
  });
});

test('sign-ins are begun so often by one network, and no more', async () => {
  for (let count = 0; count < 30; count += 1) await start('203.0.113.5');
  const response = await api.app.http.inject({
    method: 'POST',
    url: `${CLI}/auth/start`,
    remoteAddress: '203.0.113.77',
  });
  expect([response.statusCode, Number(response.headers['retry-after']) > 0]).toEqual([429, true]);
});

test('the old callback leads to the page that asks, and decides nothing', async () => {
  const { state, request } = await start('192.0.2.1');
  const answer = await api.call('GET', `${CLI}/auth/callback?state=${request}`);
  expect([answer.status, answer.headers.location]).toEqual([
    302,
    `http://affitor.test/app/cli/approve?request=${request}`,
  ]);
  expect(await poll(state)).toEqual({ status: 'pending' });
});

test('the data is sound after all of this', () => assertInvariants(api.db));

test('a command line reads the reports of its own workspace and changes nothing', async () => {
  const { owner, workspaceId } = await createTeam(api);
  const other = await createTeam(api);
  const key = await logIn(owner, workspaceId);
  const post = { key, body: INIT_BODY };
  const { program_id: id } = (await api.call('POST', `${CLI}/init`, post)).data;
  const events = `/api/advertiser/affiliate-programs/${id}/events`;
  expect((await api.call('GET', events, { key })).status).toBe(200);
  const foreign = await logIn(other.owner, other.workspaceId);
  expect((await api.call('GET', events, { key: foreign })).status).toBe(404);
  const program = `/api/advertiser/affiliate-programs/${id}`;
  expect((await api.call('PUT', program, { key, body: { name: 'Other' } })).status).toBe(401);
  expect((await api.call('GET', '/api/advertiser/api-keys', { key })).status).toBe(401);
  await api.call('POST', `${CLI}/auth/revoke`, { key });
  expect((await api.call('GET', events, { key })).status).toBe(401);
});
