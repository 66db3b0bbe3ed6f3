// Guards how much a browser loads before the first page: the script budget, and lazy pages.
/// <reference types="node" />
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../dist/app');
const BUDGET_BYTES = 180_000;

interface Chunk {
  file: string;
  isEntry?: boolean;
  isDynamicEntry?: boolean;
  imports?: string[];
}

const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>;

function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const imported of manifest[name]?.imports ?? []) withImports(imported, found);
  return found;
}

function gzipBytes(names: Iterable<string>): number {
  const files = [...names].map((name) => path.join(folder, manifest[name]?.file ?? ''));
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0);
}

const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry) ?? '';

test('the script that comes with every page stays within its budget', () => {
  const bytes = gzipBytes(withImports(entry));
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(BUDGET_BYTES);
});

test('signing in and the frame of a program stay within the budget, too', () => {
  for (const page of ['account/sign-in.tsx', 'shell/shell.tsx']) {
    const first = withImports(page, withImports(entry));
    const isForm = page.startsWith('account/');
    // Forms bring the contract's schemas, which a page that only reads does without.
    const budget = isForm ? BUDGET_BYTES + 80_000 : BUDGET_BYTES;
    expect(gzipBytes(first), page).toBeLessThanOrEqual(budget);
  }
});

test('no page is loaded before it is opened', () => {
  const pages = Object.keys(manifest).filter((name) => /^(?:pages|account)\/.*\.tsx$/.test(name));
  expect(pages.length).toBeGreaterThan(15);
  const first = withImports(entry);
  expect(pages.filter((name) => first.has(name))).toEqual([]);
  for (const page of pages) expect(manifest[page]?.isDynamicEntry, page).toBe(true);
});
