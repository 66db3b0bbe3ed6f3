// Guards that what we publish can be used by itself: each package is packed as for npm, unpacked
// into an empty project, and started there. Of what others publish, it finds what it names itself.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, expect, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
/** What is published; the one cannot be used without the other. */
const PUBLISHED = ['contract', 'recipes', 'sdk', 'mcp', 'cli'];

interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
}

interface Packed {
  name: string;
  filename: string;
  files: { path: string }[];
}

const project = fs.mkdtempSync(path.join(os.tmpdir(), 'affitor-installed-'));
const modules = path.join(project, 'node_modules');
const read = (folder: string) =>
  JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
const folders = PUBLISHED.map((name) => path.join(REPOSITORY, 'packages', name));
const manifests = folders.map(read);
let packed: Packed[];

beforeAll(() => {
  // Built already, and a folder of its own for what npm keeps: nothing is asked of a registry.
  const words = ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', project];
  const options = {
    cwd: REPOSITORY,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  } as const;
  packed = JSON.parse(execFileSync('npm', [...words, ...folders], options)) as Packed[];
  for (const { name, filename } of packed) {
    const folder = path.join(modules, name);
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(project, path.basename(filename));
    execFileSync('tar', ['-xzf', file, '-C', folder, '--strip-components=1']);
  }
  for (const name of foreignNames()) {
    const place = path.join(modules, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.symlinkSync(path.join(REPOSITORY, 'node_modules', name), place, 'junction');
  }
}, 120_000);
afterAll(() => fs.rmSync(project, { recursive: true, force: true }));

/** What the packages name and others publish. */
function foreignNames(): string[] {
  const named = manifests.flatMap(({ dependencies }) => Object.keys(dependencies ?? {}));
  const own = manifests.map(({ name }) => name);
  return [...new Set(named)].filter((name) => !own.includes(name));
}

function start(name: string, words: string[], env: Record<string, string> = {}) {
  const folder = path.join(modules, name);
  const [bin = ''] = Object.values(read(folder).bin ?? {});
  const options = { cwd: project, encoding: 'utf8', env: { HOME: project, ...env } } as const;
  return spawnSync(process.execPath, [path.join(folder, bin), ...words], options);
}

test('every package may be published, and names no package of ours that is not', () => {
  const versions = Object.fromEntries(manifests.map(({ name, version }) => [name, version]));
  for (const { name, private: isPrivate, dependencies = {} } of manifests) {
    expect([name, isPrivate]).toEqual([name, undefined]);
    for (const [needed, range] of Object.entries(dependencies)) {
      if (needed.startsWith('@affitor/'))
        expect([name, needed, versions[needed]]).toEqual([name, needed, range]);
    }
  }
});

test('a package holds its code, its types, a README and the licence, and no test', () => {
  expect(packed.map(({ name }) => name).sort()).toEqual(manifests.map(({ name }) => name).sort());
  for (const { name, files } of packed) {
    const paths = files.map((file) => file.path);
    expect(paths, name).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json']));
    expect([name, paths.some((file) => file.endsWith('.d.ts'))]).toEqual([name, true]);
    expect([name, paths.filter((file) => /\.test\.|\.map$|tsbuildinfo/.test(file))]).toEqual([
      name,
      [],
    ]);
  }
});

test('the command line starts, knows its version and its commands', () => {
  const { version } = read(path.join(modules, 'affitor'));
  expect(start('affitor', ['--version'])).toMatchObject({ status: 0, stdout: `${version}\n` });
  const help = start('affitor', ['--help']);
  expect(help.status).toBe(0);
  expect(help.stdout).toContain('Usage: affitor');
  // Loads what is loaded late only: the library of Stripe.
  fs.mkdirSync(path.join(project, '.affitor'));
  const config = { version: 1, program_id: '1', domain: 'acme.example', api_key: 'aff_key' };
  fs.writeFileSync(path.join(project, '.affitor/config.json'), JSON.stringify(config));
  const missing = start('affitor', ['setup', 'stripe', '--json', '--stripe-client-id', 'ca_x']);
  expect(JSON.parse(missing.stdout)).toMatchObject({ error: 'missing_stripe_secret_key' });
});

test('the MCP server wants its key, and with it lists its tools', async () => {
  const without = start('@affitor/mcp', []);
  expect([without.status, without.stderr]).toEqual([
    1,
    'affitor-mcp: AFFITOR_API_KEY is required: the API key of your program.\n',
  ]);
  const main = path.join(modules, '@affitor/mcp/dist/main.js');
  const env = { AFFITOR_API_KEY: 'aff_key' };
  const transport = new StdioClientTransport({ command: process.execPath, args: [main], env });
  const client = new Client({ name: 'test', version: '0.0.0' });
  await client.connect(transport);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain('affitor_run_verification');
  await client.close();
});

test('recipes and contract are there for other programs', () => {
  const code = `
    const { renderSkill } = await import('@affitor/recipes');
    const { OPERATIONS } = await import('@affitor/contract');
    const { Affitor } = await import('@affitor/sdk/server');
    console.log(renderSkill({ apiUrl: 'https://a.example' }).length > 1000, OPERATIONS.trackSale.path, typeof Affitor);`;
  const file = path.join(project, 'use.mjs');
  fs.writeFileSync(file, code);
  const { stdout } = spawnSync(process.execPath, [file], { cwd: project, encoding: 'utf8' });
  expect(stdout).toBe('true /api/v1/track/sale function\n');
});
