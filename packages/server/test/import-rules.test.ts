// Owns the proof that the import rules bite: a small tree breaks each one, and each is reported.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { repositoryFolder } from './tidy/tree.js';

const CRUISER = path.join(
  repositoryFolder,
  'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
);
const CONFIG = path.join(repositoryFolder, '.dependency-cruiser.cjs');

/** Each file with the one line that breaks the rule named beside it; null where none is broken. */
const FILES: Record<string, [code: string, broken: string | null]> = {
  'contract/src/index.ts': ['export * from "./schemas.js";', null],
  'contract/src/schemas.ts': ['import "zod";', null],
  'contract/src/errors.ts': ['import "node:fs";', 'contract-knows-only-zod'],
  'sdk/src/index.ts': ['import "../../server/src/app.js";', 'sdk-and-recipes-know-only-contract'],
  'cli/src/index.ts': ['import "../../server/src/app.js";', 'clients-never-import-server'],
  'server/src/app.ts': ['import "./partners/index.js"; import "./platform/clock.js";', null],
  'server/src/main.ts': ['import "../../sdk/src/index.js";', 'server-never-imports-clients'],
  'server/src/config.ts': ['import "./nowhere.js";', 'no-unresolvable'],
  'server/src/demo/shop.ts': [
    'import "../../../../examples/shop/src/main.js";',
    'server-never-imports-clients',
  ],
  '../examples/shop/src/main.js': [
    'import "../../../packages/sdk/src/index.js";',
    'examples-use-what-is-published',
  ],
  'server/src/platform/clock.ts': ['export const x = 1;', null],
  'server/src/platform/db/index.ts': ['import "kysely"; import "pg";', null],
  'server/src/platform/log.ts': ['import "../partners/rules.js";', 'platform-knows-no-domain'],
  'server/src/partners/index.ts': ['export * from "./rules.js";', null],
  'server/src/partners/rules.ts': ['export const x = 1;', null],
  'server/src/partners/store.ts': ['import "kysely"; import "../platform/db/index.js";', null],
  'server/src/partners/store-links.ts': ['import "kysely"; import "./rules.js";', null],
  'server/src/partners/service.ts': [
    'import type { Transaction } from "kysely"; export type T = Transaction;',
    'query-builder-only-in-stores',
  ],
  'server/src/partners/jobs.ts': ['import "../main.js";', 'domain-never-imports-assembly'],
  'server/src/partners/routes.ts': ['import "../../test/seed.js";', 'tests-stay-out-of-product'],
  'server/src/sales/index.ts': ['import "../partners/index.js";', null],
  'server/src/sales/service.ts': ['import "../partners/rules.js";', 'domain-through-index'],
  // A circle is reported once, at the first of its files.
  'server/src/sales/sale.ts': ['import "./refund.js";', null],
  'server/src/sales/refund.ts': ['import type {} from "./sale.js";', 'no-circle'],
  'server/src/sales/sale.test.ts': ['import "../partners/rules.js"; import "pg";', null],
  'server/test/seed.ts': ['import "../src/partners/index.js";', null],
};

/** Packages that the samples import, so that they resolve without an installation. */
const PACKAGES = ['zod', 'kysely', 'pg'];

interface Violation {
  from: string;
  rule: { name: string };
}

let folder: string;
let violations: Violation[];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'affitor import rules '));
  const write = async (file: string, text: string) => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  };
  await write('tsconfig.test.json', '{ "compilerOptions": { "module": "NodeNext" } }');
  await write(
    'package.json',
    JSON.stringify({ dependencies: Object.fromEntries(PACKAGES.map((name) => [name, '1'])) }),
  );
  for (const name of PACKAGES) await write(`node_modules/${name}/index.js`, '');
  for (const [file, [code]] of Object.entries(FILES)) await write(`packages/${file}`, code);
  violations = await cruise();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function cruise(): Promise<Violation[]> {
  const args = [CRUISER, '--config', CONFIG, '--output-type', 'json', 'packages', 'examples'];
  // It answers with a failing exit code, as it must: the report on its output is what counts.
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    maxBuffer: 16 * 1024 * 1024,
  }).catch((error: { stdout: string }) => error);
  const report = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return report.summary.violations;
}

test.each(Object.entries(FILES))('%s', (file, [, broken]) => {
  const found = violations.filter(({ from }) => from === path.posix.join('packages', file));
  const names = [...new Set(found.map(({ rule }) => rule.name))];
  if (broken === null) expect(names).toEqual([]);
  else expect(names).toContain(broken);
});
