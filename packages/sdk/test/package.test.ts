// Owns the proof that the package is sound: its size, its manifest, its types in every resolution.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageFolder, runNode, Tarball, toolFile } from './tarball.js';

const SCRIPT_BYTES_MAX = 3_000;

let tarball: Tarball;

beforeAll(async () => {
  tarball = await Tarball.pack();
}, 120_000);

afterAll(() => tarball?.remove());

test('no entry is larger than promised', async () => {
  const report = await runNode(packageFolder, [toolFile('size-limit', 'bin.js'), '--json']);
  const results: { name: string; size: number; passed: boolean }[] = JSON.parse(report);
  expect(results).toHaveLength(3);
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
});

test('the script tag is at most 3.0 kB as it travels', () => {
  const script = readFileSync(path.join(packageFolder, 'dist/script/affitor-tracker.js'));
  expect(gzipSync(script).byteLength).toBeLessThanOrEqual(SCRIPT_BYTES_MAX);
});

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: packageFolder, strict: true, pack: false });
  const manifest = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'));
  expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
});

test('the types resolve for ES modules, CommonJS and bundlers', async () => {
  const scripts = ['affitor-tracker.js', 'affitor-tracker-uat.js', 'affitor-tracker-local.js'];
  const args = ['--profile', 'node16', '--no-emoji', '--exclude-entrypoints', ...scripts];
  await runNode(packageFolder, [
    toolFile('@arethetypeswrong/cli', 'dist/index.js'),
    tarball.file,
    ...args,
  ]);
});
