// Shows that every code sample of the documentation is true: TypeScript is checked against the SDK,
// shell and Python run against the real service, and the rest is read as what it claims to be.
import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineCommands } from '../../packages/cli/src/definition.js';
import { startTestApp, type TestApp } from '../../packages/server/test/test-app.js';
import { listSamples, readPage, type Sample } from './samples.js';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const samples = listSamples();

function ofLanguage(...languages: string[]): Sample[] {
  const found = samples.filter(({ language }) => languages.includes(language));
  expect(found.length, languages.join()).toBeGreaterThan(0);
  return found;
}

/** Languages by how they are shown to be true; a new one needs a test here. */
const SHOWN = {
  types: ['ts', 'tsx', 'js'],
  run: ['sh', 'python'],
  read: ['json', 'html', 'console'],
  // Not code: a policy to adapt, and what a console printed.
  prose: ['text'],
};

test('there is no sample that nothing here shows to be true', () => {
  const known = Object.values(SHOWN).flat();
  expect(samples.filter(({ language }) => !known.includes(language))).toEqual([]);
});

describe('TypeScript', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'affitor-samples-'));
    // What a reader has installed.
    symlinkSync(
      path.join(REPOSITORY, 'node_modules'),
      path.join(folder, 'node_modules'),
      'junction',
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Checks each text as a module of its own; gives what the compiler says. */
  async function check(texts: Sample[], strict: boolean): Promise<string> {
    const inner = path.join(folder, strict ? 'strict' : 'loose');
    mkdirSync(inner);
    for (const [index, { language, text, page }] of texts.entries()) {
      const kind = language === 'tsx' || text.includes('</') ? 'tsx' : 'ts';
      const name = `${page.replaceAll(/\W/g, '-')}-${index}.${kind}`;
      writeFileSync(path.join(inner, name), `${text}\nexport {};\n`);
    }
    const compilerOptions = {
      strict,
      noEmit: true,
      module: 'ESNext',
      moduleResolution: 'Bundler',
      target: 'ES2022',
      lib: ['ES2023', 'DOM'],
      jsx: 'react-jsx',
      types: ['node', 'react'],
      skipLibCheck: true,
    };
    writeFileSync(path.join(inner, 'package.json'), '{ "type": "module" }');
    const config = JSON.stringify({ compilerOptions, include: ['.'] });
    writeFileSync(path.join(inner, 'tsconfig.json'), config);
    const tsc = path.join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    const answer = run(process.execPath, [tsc, '-p', inner]);
    return (await answer.catch((error: { stdout: string }) => error)).stdout;
  }

  test('every sample of a guide fits the types of the SDK that is published', async () => {
    const whole = ofLanguage('ts', 'tsx').filter(({ page }) => !page.startsWith('sdk/'));
    expect(await check(whole, true)).toBe('');
  }, 180_000);

  test('so does every example beside a type, with what its reader has around it', async () => {
    const examples = ofLanguage('ts', 'js')
      .filter(({ page, language }) => page.startsWith('sdk/') || language === 'js')
      .map((sample) => ({ ...sample, text: `${surroundings(sample)}\n${sample.text}` }));
    expect(await check(examples, false)).toBe('');
  }, 180_000);
});

/** What examples use of their readers' programs. */
const READERS_OWN = [
  'app',
  'affitor',
  'user',
  'randomState',
  'request',
  'servePage',
  'children',
  'clickId',
  'NextResponse',
];

/** What pages may have before the script is there. */
const QUEUE = 'declare global { interface Window { affitorQueue?: unknown[] } }';

/** What an example of a few lines leaves out: its imports, and the reader's own values. */
function surroundings({ page, text }: Sample): string {
  const entry = /^sdk\/(?!browser)(\w+)/.exec(page)?.[1];
  const source = readPage(page.startsWith('sdk/') ? page : 'sdk/browser.md');
  const exported = [...source.matchAll(/^### (\w+)/gm)].map(([, name = '']) => name);
  const used = exported.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  const own = READERS_OWN.filter((name) => !new RegExp(`const ${name}\\b`).test(text));
  const values = [QUEUE, ...own.map((name) => `declare const ${name}: any;`)].join('\n');
  if (text.includes('import ')) return values;
  return `import { ${used.join(', ')} } from '@affitor/sdk${entry ? `/${entry}` : ''}';\n${values}`;
}

const hasShell = spawnSync('sh', ['-c', 'command -v curl']).status === 0;
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('against the real service', () => {
  let app: TestApp;
  let api: string;
  let key: string;

  beforeAll(async () => {
    app = await startTestApp();
    const program = await app.createProgram();
    await app.createPartner(program.id, 'PARTNER123');
    ({ key } = program);
    await app.app.http.listen({ port: 0, host: '127.0.0.1' });
    api = `http://127.0.0.1:${(app.app.http.server.address() as AddressInfo).port}`;
  });
  afterAll(() => app.close());

  test.skipIf(!hasShell)(
    'every shell sample runs, and no answer is an error that it does not show',
    async () => {
      const env = { ...process.env, AFFITOR_API_KEY: key };
      for (const { text, place } of ofLanguage('sh')) {
        const local = text
          .replaceAll(/http:\/\/127\.0\.0\.1:3000|https:\/\/affiliates\.example\.com/g, api)
          .replaceAll('aff_your_program_api_key', key);
        const { stdout } = await run('sh', ['-ec', local], { env });
        expect(stdout.trim(), place).not.toBe('');
        // The overview asks for a sale that only its reader has.
        const answers = stdout.split('\n').filter((line) => line.startsWith('{'));
        const errors = answers.filter((line) => line.startsWith('{"error"'));
        expect([place, errors.filter((line) => !/not found/i.test(line))]).toEqual([place, []]);
      }
    },
    60_000,
  );

  test.skipIf(!hasShell)(
    'the curl guide leads to a sale that is refunded by half',
    async () => {
      const [{ text } = { text: '' }] = samples.filter(({ page }) => page === 'guides/curl.md');
      const local = text
        .replaceAll('http://127.0.0.1:3000', api)
        .replaceAll('aff_your_program_api_key', key);
      const { stdout } = await run('sh', ['-ec', local.replace('order_$(date', 'half_$(date')]);
      const answers = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
      expect(answers.at(-1)).toMatchObject({ refund: { state: 'partial', refunded_cents: 2450 } });
    },
    60_000,
  );

  test.skipIf(!hasPython)(
    'the Python sample reports a signup, a payment twice and a refund',
    async () => {
      const [{ text } = { text: '' }] = ofLanguage('python');
      const clickId = await app.click('PARTNER123');
      const script = `${text}
status, answer = report_signup("py_1", "${clickId}", "ann@example.com")
assert status == 200, answer
report_payment("py_1", 4900, "py_payment")
report_payment("py_1", 4900, "py_payment")
status, answer = report_refund("py_payment", 4900)
assert (status, answer["status"]) == (200, "reversed"), answer
`;
      const env = { ...process.env, AFFITOR_URL: api, AFFITOR_API_KEY: key };
      await run('python3', ['-c', script], { env });
    },
    60_000,
  );

  test('every script tag names the file and the attributes that exist', async () => {
    const attributes = readFileSync(
      path.join(REPOSITORY, 'packages/sdk/src/script/attributes.ts'),
      'utf8',
    );
    for (const { text, place } of ofLanguage('html')) {
      for (const [, address = ''] of text.matchAll(
        /src="https:\/\/affiliates\.example\.com([^"]+)"/g,
      )) {
        expect([place, (await app.call('GET', address)).status]).toEqual([place, 200]);
      }
      for (const [, name = ''] of text.matchAll(/data-(affitor-[\w-]+)=/g)) {
        const key = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
        expect(attributes, `${place}: ${name}`).toContain(key);
      }
    }
  });
});

test('every JSON sample is JSON', () => {
  for (const { text, place } of ofLanguage('json')) {
    expect(() => JSON.parse(text) as unknown, place).not.toThrow();
  }
});

/** The first word of a line that the command line does not know; null when it knows all. */
function findUnknownWord(line: string): string | null {
  let command = defineCommands(async () => undefined);
  const { options: shared } = command;
  for (const word of line.split(' ').slice(1)) {
    const inner = command.commands.find((one) => one.name() === word);
    if (inner) command = inner;
    else if (word.startsWith('-')) {
      if (![...shared, ...command.options].some(({ long }) => long === word)) return word;
    } else if (command.parent === null) return word;
  }
  return null;
}

test('every command of ours that a page names exists', () => {
  const { scripts } = JSON.parse(readFileSync(path.join(REPOSITORY, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const lines = ofLanguage('console').flatMap(({ text }) => text.trim().split('\n'));
  for (const line of lines) {
    const script = /^npm (?:run )?([\w-]+)/.exec(line)?.[1];
    if (line.startsWith('affitor ')) expect(findUnknownWord(line)).toBe(null);
    else if (script === undefined) expect(line).toMatch(/^(?:git|cd|pg_dump|pg_restore) /);
    else expect(['install', ...Object.keys(scripts)]).toContain(script);
  }
});
