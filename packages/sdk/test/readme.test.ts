// Owns the proof that the browser snippets of the README work as they stand there.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { FakeBrowser } from './fake-page.js';
import { packageFolder, runNode, Tarball, toolFile } from './tarball.js';

const LANDING = 'https://www.example.com/?aff=p1';
const API = 'https://affiliates.example.com/api/v1/track';

const readme = readFileSync(path.join(packageFolder, 'README.md'), 'utf8');
const snippets = [...readme.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, kind, text = '']) => ({
  kind,
  text,
}));

/** The snippet of a kind that has this text in it. */
function find(kind: string, text: string): string {
  const found = snippets.find((snippet) => snippet.kind === kind && snippet.text.includes(text));
  if (!found) throw new Error(`README.md has no ${kind} snippet with “${text}”.`);
  return found.text;
}

let browser: FakeBrowser;

beforeEach(() => {
  browser = new FakeBrowser();
});

afterEach(() => vi.unstubAllGlobals());

/** Runs a snippet in the page, with the module's exports in place of its import line. */
async function run(snippet: string, scope: Record<string, unknown>): Promise<void> {
  const imports = /^import (\{.*?\}) from '@affitor\/sdk';$/m;
  const code = snippet.replace(imports, 'const $1 = sdk;');
  const names = Object.keys(scope);
  const body = `return (async () => {${code}})()`;
  await new Function(...names, body)(...names.map((name) => scope[name]));
}

test('the script tag records the click and its queue the signup', async () => {
  const tag = find('html', 'affitor-tracker.js');
  const attributes = Object.fromEntries(
    [...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value]) => [name, value]),
  );
  const dataset = { affitorProgramId: attributes['data-affitor-program-id'] ?? '' };
  browser.scripts = [{ src: attributes.src ?? '', dataset }];
  await browser.open(LANDING);
  const queueCode = /<script>(.*)<\/script>/s.exec(find('html', 'affitorQueue'))?.[1] ?? '';
  vi.stubGlobal('affitorQueue', undefined);
  await run(queueCode, {});
  vi.stubGlobal('affitor', undefined);
  new Function(readFileSync(path.join(packageFolder, 'dist/script/affitor-tracker.js'), 'utf8'))();
  await vi.waitFor(() => expect(browser.leads()).toHaveLength(1));
  expect(browser.calls.map(({ url }) => url)).toEqual([`${API}/click`, `${API}/lead`]);
  expect(browser.leads()[0]?.body).toMatchObject({
    program_id: 123,
    customer_key: 'user_1001',
    email: 'ann@example.com',
    click_id: 'cust_1_1712345678901',
  });
});

test('the npm quick start records the click and then the signup', async () => {
  const sdk = await browser.open(LANDING);
  await run(find('js', "await signup('user_1001'"), { sdk });
  expect(browser.calls.map(({ url }) => url)).toEqual([`${API}/click`, `${API}/lead`]);
  expect(browser.leads()[0]?.body.click_id).toBe('cust_1_1712345678901');
});

test('the consent snippet sends nothing before the decision', async () => {
  const sdk = await browser.open(LANDING);
  let decide = (_isAccepted: boolean) => {};
  const onDecision = (listener: typeof decide) => {
    decide = listener;
  };
  const [required = ''] = find('js', 'onDecision').split('// Or, to honour');
  await run(required, { sdk, onDecision });
  await browser.settle();
  expect(browser.calls).toEqual([]);
  decide(true);
  await browser.settle();
  expect(browser.clicks()).toHaveLength(1);
});

test('the consent snippet honours Global Privacy Control', async () => {
  browser.navigator = { ...browser.navigator, globalPrivacyControl: true };
  const sdk = await browser.open(LANDING);
  await run(find('js', 'onDecision'), { sdk, onDecision: () => {} });
  await browser.settle();
  expect(browser.calls).toEqual([]);
});

let tarball: Tarball;

beforeAll(async () => {
  tarball = await Tarball.pack();
}, 120_000);

afterAll(() => tarball?.remove());

test('the snippets for Next.js build and render on the server', async () => {
  const folder = await tarball.createProject({
    'package.json': '{ "private": true }',
    'app/layout.jsx': find('jsx', 'app/layout.jsx'),
    'app/welcome.jsx': find('jsx', 'useAffitor'),
    'app/page.jsx': `
      import { init } from '@affitor/sdk';
      import { Welcome } from './welcome.jsx';
      export default function Page() {
        return <main>{'server: ' + String(init())}<Welcome user={{ id: 'u' }} /></main>;
      }`,
    'next.config.mjs': 'export default { experimental: { cpus: 1 } };',
  });
  await runNode(folder, [toolFile('next', 'dist/bin/next'), 'build'], {
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_ENV: 'production',
  });
  const html = readFileSync(path.join(folder, '.next/server/app/index.html'), 'utf8');
  expect(html).toContain('server: null');
  expect(html).toMatch(/<button>Join/);
}, 180_000);
