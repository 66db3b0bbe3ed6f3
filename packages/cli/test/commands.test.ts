// Guards the commands against the real service: what they print, write, and end with.
import fs from 'node:fs';
import path from 'node:path';
import { CLI_OUTPUTS } from '@affitor/contract';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type AffitorService, startAffitorService } from '../../sdk/test/affitor-service.js';
import { createOwner, type Owner } from './owner.js';
import { openTerminal, type Terminal } from './terminal.js';

let service: AffitorService;
let owner: Owner;
let terminal: Terminal;

beforeAll(async () => {
  service = await startAffitorService();
  owner = await createOwner(service.url);
}, 90_000);
afterAll(() => service.stop());
afterEach(() => terminal.remove());

function open(): Terminal {
  terminal = openTerminal({ AFFITOR_API_URL: service.url });
  return terminal;
}

const INIT = [
  ...['init', '--no-interactive', '--name', 'Acme', '--domain', 'https://Acme.example/'],
  ...['--commission-type', 'recurring_percent', '--commission-rate', '20'],
];

async function logIn(at: Terminal): Promise<void> {
  expect((await at.run('login', { openBrowser: owner.approve })).code).toBe(0);
}

/** A project with a program of its own. */
async function initialised(): Promise<{ at: Terminal; key: string }> {
  const at = open();
  await logIn(at);
  const { json } = await at.run([...INIT, '--json']);
  return { at, key: json.api_key };
}

test('a login that is approved is stored for its owner only, and ends with logout', async () => {
  const at = open();
  const before = await at.run('whoami --json');
  expect([before.code, before.json]).toEqual([3, { logged_in: false }]);
  const { code, json, err } = await at.run('login --json', { openBrowser: owner.approve });
  expect(code).toBe(0);
  expect(CLI_OUTPUTS.login.parse(json)).toMatchObject({ logged_in: true, email: owner.email });
  expect(err).toContain('/app/cli/approve?request=');
  const file = path.join(at.home, '.affitor', 'credentials.json');
  expect(at.modeOf(file)).toBe(0o600);
  const stored = JSON.parse(fs.readFileSync(file, 'utf8'));
  expect(stored).toMatchObject({ email: owner.email, user_id: '', api_url: service.url });
  const again = await at.run('login --json');
  expect([again.code, again.json]).toEqual([0, { already_logged_in: true, email: owner.email }]);
  const who = await at.run('whoami --json');
  expect(CLI_OUTPUTS.whoami.parse(who.json)).toMatchObject({ expires_at: stored.expires_at });
  const out = await at.run('logout --json');
  expect([out.code, out.json]).toEqual([0, { logged_out: true, email: owner.email }]);
  expect(fs.existsSync(file)).toBe(false);
  const programs = await fetch(`${service.url}/api/v1/cli/programs`, {
    headers: { authorization: `Bearer ${stored.token}` },
  });
  expect(programs.status).toBe(401);
});

test('a login that is denied, or that nobody approves, stores nothing', async () => {
  const at = open();
  const denied = await at.run('login --json', { openBrowser: owner.deny });
  expect([denied.code, denied.json.error]).toEqual([3, 'login_denied']);
  const late = await at.run('login --json');
  expect([late.code, late.json.message]).toEqual([
    3,
    'Login timed out. Run `affitor login` to try again.',
  ]);
  expect(fs.existsSync(path.join(at.home, '.affitor'))).toBe(false);
});

test('a session is never sent to another service than the one that gave it', async () => {
  const at = open();
  await logIn(at);
  const other = await at.run('programs --json --api-url http://127.0.0.1:9');
  expect([other.code, other.json.error]).toEqual([3, 'not_logged_in']);
});

test('init writes its files, and nothing but .affitor/.env holds the key', async () => {
  const { at, key } = await initialised();
  expect(JSON.parse(at.read('.affitor/config.json'))).toMatchObject({
    version: 2,
    domain: 'acme.example',
    tracking_subdomain: 't.acme.example',
    commission: { type: 'recurring_percent', rate: 20, duration_months: 12 },
    cookie: { name: 'affitor_click_id', duration_days: 60 },
    ref_param: 'aff',
    api_url: service.url,
  });
  expect(at.read('.affitor/.env')).toContain(`AFFITOR_API_KEY=${key}\n`);
  expect(at.modeOf('.affitor/.env')).toBe(0o600);
  expect(at.read('.affitor/AGENTS.md')).toBe(at.read('.affitor/skills.md'));
  expect(at.read('.gitignore').split('\n').slice(1, 3)).toEqual([
    '.affitor/.env',
    '.affitor/.env.*',
  ]);
  for (const file of ['.env.example', 'AGENTS.md', 'config.json']) {
    expect(at.read(`.affitor/${file}`)).not.toContain(key);
  }
  const programs = await at.run('programs --json');
  expect(CLI_OUTPUTS.programs.parse(programs.json).programs).toContainEqual(
    expect.objectContaining({ domain: 'acme.example', commission: expect.stringContaining('20%') }),
  );
  const again = await at.run([...INIT, '--json']);
  expect([again.code, again.json.error]).toEqual([6, 'already_configured']);
});

test('what people see of init does not show the key', async () => {
  const at = open();
  await logIn(at);
  const { code, out, err } = await at.run([...INIT, '--verbose']);
  expect(code).toBe(0);
  const [, key = ''] = /AFFITOR_API_KEY=(\S+)/.exec(at.read('.affitor/.env')) ?? [];
  expect(key.length).toBeGreaterThan(20);
  expect(out).toContain('data-affitor-program-id=');
  expect(out + err).not.toContain(key);
});

test('init says what is missing or wrong before it asks the service for anything', async () => {
  const at = open();
  const stranger = await at.run([...INIT, '--json']);
  expect([stranger.code, stranger.json.error]).toEqual([3, 'not_logged_in']);
  await logIn(at);
  const bare = await at.run('init --json');
  expect([bare.code, bare.json.missing]).toEqual([2, ['--name', '--domain']]);
  const wrong = await at.run([...INIT, '--commission-rate', '140', '--json']);
  expect([wrong.code, wrong.json]).toEqual([
    2,
    {
      error: 'invalid_options',
      message: '--commission-rate: must be at most 100 percent.',
    },
  ]);
  expect(fs.readdirSync(at.cwd)).toEqual([]);
});

test('a folder that cannot be written is found out before a program is made', async () => {
  const at = open();
  await logIn(at);
  const count = async () => (await at.run('programs --json')).json.programs.length;
  const before = await count();
  // A file in the place of the folder: nobody can write into it, not even root.
  at.write('.affitor', '');
  const { code, json } = await at.run([...INIT, '--json']);
  expect([code, json.error]).toEqual([1, 'not_writable']);
  expect(await count()).toBe(before);
});

test('the chain is attributed, and status shows what is still open', async () => {
  const { at, key } = await initialised();
  const chain = await at.run('test chain --json');
  expect(chain.code).toBe(0);
  expect(CLI_OUTPUTS.test.parse(chain.json)).toMatchObject({
    attributed: true,
    verdict: { click: 'attributed', lead: 'attributed', sale: 'attributed' },
  });
  const status = await at.run('status --json');
  expect(status.code).toBe(0);
  const { readiness } = CLI_OUTPUTS.status.parse(status.json);
  expect(readiness.gates).toMatchObject({
    profile: { status: 'fail' },
    economics: { status: 'pass' },
    live: { status: 'pass' },
  });
  const text = await at.run('status --exit-code');
  expect(text.code).toBe(4);
  expect(text.out).toContain('profile: complete the profile');
  expect(text.out + text.err).not.toContain(key);
});

test.each(['click', 'lead', 'sale'])(
  'a test %s is received and credited to nobody',
  async (type) => {
    const { at } = await initialised();
    const { code, json } = await at.run(`test ${type} --json`);
    expect(code).toBe(0);
    expect(CLI_OUTPUTS.test.parse(json)).toMatchObject({ event_type: type, received: true });
  },
);

test('a refused key is never printed, and the reader learns where it came from', async () => {
  const { at } = await initialised();
  const secret = 'a-key-that-nobody-has-made';
  const { code, err, out } = await at.run(`status --verbose --api-key ${secret}`);
  expect(code).toBe(3);
  expect(err).toContain('The key came from the flag --api-key.');
  expect(err).toContain('Settings → API Key → Regenerate');
  expect(out + err).not.toContain(secret);
});

test('where nothing is configured, the reader learns what to run', async () => {
  const at = open();
  const { code, err } = await at.run('status');
  expect(code).toBe(1);
  expect(err).toContain(`No Affitor config found in ${at.cwd}.\nRun \`affitor init\``);
});

test('a pipeline needs the key and the address, and no configured folder', async () => {
  const { key } = await initialised();
  const at = open();
  const named = `--json --api-key ${key} --api-url ${service.url}`;
  const chain = await at.run(`test chain ${named}`);
  expect([chain.code, chain.json.attributed]).toEqual([0, true]);
  const click = await at.run(`test click ${named}`);
  expect([click.code, click.json.received]).toEqual([0, true]);
  const status = await at.run(`status ${named}`);
  expect(status.json.readiness.gates.live.status).toBe('pass');
  expect((await at.run(`trigger sale ${named}`)).code).toBe(0);
  expect(fs.readdirSync(at.cwd)).toEqual([]);
});

test('a service that does not answer is tried three times, and named', async () => {
  const at = open();
  const { code, json } = await at.run('login --json --api-url http://127.0.0.1:9');
  expect([code, json.error]).toEqual([5, 'network_error']);
  expect(json.message).toContain('http://127.0.0.1:9 cannot be reached');
});

test('a configuration of the first version is brought up to date, its key moved out', async () => {
  const { at, key } = await initialised();
  const { program_id, domain, api_url } = JSON.parse(at.read('.affitor/config.json'));
  at.write(
    '.affitor/config.json',
    JSON.stringify({ version: 1, program_id, domain, api_url, api_key: key }),
  );
  fs.rmSync(path.join(at.cwd, '.affitor/.env'));
  expect((await at.run('status --json')).code).toBe(0);
  expect(at.read('.affitor/config.json')).not.toContain(key);
  expect(JSON.parse(at.read('.affitor/config.json')).version).toBe(2);
  expect(at.read('.affitor/.env')).toBe(`AFFITOR_API_KEY=${key}\n`);
});

test('unknown words and values end with 2, as one document with --json', async () => {
  const at = open();
  for (const line of ['frobnicate', 'login --frobnicate', 'test chain more']) {
    const { code, json } = await at.run(`${line} --json`);
    expect([code, json.error]).toEqual([2, 'usage']);
  }
  const { code, json } = await at.run('programs --json --api-url ftp://x');
  expect([code, json.error]).toEqual([2, 'invalid_api_url']);
});
