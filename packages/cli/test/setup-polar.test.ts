// Guards `affitor setup polar`: what it makes at Polar and in the project, and that a failure
// leaves nothing half done. Polar is a stand-in that answers as its API is documented.
import fs from 'node:fs';
import path from 'node:path';
import { CLI_OUTPUTS } from '@affitor/contract';
import { getWebhookRoute } from '@affitor/recipes';
import { afterEach, expect, test } from 'vitest';
import { type PolarStandIn, type StandInEndpoint, startPolar } from './polar-stand-in.js';
import { configure, openTerminal, STAND_IN_KEY, type Terminal } from './terminal.js';

let polar: PolarStandIn | null = null;
let at: Terminal;
afterEach(async () => {
  await polar?.close();
  polar = null;
  at.remove();
});

const URL_DEFAULT = 'https://acme.example/api/polar/webhook';

interface Stage {
  endpoints?: Partial<StandInEndpoint>[];
  files?: Record<string, string>;
}

/** A configured project, and Polar with these endpoints. */
async function open({ endpoints, files = {} }: Stage = {}): Promise<PolarStandIn> {
  polar = await startPolar(endpoints);
  at = openTerminal({ AFFITOR_POLAR_API_URL: polar.url, POLAR_ACCESS_TOKEN: polar.token });
  configure(at);
  for (const [name, text] of Object.entries(files)) at.write(name, text);
  return polar;
}

const NEXT = { 'package.json': '{"dependencies":{"next":"16"}}', 'app/layout.tsx': '' };
const setup = async (line = '') => {
  const ran = await at.run(`setup polar --json${line}`);
  return { ...ran, document: ran.code === 0 ? CLI_OUTPUTS['setup polar'].parse(ran.json) : null };
};
const config = () => JSON.parse(at.read('.affitor/config.json'));
const changes = ({ asked }: PolarStandIn) => asked.filter(({ method }) => method !== 'GET');
const files = () => fs.readdirSync(at.cwd, { recursive: true, encoding: 'utf8' }).sort();

test('an endpoint is made for the paid and refunded orders of the domain', async () => {
  const { asked, endpoints } = await open();
  const { document, out, err } = await setup();
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/webhooks/endpoints',
    'POST /v1/webhooks/endpoints',
  ]);
  const events = ['order.paid', 'order.refunded'];
  expect(JSON.parse(asked[1]?.body ?? '')).toEqual({ url: URL_DEFAULT, format: 'raw', events });
  const [made] = endpoints;
  expect(document).toMatchObject({
    ...{ status: 'connected', environment: 'production', secret_persisted: true, route: null },
    ...{ webhook_endpoint_id: made?.id, webhook_url: URL_DEFAULT, events },
  });
  expect(config()).toMatchObject({
    polar_connected: true,
    polar_environment: 'production',
    polar_webhook_endpoint_id: made?.id,
    polar_webhook_url: URL_DEFAULT,
  });
  for (const file of ['.env', '.affitor/.env']) {
    expect(at.read(file)).toContain(`POLAR_WEBHOOK_SECRET=${made?.secret}\n`);
    expect(at.modeOf(file)).toBe(0o600);
  }
  expect(at.read('.affitor/.env')).toContain(`AFFITOR_API_KEY=${STAND_IN_KEY}\n`);
  expect(out + err + at.read('.affitor/config.json')).not.toContain(made?.secret);
});

test('a second run changes nothing, at Polar or here', async () => {
  const standIn = await open({ files: NEXT });
  await setup();
  const written = ['.env', '.affitor/.env', 'app/api/polar/webhook/route.ts'];
  const look = () => [files(), ...written.map((name) => at.read(name))];
  const before = look();
  const { document } = await setup();
  expect(document?.steps.map(({ status }) => status)).toEqual(['already', 'already', 'already']);
  expect(changes(standIn)).toHaveLength(1);
  expect(look()).toEqual(before);
});

test('an endpoint on the third page is found, and gets what it lacks', async () => {
  const others = Array.from({ length: 230 }, () => ({}));
  const mine = { url: URL_DEFAULT, events: ['customer.created', 'order.paid'], enabled: false };
  const standIn = await open({ endpoints: [...others, mine] });
  const { document } = await setup();
  expect(standIn.asked.map(({ query }) => query.get('page'))).toEqual(['1', '2', '3', null]);
  const [change] = changes(standIn);
  expect([change?.method, JSON.parse(change?.body ?? '')]).toEqual([
    'PATCH',
    { events: ['customer.created', 'order.paid', 'order.refunded'], enabled: true },
  ]);
  expect(document?.webhook_endpoint_id).toBe(standIn.endpoints.at(-1)?.id);
});

test('an endpoint at the address that speaks to Discord is left alone', async () => {
  const standIn = await open({ endpoints: [{ url: URL_DEFAULT, format: 'discord' }] });
  const { document } = await setup();
  expect(document?.webhook_endpoint_id).not.toBe(standIn.endpoints.at(-1)?.id);
  expect(changes(standIn).map(({ method }) => method)).toEqual(['POST']);
});

test.each([
  ['app/layout.tsx', 'app/api/polar/webhook/route.ts'],
  ['src/app/layout.jsx', 'src/app/api/polar/webhook/route.ts'],
])('with %s the route is written to %s, once', async (layout, route) => {
  await open({ files: { ...NEXT, 'app/layout.tsx': '', [layout]: '' } });
  const { document } = await setup();
  const { source, deps, env } = getWebhookRoute('next-app', 'polar') ?? { source: '' };
  expect(document?.route).toEqual({ path: route, source, deps, env });
  expect(at.read(route)).toBe(source);
  expect(document?.next_actions[0]).toBe('Install @affitor/sdk and @polar-sh/nextjs.');
  at.write(route, '// my own');
  await setup();
  expect(at.read(route)).toBe('// my own');
});

test('a different secret in the environment of the application is kept, and that is said', async () => {
  const { endpoints } = await open({ files: { '.env.local': 'POLAR_WEBHOOK_SECRET=other\n' } });
  const { document } = await setup();
  expect(document).toMatchObject({ secret_persisted: false });
  expect(document?.next_actions[0]).toContain('POLAR_WEBHOOK_SECRET');
  expect(at.read('.env.local')).toBe('POLAR_WEBHOOK_SECRET=other\n');
  expect(at.read('.affitor/.env')).toContain(endpoints[0]?.secret);
  expect(fs.existsSync(path.join(at.cwd, '.env'))).toBe(false);
});

test('the sandbox is another environment, and the address can be named', async () => {
  await open();
  const { document } = await setup(' --sandbox --url https://tunnel.example/hook');
  const named = { environment: 'sandbox', webhook_url: 'https://tunnel.example/hook' };
  expect(document).toMatchObject(named);
  expect(config().polar_environment).toBe('sandbox');
});

test('people see what was done and what is left, and no secret', async () => {
  const { token, endpoints } = await open({ files: NEXT });
  const { code, out, err } = await at.run('setup polar --verbose');
  expect(code).toBe(0);
  expect(out).toContain(`Polar (production) calls ${URL_DEFAULT}`);
  expect(out).toContain('1. Install @affitor/sdk and @polar-sh/nextjs.');
  for (const secret of [token, endpoints[0]?.secret, STAND_IN_KEY]) {
    expect(out + err).not.toContain(secret);
  }
});

test.each([
  ['by http', 'http://acme.example/x'],
  ['of one machine', 'https://localhost/x'],
  ['without a scheme', 'acme.example'],
  ['that is too long', `https://acme.example/${'x'.repeat(2100)}`],
])('an address %s is refused before Polar is asked', async (_name, url) => {
  const standIn = await open();
  const before = files();
  const { code, json } = await at.run(['setup', 'polar', '--json', '--url', url]);
  expect([code, json.error, standIn.asked]).toEqual([2, 'invalid_webhook_url', []]);
  expect(files()).toEqual(before);
});

test('without a token nothing is asked and nothing is written', async () => {
  await open();
  at.remove();
  at = openTerminal({});
  const nowhere = await setup();
  expect([nowhere.code, nowhere.json.error]).toEqual([1, 'no_config']);
  configure(at);
  const { code, json } = await setup();
  expect([code, json.error]).toEqual([2, 'missing_polar_token']);
});

const DOWN = { error: 'InternalServerError', detail: 'Internal Server Error' };
const LIMIT = {
  error: 'RequestValidationError',
  detail: [{ loc: ['body'], msg: 'Too many endpoints', type: 'value_error' }],
};

test.each([
  ['GET', { status: 403, body: { error: 'insufficient_scope' } }, [3, 'polar_api_error', 403]],
  ['GET', { status: 500, body: DOWN }, [1, 'polar_api_error', 500]],
  ['POST', { status: 503, body: null }, [1, 'polar_api_error', 503]],
  ['POST', { status: 422, body: LIMIT }, [1, 'polar_api_error', 422]],
  ['POST', { status: 201, body: { id: 'no secret' } }, [1, 'polar_api_error', undefined]],
  ['GET', 'hang up', [5, 'network_error', undefined]],
] as const)('when %s is answered %j nothing is written', async (method, answer, wanted) => {
  const standIn = await open({ files: NEXT });
  const before = files();
  standIn.failNext({ method, path: /./ }, answer);
  const { code, json } = await setup();
  expect([code, json.error, json.status]).toEqual(wanted);
  expect(json.hint ?? json.message).toBeTruthy();
  expect(files()).toEqual(before);
  expect(config()).not.toHaveProperty('polar_connected');
  expect((await setup()).code).toBe(0);
});

test('a token that is refused is not printed', async () => {
  await open();
  const { code, json, out } = await setup(' --token polar_oat_wrong');
  expect([code, json.error, json.status]).toEqual([3, 'polar_api_error', 401]);
  expect(json.hint).toContain('webhooks:write');
  expect(out).not.toContain('polar_oat_wrong');
});

test.each(['.affitor', '.'])('where %s cannot be written Polar is not asked', async (folder) => {
  const standIn = await open();
  // Where the attempt to write is made there is a folder: nobody can, not even root.
  fs.mkdirSync(path.join(at.cwd, folder, `.write-test-${process.pid}`));
  const { code, json } = await setup();
  expect([code, json.error, standIn.asked]).toEqual([1, 'not_writable', []]);
});

test('a stand-in is asked by https, or on this machine', async () => {
  await open();
  const env = { AFFITOR_POLAR_API_URL: 'http://polar.example', POLAR_ACCESS_TOKEN: 'x' };
  const { code, json } = await at.run('setup polar --json', { env });
  expect([code, json.error]).toEqual([2, 'invalid_provider_url']);
});
