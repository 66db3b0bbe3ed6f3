// Guards onboard on whole projects, against the real service: what it edits, says and leaves alone.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { CLI_OUTPUTS } from '@affitor/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyFixture, picture, readFixture } from './fixtures.js';
import { openStage, type Project, type Stage } from './projects.js';
import { hastyClock, openTerminal } from './terminal.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 90_000);
afterAll(() => stage.close());

/** A customer's project in which `init` was run. */
async function open(fixture: string): Promise<Project> {
  const project = await stage.createProject();
  copyFixture(fixture, project.at.cwd);
  return project;
}

const git = (cwd: string, ...words: string[]) =>
  execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...words], {
    cwd,
  });

function commit(cwd: string): void {
  git(cwd, 'init', '--quiet');
  git(cwd, 'add', '--all');
  git(cwd, 'commit', '--quiet', '--message', 'x');
}

/** The files that are another in the second picture. */
function changed(before: Record<string, string>, after: Record<string, string>): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => before[name] !== after[name] && !name.endsWith('/')).toSorted();
}

const ENV = ['.env', '.gitignore'];

test.each([
  [
    'next-app-stripe',
    'Next.js (App Router), Stripe, pnpm',
    ['app/api/stripe/webhook/route.ts', 'app/layout.tsx', 'package.json'],
  ],
  [
    'next-pages-stripe',
    'Next.js (Pages Router), Stripe, yarn',
    ['package.json', 'pages/_document.js', 'pages/api/stripe-webhook.js'],
  ],
  [
    'next-app-polar',
    'Next.js (App Router), Polar, npm',
    ['package.json', 'src/app/api/webhook/polar/route.ts', 'src/app/layout.tsx'],
  ],
  ['express-esm', 'Express, Stripe, npm', ['package.json', 'public/index.html', 'server.js']],
  ['express-cjs', 'Express, Stripe, yarn', ['index.js', 'package.json', 'public/index.html']],
  [
    'express-ts',
    'Express, Stripe, npm',
    ['package.json', 'public/index.html', 'src/stripe-webhook.ts'],
  ],
  ['fastify-stripe', 'Fastify, Stripe, pnpm', ['billing.js', 'package.json', 'public/index.html']],
  ['node-stripe', 'Node.js, Stripe, npm', ['index.html', 'package.json', 'server.mjs']],
  ['vite-express', 'Express, an unknown payment provider, npm', ['index.html']],
])('%s is wired, and a second run changes nothing', async (fixture, detected, edited) => {
  const { at, key, programId } = await open(fixture);
  const before = picture(at.cwd);
  const first = await at.run('onboard --yes');
  const after = picture(at.cwd);
  const isIgnored = /env/.test(before['.gitignore'] ?? '') && fixture === 'next-app-polar';
  const files = [...ENV.filter((name) => name !== '.gitignore' || !isIgnored), ...edited];
  expect(changed(before, after), first.out + first.err).toEqual(files.toSorted());
  expect(first.code).toBe(4);
  expect(first.out).toContain(`detect: ok — ${detected}`);
  expect(first.out).toContain('✔ click\n✔ lead\n✔ sale\n');
  expect(first.out + first.err).not.toContain(key);
  const manager = detected.split(', ').at(-1);
  if (edited.includes('package.json')) {
    expect(first.out).toContain(`${manager} install`);
    expect(JSON.parse(at.read('package.json')).dependencies['@affitor/sdk']).toBe('^0.1.0');
  }
  const tag = `data-affitor-program-id="${programId}"`;
  expect(edited.filter((name) => after[name]?.includes(tag))).toHaveLength(1);
  expect(edited.filter((name) => after[name]?.includes('affitor.trackSale({'))).toHaveLength(
    fixture === 'vite-express' ? 0 : 1,
  );
  expect(at.read('.env')).toBe(
    `# Affitor\nAFFITOR_API_KEY=${key}\nAFFITOR_API_URL=${stage.service.url}\n` +
      `AFFITOR_PROGRAM_ID=${programId}\n`,
  );
  expect(at.modeOf('.env')).toBe(0o600);

  const second = await at.run('onboard --yes');
  expect(changed(after, picture(at.cwd))).toEqual([]);
  expect([second.code, second.out]).toEqual([4, expect.not.stringContaining('@@')]);
  const sale = fixture === 'vite-express' ? 'manual' : 'already';
  const statuses = [...second.out.matchAll(/^\S (\w+): (\w+) — /gm)].map(([, , status]) => status);
  expect(statuses).toEqual(['ok', 'already', sale, 'already']);
});

test('renewals, metadata, refunds and sign-ups are named until they are there', async () => {
  const { at } = await open('express-esm');
  const { out } = await at.run('onboard --yes');
  expect(out).toContain("case 'invoice.paid': {");
  expect(out).toContain('invoices are handled already (server.js)');
  expect(out).toContain('Refunds: on charge.refunded');
  expect(out).toContain("(window.affitorQueue ??= []).push(['signup', user.id, user.email]);");
  expect(out).toContain('Put the same script tag into public/pricing.html');
  // server.js plants the ids at its checkout already.
  expect(out).not.toContain('Plant the ids');
  const other = await open('next-app-stripe');
  const planted = await other.at.run('onboard --yes');
  expect(planted.out).toContain('where a checkout is created (app/api/checkout/route.ts)');
  at.write(
    'billing.js',
    `const x = { isRecurring: true, on: 'invoice.paid' };\n` +
      `(window.affitorQueue ??= []).push([]); affitor.trackRefund({});`,
  );
  const done = await at.run('onboard --yes');
  expect(done.out).not.toMatch(/Report renewals|Refunds:|Report every sign-up/);
});

test('with --json nothing is edited, and the document says what to do', async () => {
  const { at, key } = await open('next-app-stripe');
  const before = picture(at.cwd);
  const { code, json, out } = await at.run('onboard --json --yes');
  expect(changed(before, picture(at.cwd))).toEqual([]);
  expect(code).toBe(4);
  const document = CLI_OUTPUTS.onboard.parse(json);
  expect(document).toMatchObject({
    integration_verified: false,
    blocker: 'profile',
    next_action: 'complete_program_profile',
  });
  expect(document.steps.map(({ step, status }) => [step, status])).toEqual([
    ['detect', 'ok'],
    ['browser_tracking', 'skipped'],
    ['server_sale', 'manual'],
    ['env_key', 'manual'],
  ]);
  const [, browser, sale, env] = document.steps;
  expect(browser?.detail).toContain('+++ b/app/layout.tsx');
  expect(sale?.detail).toContain("case 'invoice.paid': {");
  expect(env?.detail).toContain('.env gets AFFITOR_API_KEY');
  expect(out).not.toContain(key);
  const patch = [browser, sale].map(
    (one) => /--- a[\s\S]*?(?=\n\n[A-Z])/.exec(one?.detail ?? '')?.[0],
  );
  fs.writeFileSync(path.join(at.home, 'x.patch'), `${patch.join('\n')}\n`);
  git(at.cwd, 'apply', path.join(at.home, 'x.patch'));
  expect(at.read('app/api/stripe/webhook/route.ts')).toContain('affitor.trackSale');
});

test('nothing is edited where nobody was asked', async () => {
  const { at } = await open('express-esm');
  const before = picture(at.cwd);
  const { out } = await at.run('onboard');
  expect(changed(before, picture(at.cwd))).toEqual([]);
  expect(out).toContain('server_sale: skipped');
  expect(out).toContain('run with --yes');
});

test('a webhook that is not recognised stays as it is, and the recipe is printed', async () => {
  const { at } = await open('express-esm');
  const unusual = at.read('server.js').replace('const session', 'const checkout');
  at.write('server.js', unusual);
  const { out } = await at.run('onboard --yes');
  expect(at.read('server.js')).toBe(unusual);
  expect(out).toContain('server.js was left alone: no line there says const session');
  expect(out).toContain('const sale = await affitor.trackSale({');
  expect(at.read('package.json')).toBe(readFixture('express-esm', 'package.json'));
});

test('of two webhooks that could take the sale none is edited', async () => {
  const { at } = await open('express-esm');
  at.write('other.js', at.read('server.js'));
  const before = at.read('server.js');
  const { out } = await at.run('onboard --yes');
  expect([at.read('server.js'), at.read('other.js')]).toEqual([before, before]);
  expect(out).toContain('more than one file could be the webhook');
});

test('no sale is put in where another file reports them, or Affitor reads them itself', async () => {
  const { at, programId } = await open('express-esm');
  const before = at.read('server.js');
  at.write('lib/report.js', 'export const report = (tracker) => tracker.trackSale({});\n');
  await at.run('onboard --yes');
  expect(at.read('server.js')).toBe(before);
  fs.rmSync(path.join(at.cwd, 'lib'), { recursive: true });
  const program = `/api/advertiser/affiliate-programs/${programId}`;
  await stage.service.manage('PUT', program, { payment_tracking_mode: 'stripe' });
  const { out } = await at.run('onboard --yes');
  expect(at.read('server.js')).toBe(before);
  expect(out).toContain('nothing must report them as well');
  expect(out).toContain('payout: connect Stripe');
});

test('the webhook of Polar is made where there is none, and only there', async () => {
  const { at } = await open('next-app-polar');
  fs.rmSync(path.join(at.cwd, 'src/app/api/webhook'), { recursive: true });
  const { out } = await at.run('onboard --yes');
  const route = at.read('src/app/api/polar/webhook/route.ts');
  expect(route).toContain('onOrderRefunded');
  expect(out).toContain('POLAR_WEBHOOK_SECRET');
  const again = await at.run('onboard --yes');
  expect(at.read('src/app/api/polar/webhook/route.ts')).toBe(route);
  expect(again.out).toContain('server_sale: already');
});

test('when one file cannot be written, every other is as it was', async () => {
  const { at } = await open('next-app-polar');
  fs.rmSync(path.join(at.cwd, 'src/app/api'), { recursive: true });
  // A file in the place of a folder: nobody can write into it, not even root.
  at.write('src/app/api/polar', '');
  const before = picture(at.cwd);
  const { code, err } = await at.run('onboard --yes');
  expect(code).toBe(1);
  expect(err).toContain('Everything is as it was before.');
  expect(picture(at.cwd)).toEqual(before);
});

test('files with uncommitted changes are edited by --allow-dirty only', async () => {
  const { at } = await open('express-esm');
  commit(at.cwd);
  at.write('server.js', `${at.read('server.js')}\n// work in progress\n`);
  const before = picture(at.cwd);
  const refused = await at.run('onboard --yes');
  expect(refused.code).toBe(6);
  expect(refused.err).toContain('Not committed yet: server.js.');
  expect(picture(at.cwd)).toEqual(before);
  const allowed = await at.run('onboard --yes --allow-dirty');
  expect(allowed.out).toContain('server_sale: ok');
  git(at.cwd, 'check-ignore', '.env');
});

test('another value in .env stays, and is named', async () => {
  const { at } = await open('express-esm');
  at.write('.env', 'AFFITOR_API_KEY=of-another-program\nOTHER_SECRET=do-not-show\n');
  const { out, err } = await at.run('onboard --yes');
  expect(at.read('.env')).toMatch(/^AFFITOR_API_KEY=of-another-program\nOTHER_SECRET=/);
  expect(out).toContain('.env has another AFFITOR_API_KEY, which was kept');
  expect(out + err).not.toMatch(/of-another-program|do-not-show/);
});

test('a folder that is no project, or whose package.json is broken, is told apart', async () => {
  const { at } = await stage.createProject();
  const none = await at.run('onboard --yes');
  expect([none.code, none.err]).toEqual([1, expect.stringContaining('No package.json found in')]);
  at.write('package.json', '{ "name": ');
  const broken = await at.run('onboard --json');
  expect([broken.code, broken.json.error]).toEqual([1, 'invalid_package_json']);
  expect(at.read('package.json')).toBe('{ "name": ');
});

test('without a key the documented error says where to get one', async () => {
  const at = openTerminal({ AFFITOR_API_URL: stage.service.url });
  copyFixture('express-esm', at.cwd);
  const { code, json } = await at.run('onboard --json');
  expect([code, json]).toEqual([
    3,
    {
      error: 'no_api_key',
      message:
        'No API key found. Pass --api-key, set AFFITOR_API_KEY, or run `affitor init` first.',
    },
  ]);
  at.remove();
});

test('a key that is refused, or of another program, changes nothing', async () => {
  const { at } = await open('express-esm');
  const other = await stage.createProject('other.example');
  const before = picture(at.cwd);
  const refused = await at.run('onboard --json --api-key gone');
  expect(refused.code).toBe(3);
  expect(CLI_OUTPUTS.onboard.parse(refused.json)).toMatchObject({
    steps: [],
    error: {
      code: 'readiness_key_invalid',
      message: expect.stringContaining('Settings → API Key'),
    },
  });
  const wrong = await at.run(['onboard', '--yes', '--api-key', other.key]);
  expect([wrong.code, wrong.err]).toEqual([3, expect.stringContaining('The key is of program')]);
  const silent = await at.run('onboard --json --api-url http://127.0.0.1:9');
  expect([silent.code, silent.json.error.code]).toEqual([5, 'network_error']);
  expect(picture(at.cwd)).toEqual(before);
});

test('it ends well when only a look at the site is open, and says so', async () => {
  const { at } = await stage.createProject('acme.invalid', { hasProfile: true });
  copyFixture('express-esm', at.cwd);
  const { code, json } = await at.run('onboard --json');
  expect([code, json.blocker]).toEqual([0, 'tracking']);
  expect(json.integration_verified).toBe(false);
});

test('a refused chain is waited for, the gates are looked at six times, a retired key ends it', async () => {
  const { at, key } = await open('express-esm');
  const asked: string[] = [];
  let answersBefore = Number.POSITIVE_INFINITY;
  const answer: http.RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json');
    if (request.method === 'POST') {
      response.writeHead(429, { 'retry-after': '3600' }).end('{"error":"Too many chains"}');
    } else if (asked.length > answersBefore) {
      const error = { code: 'api_key_rotation_required', message: 'This key was retired.' };
      response.writeHead(401).end(JSON.stringify({ error }));
    } else {
      void readWithoutProfile(request).then((text) => response.end(text));
    }
  };
  const proxy = http.createServer(answer);
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const clock = hastyClock();
  const pauses: number[] = [];
  const counting = { ...clock, pause: async (ms: number) => void pauses.push(ms) };
  const words = ['onboard', '--json', '--api-url', url];
  const { code } = await at.run(words, { clock: counting });
  expect(code).toBe(4);
  expect(pauses).toEqual([30_000, 2000, 2000, 2000, 2000, 2000]);
  expect(asked.filter((line) => line.startsWith('POST'))).toHaveLength(1);
  answersBefore = asked.length + 3;
  const retired = await at.run(words, { clock: counting });
  expect(retired.code).toBe(3);
  expect(retired.json.error.code).toBe('api_key_rotation_required');
  expect(asked).toHaveLength(answersBefore + 1);
  expect(retired.out).not.toContain(key);
  proxy.close();
});

/** What the service says, as if only a look at the site were open. */
async function readWithoutProfile({ url, headers }: http.IncomingMessage): Promise<string> {
  const { authorization = '' } = headers;
  const answer = await fetch(stage.service.url + url, { headers: { authorization } });
  const body = await answer.json();
  body.gates.profile = { status: 'pass' };
  body.gates.live = { status: 'fail', next_action: 'run_synthetic_sale_chain', test_chain: null };
  return JSON.stringify({ ...body, blocker: 'tracking' });
}
