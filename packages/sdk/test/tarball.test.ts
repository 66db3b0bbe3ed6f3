// Owns the proof that the published package works in Node, in TypeScript and in bundlers.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageFolder, runNode, Tarball, toolFile } from './tarball.js';

const SCRIPTS = ['affitor-tracker', 'affitor-tracker-uat', 'affitor-tracker-local'];

const manifest = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'));
/** The entries with code; the others are plain files. */
const entries = Object.keys(manifest.exports).filter((name) => !/\.js(?:on)?$/.test(name));
/** Those that need nothing beside the package. */
const freeEntries = entries.filter((name) => name !== './react');
const specifier = (entry: string) => path.posix.join('@affitor/sdk', entry);

let tarball: Tarball;

beforeAll(async () => {
  tarball = await Tarball.pack();
}, 120_000);

afterAll(() => tarball?.remove());

test('an installation brings the package and nothing else', async () => {
  expect(manifest.dependencies).toBeUndefined();
  expect(await tarball.listInstalled()).toEqual(['@affitor']);
});

test('every folder with an index is an entry of the package', () => {
  const folders = readdirSync(path.join(packageFolder, 'src'), { withFileTypes: true })
    .filter((item) => item.isDirectory())
    .map(({ name }) => name)
    .filter((name) => readdirSync(path.join(packageFolder, 'src', name)).includes('index.ts'))
    .filter((name) => name !== 'script')
    .map((name) => (name === 'browser' ? '.' : `./${name}`));
  expect([...entries].sort()).toEqual(folders.sort());
});

describe('in Node', () => {
  test.each(freeEntries)(
    '%s can be imported and required, with the same exports',
    async (entry) => {
      const name = JSON.stringify(specifier(entry));
      const folder = await tarball.addFiles({
        'esm.mjs': `import * as sdk from ${name};\nconsole.log(Object.keys(sdk).sort().join());`,
        'cjs.cjs': `const sdk = require(${name});\nconsole.log(Object.keys(sdk).sort().join());`,
      });
      const names = await runNode(folder, ['esm.mjs']);
      expect(names.trim()).not.toBe('');
      expect(await runNode(folder, ['cjs.cjs'])).toBe(names);
    },
  );

  test('the main entry has exactly the documented exports and does nothing on a server', async () => {
    const folder = await tarball.addFiles({
      'main.mjs': `
        import * as sdk from '@affitor/sdk';
        const calls = [sdk.init({ programId: 1 }), sdk.getData(), await sdk.signup('u')];
        console.log(JSON.stringify([Object.keys(sdk).sort(), calls]));`,
    });
    expect(JSON.parse(await runNode(folder, ['main.mjs']))).toEqual([
      [
        'AffitorTracker',
        'consentOfBrowser',
        'getClickId',
        'getData',
        'getTracker',
        'init',
        'setConsent',
        'signup',
        'trackClick',
      ],
      [null, null, null],
    ]);
  });

  test.each(SCRIPTS)('%s.js comes along as one classic script', async (name) => {
    const folder = await tarball.addFiles({
      'find.cjs': `console.log(require.resolve('@affitor/sdk/${name}.js'))`,
    });
    const text = readFileSync((await runNode(folder, ['find.cjs'])).trim(), 'utf8');
    expect(() => new Function(text)).not.toThrow();
    expect(text).not.toMatch(/\beval\(|new Function|innerHTML|sourceMappingURL/);
  });
});

describe('TypeScript accepts', () => {
  const code = `
    import { type AffitorData, type AffitorInitOptions, AffitorTracker, init } from '@affitor/sdk';
    import { AffitorProvider, useAffitor } from '@affitor/sdk/react';
    const options: AffitorInitOptions = { programId: '1', debug: true, consent: 'required' };
    const data: AffitorData | null | undefined = init(options)?.getData();
    const tracker: AffitorTracker = new AffitorTracker(options);
    export const all = [data, tracker.getClickIds(), AffitorProvider, useAffitor];
    // @ts-expect-error debug is a boolean
    init({ debug: 'yes' });
    // @ts-expect-error what is internal is not in the types
    tracker._adopt('x', 'y');`;

  test.each([
    ['NodeNext', 'NodeNext', 'main.ts'],
    ['NodeNext', 'NodeNext', 'main.cts'],
    ['ESNext', 'Bundler', 'main.ts'],
  ])('the entries with module %s, resolution %s, in %s', async (module, resolution, file) => {
    const compilerOptions = {
      module,
      moduleResolution: resolution,
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    const folder = await tarball.createProject({
      [file]: code,
      'tsconfig.json': JSON.stringify({ compilerOptions, files: [file] }),
    });
    await runNode(folder, [toolFile('typescript', 'bin/tsc'), '-p', '.']);
  });
});

test('a build by Vite takes what is imported and leaves the rest', async () => {
  const folder = await tarball.createProject({
    'index.html': '<script type="module" src="/main.js"></script>',
    'main.js': "import { init, signup } from '@affitor/sdk';\ninit();\nvoid signup('u');",
  });
  await runNode(folder, [toolFile('vite', 'bin/vite.js'), 'build', '--logLevel', 'error']);
  const assets = path.join(folder, 'dist/assets');
  const [name = ''] = readdirSync(assets);
  const text = readFileSync(path.join(assets, name), 'utf8');
  expect(text).toContain('/api/v1/track/');
  expect(text).not.toContain('globalPrivacyControl');
});
